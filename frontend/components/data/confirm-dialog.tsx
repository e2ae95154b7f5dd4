"use client";

import { type RefObject, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Modal } from "@/components/ui/modal";

interface ConfirmDialogProps {
  title: string;
  description: string;
  label: string;
  onClose: () => void;
  onConfirm: () => void;
  /** What has the focus once it was confirmed; the button that asked may be gone. */
  returnFocus: RefObject<HTMLElement | null>;
}

/** Asks before something is done that can't be taken back. */
export function ConfirmDialog({ title, description, label, onClose, onConfirm, returnFocus }: ConfirmDialogProps) {
  const confirmed = useRef(false);
  return (
    <Modal
      onClose={onClose}
      title={title}
      description={description}
      returnFocus={() => (confirmed.current ? returnFocus.current : undefined)}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          onClick={() => {
            confirmed.current = true;
            onConfirm();
            onClose();
          }}
        >
          {label}
        </Button>
      </div>
    </Modal>
  );
}

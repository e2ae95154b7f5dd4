import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useState } from "react";
import { Button } from "./button";

interface ModalProps {
  onClose: () => void;
  title: string;
  description?: string;
  /** Where the keyboard goes instead of back to what opened the dialog. */
  returnFocus?: () => HTMLElement | null | undefined;
  children: React.ReactNode;
}

/** A dialog over the page, open while it is rendered. Escape and the close button leave it. */
export function Modal({ onClose, title, description, returnFocus, children }: ModalProps) {
  const [opener] = useState(() => document.activeElement);
  return (
    <Dialog.Root open onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          aria-describedby={description ? undefined : ""}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const target = returnFocus?.() ?? opener;
            if (target instanceof HTMLElement) target.focus();
          }}
          className="fixed top-1/2 left-1/2 z-50 max-h-[92dvh] w-[min(30rem,calc(100vw-2rem))] -translate-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 shadow-2xl"
        >
          <div className="mb-4 flex items-start justify-between gap-4">
            <Dialog.Title className="text-lg font-semibold tracking-tight">{title}</Dialog.Title>
            <Dialog.Close asChild>
              <Button look="quiet" size="icon" aria-label="Close" className="-mt-1.5 -mr-2">
                <X size={17} aria-hidden />
              </Button>
            </Dialog.Close>
          </div>
          {description && <Dialog.Description className="mb-5 text-sm text-muted">{description}</Dialog.Description>}
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

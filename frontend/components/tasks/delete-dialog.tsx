"use client";

import { type RefObject, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Modal } from "@/components/ui/modal";
import type { Task } from "@/lib/api/tasks";
import { useDeleteTask } from "@/lib/tasks/use-task-changes";

interface DeleteDialogProps {
  task: Task;
  onClose: () => void;
  /** What has the focus once the task, and the button that deleted it, are gone. */
  fallback: RefObject<HTMLElement | null>;
}

/** Asks before a task goes. */
export function DeleteDialog({ task, onClose, fallback }: DeleteDialogProps) {
  const remove = useDeleteTask();
  const confirmed = useRef(false);
  return (
    <Modal
      onClose={onClose}
      returnFocus={() => (confirmed.current ? fallback.current : undefined)}
      title={`Delete task #${task.id}?`}
      description={`“${task.title}” will be deleted, with its subtasks.`}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          onClick={() => {
            confirmed.current = true;
            remove.mutate(task);
            onClose();
          }}
        >
          Delete
        </Button>
      </div>
    </Modal>
  );
}

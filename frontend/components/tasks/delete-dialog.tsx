"use client";

import { Button } from "@/components/ui/button";
import { Modal } from "@/components/ui/modal";
import type { Task } from "@/lib/api/tasks";
import { useDeleteTask } from "@/lib/tasks/use-task-changes";

interface DeleteDialogProps {
  task: Task;
  onClose: () => void;
  returnFocus: () => void;
}

/** Asks before a task goes for good. */
export function DeleteDialog({ task, onClose, returnFocus }: DeleteDialogProps) {
  const remove = useDeleteTask();
  return (
    <Modal
      open
      onClose={onClose}
      returnFocus={returnFocus}
      title={`Delete task #${task.id}?`}
      description={`“${task.title}” will be gone for good.`}
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button
          look="danger"
          onClick={() => {
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

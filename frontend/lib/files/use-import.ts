"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { checkFile, type ImportFile, importFile, type ImportResults } from "@/lib/api/files";
import { undoChange } from "@/lib/api/tasks";
import { TASKS_KEY } from "@/lib/tasks/use-tasks";

/** A file that was checked, and what would become of it. */
export interface CheckedFile {
  file: ImportFile;
  results: ImportResults;
  /** Names this import to the server, so that trying it again does nothing twice. */
  key: string;
}

/** Tells what would become of a file. */
export function useCheckFile() {
  return useMutation({
    mutationFn: async (file: ImportFile): Promise<CheckedFile> => ({ file, results: await checkFile(file), key: newKey() }),
  });
}

/** Imports what was checked. */
export function useImportFile() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ file, key }: CheckedFile) => importFile(file, key),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: TASKS_KEY }),
  });
}

/** Takes an import back. */
export function useUndoImport() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: undoChange,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: TASKS_KEY }),
  });
}

// Not randomUUID, which browsers have on secure origins only.
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { checkFile, type ImportFile, importFile, type ImportResults } from "@/lib/api/files";
import { newKey } from "@/lib/api/write";
import { rememberChange } from "@/lib/tasks/undo";
import { TASKS_KEY } from "@/lib/tasks/use-tasks";
import { count, outcomeOf } from "./outcome";

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
    onSuccess: (results) => {
      const { sequence } = results;
      if (sequence !== undefined) rememberChange({ id: sequence, words: `${count(outcomeOf(results).tasks, "task")} imported` });
      return queryClient.invalidateQueries({ queryKey: TASKS_KEY });
    },
  });
}

import type { ImportResult, ImportResults } from "@/lib/api/files";

/** Something to say of a row. */
export interface RowNote {
  row: number;
  text: string;
}

/** What would become of a file, as the page shows it. */
export interface Outcome {
  tasks: number;
  /** Rows that keep the file from being imported. */
  refused: number;
  problems: RowNote[];
  /** What will not be as it was in the file. */
  warnings: RowNote[];
}

/** What would become of a file, out of the results of its rows. */
export function outcomeOf({ results }: ImportResults): Outcome {
  return {
    tasks: results.filter(({ task }) => task).length,
    refused: results.filter(({ errors }) => errors?.length).length,
    problems: results.flatMap(problemsOf),
    warnings: results.flatMap(({ row, warnings = [] }) => warnings.map((text) => ({ row, text }))),
  };
}

function problemsOf({ row, errors = [] }: ImportResult): RowNote[] {
  return errors.map(({ pointer, detail }) => ({ row, text: [fieldOf(pointer), detail].filter(Boolean).join(": ") }));
}

/** The field of a row that a pointer such as `/rows/5/PRIORITY` names; empty for the row as a whole. */
function fieldOf(pointer = ""): string {
  const [, , , ...path] = pointer.split("/");
  return path.map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~")).join(".");
}

/** A number of things, in words. */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString()} ${thing}${number === 1 ? "" : "s"}`;
}

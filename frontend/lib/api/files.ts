import { request, type RequestOptions } from "./client";
import type { components, operations } from "./tasks.generated";
import { write } from "./write";

/** What a file is. */
export type ImportFormat = NonNullable<NonNullable<operations["import_tasks"]["parameters"]["query"]>["format"]>;
/** What became of a file, or would. */
export type ImportResults = components["schemas"]["ImportResults"];
/** What became of a row of a file, or would. */
export type ImportResult = components["schemas"]["ImportResult"];

/** A file to import, as it was read. */
export interface ImportFile {
  bytes: ArrayBuffer;
  format: ImportFormat;
  /** The project of tasks that name none; empty for Inbox. */
  project: string;
}

const MEDIA_TYPES: Record<ImportFormat, string> = { json: "application/json", todoist: "text/csv" };

/** Tells what would become of a file. */
export async function checkFile(file: ImportFile): Promise<ImportResults> {
  return (await request(...uploadOf(file, { dry_run: "true" }))).json();
}

/** Imports a file. A second try with the same key has no second effect. */
export async function importFile(file: ImportFile, key: string): Promise<ImportResults> {
  const [path, options] = uploadOf(file);
  return (await write(path, key, options)).json();
}

function uploadOf({ bytes, format, project }: ImportFile, more: Record<string, string> = {}): [path: string, options: RequestOptions] {
  const query = new URLSearchParams({ format, ...(project ? { project } : {}), ...more });
  return [`/api/import?${query}`, { method: "POST", body: bytes, headers: { "content-type": MEDIA_TYPES[format] } }];
}

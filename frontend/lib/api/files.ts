import { request } from "./client";
import type { components, operations } from "./tasks.generated";

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
export function checkFile(file: ImportFile): Promise<ImportResults> {
  return send(file, { dry_run: "true" });
}

/** Imports a file. A second try with the same key has no second effect. */
export function importFile(file: ImportFile, key: string): Promise<ImportResults> {
  return send(file, {}, { "idempotency-key": key });
}

async function send({ bytes, format, project }: ImportFile, more: Record<string, string>, headers: Record<string, string> = {}) {
  const query = new URLSearchParams({ format, ...(project ? { project } : {}), ...more });
  const response = await request(`/api/import?${query}`, {
    method: "POST",
    body: bytes,
    headers: { ...headers, "content-type": MEDIA_TYPES[format] },
  });
  return (await response.json()) as ImportResults;
}

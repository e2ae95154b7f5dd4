import type { ImportFormat } from "@/lib/api/files";

/** A file that the person chose, read once: what is checked is what is imported. */
export interface ChosenFile {
  name: string;
  bytes: ArrayBuffer;
}

// As large as the server takes files (FR-903). A larger one would be refused while the browser still sends it.
const MAX_BYTES = 5 * 1024 * 1024;
const HEAD_BYTES = 1024;

/** Reads a file. Why it cannot be is said in an error that the person can read. */
export async function readChosen(file: File): Promise<ChosenFile> {
  if (file.size > MAX_BYTES) throw new Error(`A file has at most 5 MiB; this one has ${sizeOf(file.size)}. Split it.`);
  try {
    return { name: file.name, bytes: await file.arrayBuffer() };
  } catch {
    throw new Error("The browser can't read this file. Choose it again.");
  }
}

/** What a file is, by how it begins, or else by its name. */
export function formatOf({ name, bytes }: ChosenFile): ImportFormat {
  // The decoder leaves a byte order mark out.
  const head = new TextDecoder().decode(bytes.slice(0, HEAD_BYTES)).trimStart();
  const isJson = /^[{[]/.test(head) || (head === "" && /\.json$/i.test(name));
  return isJson ? "json" : "todoist";
}

/** A number of bytes as people say it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kibibytes = Math.round(bytes / 1024);
  return kibibytes < 1024 ? `${kibibytes} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

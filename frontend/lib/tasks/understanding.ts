import type { Piece, Understanding } from "@/lib/api/tasks";

/** What was understood of a line, and of which. */
export interface Reading {
  line: string;
  understanding: Understanding;
}

/** How long nothing is typed before a line is read. */
const PAUSE_MILLISECONDS = 250;

/** Reads lines that are being typed. */
export interface LineReader {
  /** The line is now this one. */
  read: (line: string) => void;
  stop: () => void;
}

/**
 * Has each line understood that stands for a moment, and tells what came of the newest. An answer that comes after the line
 * was changed is dropped; a line that cannot be read, or of which no answer comes, is one of which nothing is known.
 */
export function lineReader(
  ask: (line: string, signal: AbortSignal) => Promise<Understanding>,
  tell: (reading: Reading | undefined) => void,
): LineReader {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let newest = new AbortController();

  async function send(line: string, asked: AbortController) {
    const answer = await ask(line, asked.signal).catch(() => undefined);
    if (asked === newest) tell(answer && { line, understanding: answer });
  }

  function stop() {
    clearTimeout(timer);
    newest.abort();
    newest = new AbortController();
  }

  function read(line: string) {
    stop();
    const asked = newest;
    if (line.trim() === "") tell(undefined);
    else timer = setTimeout(() => void send(line, asked), PAUSE_MILLISECONDS);
  }

  return { read, stop };
}

/** The line with a piece turned back into words: each of them with `\` in front, as FR-1023 has it. */
export function takeBack(line: string, piece: Piece): string {
  let taken = "";
  let at = 0;
  for (const { start, end } of piece.spans) {
    taken += line.slice(at, start) + line.slice(start, end).replace(/\S+/g, "\\$&");
    at = end;
  }
  return taken + line.slice(at);
}

/** The words of a line that a piece was read from. */
export function wordsOf(line: string, piece: Piece): string {
  return piece.spans.map(({ start, end }) => line.slice(start, end).trim()).join(" … ");
}

/** A piece as a person sees it. */
export interface Chip {
  piece: Piece;
  /** Which field it fills, in a word. */
  field: string;
  text: string;
}

const FIELDS: Record<string, string> = { due: "Due", priority: "Priority", project: "Project", tags: "Tag", notes: "Note" };

/** What was understood, piece by piece. */
export function chipsOf({ line, understanding }: Reading): Chip[] {
  return understanding.pieces.map((piece) => {
    const words = wordsOf(line, piece);
    const texts: Record<string, string | undefined> = {
      due: [understanding.due && dayLabel(understanding.due), understanding.recurrence && repeatLabel(understanding.recurrence)].filter(Boolean).join(", "),
      priority: understanding.priority.toUpperCase(),
      notes: understanding.notes ?? undefined,
    };
    return { piece, field: FIELDS[piece.field] ?? piece.field, text: texts[piece.field] || words };
  });
}

/** A due with its weekday: a day, or a moment where the person is. */
function dayLabel(due: string): string {
  const isTimed = due.includes("T");
  const moment = new Date(isTimed ? (due.split("[", 1)[0] ?? due) : `${due}T00:00`);
  const isThisYear = moment.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: isThisYear ? undefined : "numeric",
    ...(isTimed ? { hour: "2-digit", minute: "2-digit" } : {}),
  }).format(moment);
}

const UNITS: Record<string, string> = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" };

/** How often a rule repeats, in words. */
function repeatLabel(rule: string): string {
  const part = (name: string) => rule.match(new RegExp(`(?:^|;)${name}=([^;]+)`))?.[1];
  const unit = UNITS[part("FREQ") ?? ""] ?? "time";
  const interval = Number(part("INTERVAL") ?? 1);
  return interval > 1 ? `every ${interval} ${unit}s` : `every ${unit}`;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A due as the list shows it. */
export interface DueLabel {
  text: string;
  urgency: "overdue" | "today" | "later";
}

/** Today's date where the person is, as `YYYY-MM-DD`. */
export function localDate(now: Date): string {
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/** The person's time zone, as the browser knows it. Some know none, and say so, say nothing, or say an offset. */
export function timeZone(): string | undefined {
  const zone: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone !== "Etc/Unknown" && /^[A-Za-z][\w+/-]*$/.test(zone ?? "") ? zone : undefined;
}

/** The date and time of day in a due, where it is due; the time is empty for a whole day. */
export function dueParts(due = ""): { date: string; time: string } {
  return { date: due.slice(0, 10), time: due.slice(11, 16) };
}

/** How to say a due where the person is: a day, `YYYY-MM-DD`, or a time in the form of RFC 9557. */
export function dueLabel(due: string, now: Date): DueLabel {
  const isTimed = due.includes("T");
  const moment = new Date(due.split("[", 1)[0] ?? due);
  const date = isTimed ? localDate(moment) : due;
  const today = localDate(now);
  const days = Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS);
  const isOver = isTimed ? moment < now : days < 0;
  const urgency = isOver ? "overdue" : days === 0 ? "today" : "later";
  const time = isTimed ? moment.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }) : "";
  return { text: [dayLabel(date, days, today), time].filter(Boolean).join(", "), urgency };
}

function dayLabel(date: string, days: number, today: string): string {
  if (days === 0) return "Today";
  if (days === 1) return "Tomorrow";
  if (days === -1) return "Yesterday";
  const isSameYear = date.slice(0, 4) === today.slice(0, 4);
  return new Intl.DateTimeFormat(undefined, {
    weekday: days > 0 && days < 7 ? "short" : undefined,
    day: "numeric",
    month: "short",
    year: isSameYear ? undefined : "numeric",
    timeZone: "UTC",
  }).format(Date.parse(date));
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** A due date as the list shows it. */
export interface DueLabel {
  text: string;
  urgency: "overdue" | "today" | "later";
}

/** Today's date where the person is, as `YYYY-MM-DD`. */
export function localDate(now: Date): string {
  const pad = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/** How to say a due date on the day `today`; both are `YYYY-MM-DD`. */
export function dueLabel(due: string, today: string): DueLabel {
  const days = Math.round((Date.parse(due) - Date.parse(today)) / DAY_MS);
  const urgency = days < 0 ? "overdue" : days === 0 ? "today" : "later";
  if (days === 0) return { text: "Today", urgency };
  if (days === 1) return { text: "Tomorrow", urgency };
  if (days === -1) return { text: "Yesterday", urgency };
  const sameYear = due.slice(0, 4) === today.slice(0, 4);
  const text = new Intl.DateTimeFormat(undefined, {
    weekday: days > 0 && days < 7 ? "short" : undefined,
    day: "numeric",
    month: "short",
    year: sameYear ? undefined : "numeric",
    timeZone: "UTC",
  }).format(Date.parse(due));
  return { text, urgency };
}

import { describe, expect, it } from "vitest";
import type { Task } from "@/lib/api/tasks";
import { appendTask, applyPatch, replaceTask, tasksOf } from "@/lib/tasks/cache";
import { dueLabel, localDate } from "@/lib/dates";
import { differencesOf, fieldsOf, patchOf, rebase, type TaskFields } from "@/lib/tasks/fields";

function task(id: number, more: Partial<Task> = {}): Task {
  const at = "2026-11-23T01:00:00Z";
  return { id, title: `Task ${id}`, priority: "p4", project: "Inbox", position: id, completed: false, created_at: at, updated_at: at, ...more };
}

const PAGES = { pageParams: [undefined, "c"], pages: [{ tasks: [task(1), task(2)], next_cursor: "c" }, { tasks: [task(2), task(3)] }] };

describe("FR-502 lists that change at once", () => {
  it("show each task once, and only those of the status", () => {
    const pages = replaceTask(PAGES, 3, (shown) => ({ ...shown, completed: true }));
    expect(tasksOf(pages, "all").map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(tasksOf(pages, "pending").map(({ id }) => id)).toEqual([1, 2]);
    expect(tasksOf(pages, "completed").map(({ id }) => id)).toEqual([3]);
    expect(tasksOf(undefined, "all")).toEqual([]);
  });

  it("lose a deleted task and keep their cursors", () => {
    const pages = replaceTask(PAGES, 2, () => undefined);
    expect(tasksOf(pages, "all").map(({ id }) => id)).toEqual([1, 3]);
    expect(pages?.pages[0]?.next_cursor).toBe("c");
  });

  it("stay the same object when the task is not in them", () => {
    expect(replaceTask(PAGES, 9, () => undefined)).toBe(PAGES);
  });

  it("get a new task at the end, also when they are empty", () => {
    expect(tasksOf(appendTask(PAGES, task(4)), "all").at(-1)?.id).toBe(4);
    expect(tasksOf(appendTask(undefined, task(1)), "all")).toHaveLength(1);
  });

  it("apply a merge patch as the server will", () => {
    const before = task(1, { notes: "n", due: "2026-11-24" });
    expect(applyPatch(before, { title: " New ", notes: null, due: null, priority: "p1", completed: true })).toEqual({
      ...task(1),
      title: "New",
      priority: "p1",
      completed: true,
    });
    expect(applyPatch(before, {})).toEqual(before);
  });
});

describe("FR-502 the edit form", () => {
  const before = task(1, { notes: "a\nb", due: "2026-11-24" });
  const form = (fields: Partial<TaskFields>, of = before): TaskFields => ({ ...fieldsOf(of), ...fields });

  it("sends nothing that did not change", () => {
    expect(patchOf(before, form({}))).toEqual({});
  });

  it("sends what changed, and null for what was emptied", () => {
    expect(patchOf(before, form({ title: "  Other ", notes: "", due: "", priority: "p2" }))).toEqual({
      title: "Other",
      notes: null,
      due: null,
      priority: "p2",
    });
  });

  it("keeps a time in its zone, and sends tags and project as they were typed", () => {
    const timed = task(1, { due: "2026-11-24T17:00:00+01:00[Europe/Berlin]", tags: ["home"] });
    expect(patchOf(timed, form({}, timed))).toEqual({});
    expect(patchOf(timed, form({ due_time: "18:30", tags: "home, errand", project: " Work " }, timed))).toEqual({
      due: "2026-11-24T18:30[Europe/Berlin]",
      tags: ["home", "errand"],
      project: "Work",
    });
    expect(patchOf(timed, form({ due_time: "" }, timed))).toEqual({ due: "2026-11-24" });
  });
});

describe("FR-546 a task that was changed elsewhere while it is edited", () => {
  const base = task(1, { notes: "a", due: "2026-11-24T17:00:00+01:00[Europe/Berlin]", tags: ["home"] });
  const other = { ...base, title: "Theirs", due: "2026-11-25", tags: ["home", "errand"], completed: true };

  it("keeps what was typed and takes over the rest", () => {
    const mine = { ...fieldsOf(base), title: "Mine", notes: "" };
    const moved = rebase(mine, base, other);
    expect(moved).toEqual({ ...fieldsOf(other), title: "Mine", notes: "" });
    expect(patchOf(other, moved)).toEqual({ title: "Mine", notes: null });
  });

  it("keeps a day and its time together", () => {
    const moved = rebase({ ...fieldsOf(base), due_time: "18:00" }, base, other);
    expect([moved.due, moved.due_time]).toEqual(["2026-11-24", "18:00"]);
  });

  it("tells what is other there", () => {
    expect(differencesOf(base, other)).toEqual([
      { label: "Title", value: "Theirs" },
      { label: "Due", value: "2026-11-25" },
      { label: "Tags", value: "home, errand" },
      { label: "Completed", value: "yes" },
    ]);
    expect(differencesOf(base, { ...base, position: 7 })).toEqual([]);
  });
});

describe("FR-502 dues", () => {
  const now = new Date(2026, 10, 23, 12);
  it.each([
    ["2026-11-23", "Today", "today"],
    ["2026-11-24", "Tomorrow", "later"],
    ["2026-11-22", "Yesterday", "overdue"],
  ])("%s is said as %s", (due, text, urgency) => {
    expect(dueLabel(due, now)).toEqual({ text, urgency });
  });

  it("names the year only when it is another one", () => {
    expect(dueLabel("2027-01-02", now).text).toContain("2027");
    expect(dueLabel("2026-12-24", now).text).not.toContain("2026");
  });

  it("says the time where the person is, whatever zone it was given in", () => {
    const hour = (hours: number) => new Date(2026, 10, 23, hours).toISOString().replace(".000Z", "+00:00[Etc/UTC]");
    expect(dueLabel(hour(11), now)).toMatchObject({ urgency: "overdue" });
    const later = dueLabel(hour(17), now);
    expect(later.urgency).toBe("today");
    expect(later.text).toMatch(/^Today, .*(17|5):00/);
  });

  it("takes the person's own day, not that of UTC", () => {
    expect(localDate(new Date(2026, 0, 5, 0, 30))).toBe("2026-01-05");
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Piece, Understanding } from "@/lib/api/tasks";
import { chipsOf, lineReader, type Reading, takeBack, wordsOf } from "@/lib/tasks/understanding";

const piece = (field: string, ...spans: [number, number][]): Piece => ({ field, spans: spans.map(([start, end]) => ({ start, end })) });
const understanding = (title: string, more: Partial<Understanding> = {}): Understanding => ({ title, priority: "p4", pieces: [], ...more });

describe("FR-561 a line that is being typed", () => {
  let asked: { line: string; signal: AbortSignal; answer: (title: string) => void; fail: () => void }[];
  let told: (Reading | undefined)[];
  const reader = () =>
    lineReader(
      (line, signal) =>
        new Promise((resolve, reject) => {
          asked.push({ line, signal, answer: (title) => resolve(understanding(title)), fail: () => reject(new Error("away")) });
        }),
      (reading) => told.push(reading),
    );

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    told = [];
  });
  afterEach(() => vi.useRealTimers());

  it("is read once it stands for a moment", async () => {
    const { read } = reader();
    for (const line of ["B", "Bu", "Buy milk"]) read(line);
    await vi.runAllTimersAsync();
    expect(asked.map(({ line }) => line)).toEqual(["Buy milk"]);
    asked[0]?.answer("Buy milk");
    await vi.runAllTimersAsync();
    expect(told.at(-1)?.line).toBe("Buy milk");
  });

  it("has answers out of order dropped", async () => {
    const { read } = reader();
    read("Buy milk");
    await vi.runAllTimersAsync();
    read("Buy milk friday");
    await vi.runAllTimersAsync();
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[1]?.answer("newer");
    await vi.runAllTimersAsync();
    asked[0]?.answer("older");
    await vi.runAllTimersAsync();
    expect(told.map((reading) => reading?.understanding.title)).toEqual(["newer"]);
  });

  it("says nothing of an empty line, of one without an answer, and once it is stopped", async () => {
    const { read, stop } = reader();
    read("Buy milk");
    await vi.runAllTimersAsync();
    asked[0]?.fail();
    await vi.runAllTimersAsync();
    expect(told).toEqual([undefined]);
    read(" ");
    expect(told).toEqual([undefined, undefined]);
    read("Buy bread");
    await vi.runAllTimersAsync();
    stop();
    asked[1]?.answer("Buy bread");
    await vi.runAllTimersAsync();
    expect(told).toHaveLength(2);
  });
});

describe("FR-562 a piece that is taken back", () => {
  it.each([
    ["Pay rent next friday", piece("due", [9, 20]), "Pay rent \\next \\friday"],
    ["Every day at 9 run", piece("due", [0, 9], [10, 14]), "\\Every \\day \\at \\9 run"],
    ["🎉 tomorrow party", piece("due", [3, 11]), "🎉 \\tomorrow party"],
    ["Buy // two  things", piece("notes", [4, 18]), "Buy \\// \\two  \\things"],
  ])("is words again: %s", (line, taken, expected) => {
    expect(takeBack(line, taken)).toBe(expected);
    expect(takeBack(line, taken).replaceAll("\\", "")).toBe(line);
  });
});

describe("FR-560 chips", () => {
  it("say what was understood, with the weekday", () => {
    const line = "Pay rent friday p1 #Home @money every month // by hand";
    const pieces = [piece("due", [9, 15], [32, 43]), piece("priority", [16, 18]), piece("project", [19, 24]), piece("tags", [25, 31]), piece("notes", [44, 54])];
    const understood = understanding("Pay rent", { due: "2026-11-27", recurrence: "FREQ=MONTHLY;INTERVAL=2", priority: "p1", project: "Home", tags: ["money"], notes: "by hand", pieces });
    const chips = chipsOf({ line, understanding: understood });
    expect(chips.map(({ field }) => field)).toEqual(["Due", "Priority", "Project", "Tag", "Note"]);
    expect(chips[0]?.text).toMatch(/Fri.*27.*every 2 months|27.*every 2 months/);
    expect(chips.slice(1).map(({ text }) => text)).toEqual(["P1", "#Home", "@money", "by hand"]);
    expect(wordsOf(line, pieces[0] as Piece)).toBe("friday … every month");
  });
});

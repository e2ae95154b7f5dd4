import { describe, expect, it } from "vitest";
import type { ImportResults } from "@/lib/api/files";
import { formatOf, readChosen, sizeOf } from "@/lib/files/chosen";
import { count, outcomeOf } from "@/lib/files/outcome";

function chosen(name: string, text: string) {
  return readChosen(new File([text], name));
}

describe("FR-913 a file that was chosen", () => {
  it.each([
    ["export.json", '{"format":"todo-app"}', "json"],
    ["export.csv", '\u{feff}\n {"format":"todo-app"}', "json"],
    ["tasks.txt", "[]", "json"],
    ["empty.JSON", "", "json"],
    ["Home.csv", "\u{feff}TYPE,CONTENT\r\n", "todoist"],
    ["Home.json", "TYPE,CONTENT\r\n", "todoist"],
    ["picture.png", "\u0089PNG", "todoist"],
  ])("%s is recognised by how it begins", async (name, text, format) => {
    expect(formatOf(await chosen(name, text))).toBe(format);
  });

  it("is read once, as it was", async () => {
    const { name, bytes } = await chosen("é.csv", "TYPE,CONTENT\r\ntask,Ümlaut\r\n");
    expect([name, new TextDecoder().decode(bytes)]).toEqual(["é.csv", "TYPE,CONTENT\r\ntask,Ümlaut\r\n"]);
  });

  it("is refused beyond 5 MiB, without being read", async () => {
    const limit = 5 * 1024 * 1024;
    expect((await readChosen(new File([new Uint8Array(limit)], "full.json"))).bytes.byteLength).toBe(limit);
    const file = Object.assign(new File([new Uint8Array(limit + 1)], "more.json"), {
      arrayBuffer: () => Promise.reject(new Error("it was read")),
    });
    await expect(readChosen(file)).rejects.toThrow("A file has at most 5 MiB");
  });

  it("that went away meanwhile is said to be unreadable", async () => {
    const file = Object.assign(new File(["x"], "gone.json"), { arrayBuffer: () => Promise.reject(new DOMException("NotReadableError")) });
    await expect(readChosen(file)).rejects.toThrow("can't read this file");
  });

  it.each([
    [0, "0 B"],
    [1023, "1023 B"],
    [1024, "1 KiB"],
    [1_048_575, "1.0 MiB"],
    [5_452_595, "5.2 MiB"],
  ])("of %i bytes has %s", (bytes, text) => {
    expect(sizeOf(bytes)).toBe(text);
  });
});

describe("FR-914 what would become of a file", () => {
  const task = { id: 7, title: "Milk" } as NonNullable<ImportResults["results"][number]["task"]>;

  it("counts tasks and refused rows, and names row and field of each problem", () => {
    const results: ImportResults["results"] = [
      { row: 2, task },
      { row: 3, task, warnings: ["Longer than a title."] },
      { row: 4, errors: [{ pointer: "/rows/4/PRIORITY", detail: "it is 1 to 4" }, { pointer: "/rows/4", detail: "too few fields" }] },
      { row: 5, warnings: ["There are no sections here."] },
      { row: 6, errors: [{ pointer: "/tasks/5/series/a~1b~0c", detail: "unknown" }] },
    ];
    expect(outcomeOf({ dry_run: true, results })).toEqual({
      tasks: 2,
      refused: 2,
      problems: [
        { row: 4, text: "PRIORITY: it is 1 to 4" },
        { row: 4, text: "too few fields" },
        { row: 6, text: "series.a/b~c: unknown" },
      ],
      warnings: [
        { row: 3, text: "Longer than a title." },
        { row: 5, text: "There are no sections here." },
      ],
    });
  });

  it("has nothing to say of an empty file", () => {
    expect(outcomeOf({ dry_run: true, results: [] })).toEqual({ tasks: 0, refused: 0, problems: [], warnings: [] });
  });

  it("is counted in words", () => {
    expect([count(0, "task"), count(1, "task"), count(2, "row")]).toEqual(["0 tasks", "1 task", "2 rows"]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { attempt, forgetAttempts } from "@/lib/attempts";
import { ApiError, request } from "@/lib/api/client";
import { newKey, write } from "@/lib/api/write";

const sent: Headers[] = [];
let answers: (() => Response)[] = [];

const lost = () => {
  throw new TypeError("Failed to fetch");
};
const refusal = (status: number, type = "about:blank") => () =>
  Response.json({ type, title: "No", status }, { status, headers: { "content-type": "application/problem+json" } });
const done = () => Response.json({ ok: true });

beforeEach(() => {
  vi.useFakeTimers();
  sent.length = 0;
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    sent.push(init.headers as Headers);
    return (answers.shift() ?? done)();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  forgetAttempts();
});

async function writeNow(): Promise<Response> {
  const answer = write("/api/tasks", "the-key", { method: "POST", json: {} });
  // Whether it fails is for who waits for it.
  answer.catch(() => undefined);
  await vi.runAllTimersAsync();
  return answer;
}

const keys = () => sent.map((headers) => headers.get("idempotency-key"));

describe("FR-545 writes", () => {
  it.each([
    ["no answer", lost],
    ["an answer by somebody in between", refusal(502)],
    ["a function that is away", refusal(503)],
    ["the first still under way", refusal(409, "urn:todo-app:problem:request-in-flight")],
  ])("are sent again under the same key after %s", async (_what, first) => {
    answers = [first, done];
    expect((await writeNow()).ok).toBe(true);
    expect(keys()).toEqual(["the-key", "the-key"]);
  });

  it("are sent twice at most", async () => {
    answers = [lost, lost, done];
    await expect(writeNow()).rejects.toThrow(/can't be reached/);
    expect(sent).toHaveLength(2);
  });

  it.each([400, 404, 409, 412, 422, 429, 500])("are not sent again when the answer is %i", async (status) => {
    answers = [refusal(status)];
    await expect(writeNow()).rejects.toBeInstanceOf(ApiError);
    expect(sent).toHaveLength(1);
  });

  it("have keys that are good and do not repeat", () => {
    const many = Array.from({ length: 100 }, newKey);
    expect(new Set(many).size).toBe(many.length);
    for (const key of many) expect(key).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("FR-545 attempts", () => {
  const unanswered = new ApiError({ type: "about:blank", title: "", detail: "", status: 0 });
  const refused = new ApiError({ type: "about:blank", title: "", detail: "", status: 422 });
  const tryTo = (what: string, outcome?: Error) => {
    let used = "";
    const end = attempt(what, async (key) => {
      used = key;
      if (outcome) throw outcome;
    });
    return end.catch(() => undefined).then(() => used);
  };

  it("keep their key until it is known what became of them", async () => {
    const first = await tryTo("complete 1", unanswered);
    expect(await tryTo("complete 2")).not.toBe(first);
    expect(await tryTo("complete 1", unanswered)).toBe(first);
    expect(await tryTo("complete 1")).toBe(first);
    expect(await tryTo("complete 1")).not.toBe(first);
  });

  it("have another key after a refusal, and after the lists were loaded", async () => {
    const first = await tryTo("delete 1", refused);
    const second = await tryTo("delete 1", unanswered);
    expect(second).not.toBe(first);
    forgetAttempts();
    expect(await tryTo("delete 1")).not.toBe(second);
  });
});

describe("FR-550 the zone of the browser", () => {
  it.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
    ["Etc/GMT+5", "Etc/GMT+5"],
    ["UTC", "UTC"],
    ["Etc/Unknown", null],
    ["+05:00", null],
    ["-03", null],
    ["", null],
    ["Länder/Köln", null],
    [undefined, null],
  ])("%s is sent as %s", async (zone, header) => {
    // Fake timers bring an Intl of their own.
    vi.useRealTimers();
    const options = Intl.DateTimeFormat().resolvedOptions();
    vi.spyOn(Intl.DateTimeFormat.prototype, "resolvedOptions").mockReturnValue({ ...options, timeZone: zone as string });
    await request("/api/tasks");
    vi.restoreAllMocks();
    expect(sent[0]?.get("time-zone")).toBe(header);
  });
});

import { describe, expect, it } from "vitest";
import type { ChatEvent, ChatRequest } from "@/lib/api/chat";
import { EMPTY_TRANSCRIPT, failed, LOST, fromStored, received, retried, sent, stopped, type Transcript } from "@/lib/chat/transcript";

const WORDS = "Add a task to buy groceries";
const REQUEST: ChatRequest = { message: WORDS };
const SENDING = { request: REQUEST, key: "k1" };
const TASK = {
  id: 1,
  title: "Buy groceries",
  priority: "p4" as const,
  project: "Inbox",
  position: 1,
  completed: false,
  created_at: "2026-11-23T01:00:00Z",
  updated_at: "2026-11-23T01:00:00Z",
};
const STARTED: ChatEvent = { type: "tool_started", id: "c1", name: "add_task", arguments: {} };

function play(...events: ChatEvent[]): Transcript {
  return events.reduce((transcript, event) => received(transcript, event, SENDING), sent(EMPTY_TRANSCRIPT, WORDS));
}

describe("FR-503 the conversation on screen", () => {
  it("grows with the events and ends with the whole answer", () => {
    const transcript = play(
      STARTED,
      { type: "tool_finished", id: "c1", result: {} },
      { type: "receipt", operation: "created", task: TASK },
      { type: "text", delta: "Added " },
      { type: "text", delta: "it." },
      { type: "done", conversation_id: "k", turn_id: "t", response: "Added it.", tool_calls: [], receipts: [{ operation: "created", task: TASK }], changes: 1, unchanged: false },
    );
    expect(transcript).toEqual({
      conversationId: "k",
      state: "idle",
      failure: undefined,
      messages: [
        { role: "user", text: "Add a task to buy groceries", tools: [], receipts: [] },
        {
          role: "assistant",
          text: "Added it.",
          tools: [{ id: "c1", name: "add_task", state: "finished" }],
          receipts: [{ operation: "created", task: TASK }],
          question: undefined,
          unchanged: false,
          turnId: "t",
        },
      ],
    });
  });

  it("marks a tool that failed", () => {
    const transcript = play(STARTED, { type: "tool_finished", id: "c1", error: { code: "not-found", message: "No." } });
    expect(transcript.messages.at(-1)?.tools).toEqual([{ id: "c1", name: "add_task", state: "failed" }]);
  });

  it("holds a question until it is answered", () => {
    const question = { id: "q", text: "Which?", options: [{ value: "1", label: "#1" }] };
    const transcript = play({ type: "question", ...question });
    expect(transcript.messages.at(-1)?.question).toEqual(question);
  });

  it("offers to try again when the error allows it, and nothing runs on", () => {
    const error: ChatEvent = { type: "error", code: "model-unavailable", message: "Not now.", retryable: true };
    const transcript = play(STARTED, { type: "text", delta: "Let" }, error);
    expect(transcript).toMatchObject({ state: "idle", failure: { message: "Not now.", retry: SENDING } });
    expect(transcript.messages.at(-1)?.tools[0]?.state).toBe("finished");
    expect(play({ ...error, retryable: false }).failure).toEqual({ message: "Not now.", retry: undefined });
  });

  it("makes room for the answer to a second try, without a second message of the person", () => {
    const again = retried(failed(sent(EMPTY_TRANSCRIPT, "Hello"), { message: LOST }));
    expect(again.messages.map(({ role, text }) => [role, text])).toEqual([
      ["user", "Hello"],
      ["assistant", ""],
    ]);
    expect(again).toMatchObject({ state: "answering", failure: undefined });
  });

  it("keeps what came before the person stopped it", () => {
    const transcript = stopped(play({ type: "text", delta: "Let me" }));
    expect(transcript).toMatchObject({ state: "idle", messages: [{}, { text: "Let me" }] });
  });

  it("ignores events it does not know", () => {
    const before = play(STARTED);
    expect(received(before, { type: "heartbeat" } as unknown as ChatEvent, SENDING)).toBe(before);
  });

  it("FR-362 says when nothing was changed, also when it is opened again", () => {
    const done: ChatEvent = { type: "done", conversation_id: "k", turn_id: "t", response: "Feito!", tool_calls: [], receipts: [], changes: 0, unchanged: true };
    expect(play(done).messages.at(-1)?.unchanged).toBe(true);
    const stored = { role: "assistant" as const, text: "Feito!", turn_id: "t", created_at: TASK.created_at };
    expect(fromStored({ ...stored, unchanged: true }).unchanged).toBe(true);
    expect(fromStored(stored).unchanged).toBeUndefined();
  });

  it("shows a stored message as it was", () => {
    const stored = { role: "assistant" as const, text: "Done.", turn_id: "t", created_at: TASK.created_at, tool_calls: [{ id: "c1", name: "x", arguments: {}, error: { code: "e", message: "m" } }] };
    expect(fromStored(stored)).toEqual({
      role: "assistant",
      text: "Done.",
      tools: [{ id: "c1", name: "x", state: "failed" }],
      receipts: [],
      question: undefined,
      turnId: "t",
    });
  });
});

describe("FR-357 a turn by its name", () => {
  const TURN: ChatEvent = { type: "turn", conversation_id: "k", turn_id: "t", attempt: 1 };

  it("is known from its first event, so that it can be stopped", () => {
    const transcript = play(TURN);
    expect(transcript.conversationId).toBe("k");
    expect(transcript.messages.at(-1)?.turnId).toBe("t");
  });

  it("is tried again under its key, and its answer takes the place of the one that broke off", () => {
    const broken = failed(play(TURN, { type: "text", delta: "Well" }), { message: LOST, retry: SENDING });
    expect(broken.failure?.retry?.key).toBe("k1");
    const again = [TURN, { type: "text", delta: "Well, done." } as const].reduce<Transcript>(
      (transcript, event) => received(transcript, event, SENDING),
      retried(broken),
    );
    expect(again.messages.map(({ text }) => text)).toEqual([WORDS, "Well, done."]);
  });

  it("shows that it was stopped, also when it is read again", () => {
    const done: ChatEvent = { type: "done", conversation_id: "k", turn_id: "t", response: "Well", tool_calls: [], receipts: [], changes: 0, unchanged: false, stopped: true };
    expect(play(TURN, done).messages.at(-1)?.isStopped).toBe(true);
    expect(stopped(play(TURN)).messages.at(-1)?.isStopped).toBe(true);
    const stored = { role: "assistant" as const, text: "Well", turn_id: "t", created_at: TASK.created_at, stopped: true };
    expect(fromStored(stored).isStopped).toBe(true);
  });
});

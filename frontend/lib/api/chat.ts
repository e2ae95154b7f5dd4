import { readEvents } from "@/lib/chat/sse";
import type { components } from "./chat.generated";
import { request } from "./client";
import type { Task } from "./tasks";

type Schemas = components["schemas"];
// The contract leaves a receipt's task open, since tools report it; it is the task of the tasks API.
type WithTasks<T extends { receipts?: unknown }> = Omit<T, "receipts"> & { receipts: Receipt[] };

/** One change that a tool reported. */
export type Receipt = Omit<Schemas["ChatReceipt"], "task"> & { task: Task };
/** A question that the agent needs answered. */
export type Question = Schemas["ChatQuestion"];
/** One thing that a question offers. */
export type QuestionOption = Schemas["ChatQuestionOption"];
/** The whole answer to a message. */
export type ChatAnswer = WithTasks<Schemas["ChatResponse"]>;
/** A message as it is stored. */
export type StoredMessage = Partial<Pick<ChatAnswer, "receipts">> & Omit<Schemas["ChatMessage"], "receipts">;
/** A conversation with its messages. */
export type StoredConversation = Omit<Schemas["ConversationWithMessages"], "messages"> & { messages: StoredMessage[] };
/** What a person sends: words, or the answer to a question. */
export type ChatRequest = Schemas["ChatRequest"];

/** One event of a streamed answer. */
export type ChatEvent =
  | { type: "turn"; conversation_id: string; turn_id: string; attempt: number }
  | { type: "text"; delta: string }
  | { type: "tool_started"; id: string; name: string; arguments: unknown }
  | { type: "tool_finished"; id: string; result?: unknown; error?: Schemas["ChatToolError"] }
  | ({ type: "receipt" } & Receipt)
  | ({ type: "question" } & Question)
  | { type: "error"; code: string; message: string; retryable: boolean }
  | ({ type: "done" } & ChatAnswer);

/**
 * Sends a message and gives the answer's events as they come. Under the same key the same message is answered once: again, it
 * gives the same answer, or goes on where that broke off. Aborting stops the agent's turn.
 */
export async function* streamChat(message: ChatRequest, key: string, signal: AbortSignal): AsyncGenerator<ChatEvent> {
  const response = await request("/api/chat", {
    method: "POST",
    json: message,
    headers: { accept: "text/event-stream", "idempotency-key": key },
    signal,
  });
  if (!response.body) return;
  for await (const { event, data } of readEvents(response.body)) {
    yield { ...JSON.parse(data), type: event } as ChatEvent;
  }
}

/** Stops a turn: nothing of it begins any more once this is answered. */
export async function stopTurn(conversationId: string, turnId: string): Promise<void> {
  await request(`/api/conversations/${conversationId}/stop?turn_id=${turnId}`, { method: "POST" });
}

/** The person's newest conversation with the last of its messages, or null when there is none. */
export async function newestConversation(signal: AbortSignal): Promise<StoredConversation | null> {
  const response = await request("/api/conversations?limit=1", { signal });
  const { conversations } = (await response.json()) as Schemas["ConversationPage"];
  const [newest] = conversations;
  if (!newest) return null;
  return (await request(`/api/conversations/${newest.id}`, { signal })).json();
}

/** The messages of a conversation before those of another page of it. */
export async function messagesBefore(id: string, cursor: string, signal: AbortSignal): Promise<StoredConversation> {
  return (await request(`/api/conversations/${id}?before=${encodeURIComponent(cursor)}`, { signal })).json();
}

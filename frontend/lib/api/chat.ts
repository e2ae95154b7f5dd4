import { readEvents } from "@/lib/chat/sse";
import { request } from "./client";
import type { Task } from "./tasks";

/** One change that a tool reported. */
export interface Receipt {
  operation: "created" | "updated" | "completed" | "reopened" | "deleted";
  task: Task;
}
/** A question that the agent needs answered. */
export interface Question {
  id: string;
  text: string;
  options: { value: string; label: string }[];
}
/** What a tool was asked and what came of it. */
export interface ToolCall {
  id: string;
  name: string;
  arguments?: unknown;
  result?: unknown;
  error?: { code: string; message: string };
}
/** The whole answer to a message. */
export interface ChatAnswer {
  conversation_id: string;
  response: string;
  tool_calls: ToolCall[];
  question?: Question;
  receipts: Receipt[];
}
/** A message as it is stored. */
export interface StoredMessage {
  role: "user" | "assistant";
  text: string;
  tool_calls?: ToolCall[];
  receipts?: Receipt[];
  question?: Question;
  created_at: string;
}
/** A conversation with its messages. */
export interface StoredConversation {
  id: string;
  title?: string;
  created_at: string;
  updated_at: string;
  messages: StoredMessage[];
}
/** What a person sends: words, or the answer to a question. */
export type ChatRequest =
  | { conversation_id?: string; message: string }
  | { conversation_id: string; answer: { id: string; values: string[] } };

/** One event of a streamed answer. */
export type ChatEvent =
  | { type: "text"; delta: string }
  | { type: "tool_started"; id: string; name: string; arguments: unknown }
  | { type: "tool_finished"; id: string; result?: unknown; error?: { code: string; message: string } }
  | ({ type: "receipt" } & Receipt)
  | ({ type: "question" } & Question)
  | { type: "error"; code: string; message: string; retryable: boolean }
  | ({ type: "done" } & ChatAnswer);

/** Sends a message and gives the answer's events as they come. Aborting stops the agent's turn. */
export async function* streamChat(message: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent> {
  const response = await request("/api/chat", {
    method: "POST",
    json: message,
    headers: { accept: "text/event-stream" },
    signal,
  });
  if (!response.body) return;
  for await (const { event, data } of readEvents(response.body)) {
    yield { ...JSON.parse(data), type: event } as ChatEvent;
  }
}

/** The person's newest conversation with its messages, or null when there is none. */
export async function newestConversation(signal: AbortSignal): Promise<StoredConversation | null> {
  const response = await request("/api/conversations", { signal });
  const { conversations } = (await response.json()) as { conversations: { id: string }[] };
  const [newest] = conversations;
  if (!newest) return null;
  return (await request(`/api/conversations/${newest.id}`, { signal })).json();
}

import type { ChatEvent, ChatRequest, Question, Receipt, StoredMessage } from "@/lib/api/chat";

/** A tool call as the person sees it. */
export interface ToolActivity {
  id: string;
  name: string;
  state: "running" | "finished" | "failed";
}

/** One message on screen. */
export interface ChatMessage {
  role: "user" | "assistant";
  text: string;
  tools: ToolActivity[];
  receipts: Receipt[];
  question?: Question;
  /** Whether the person had asked for a change and there was none. */
  unchanged?: boolean;
  /** The turn, by which all that it changed can be taken back. */
  turnId?: string;
  /** Whether the turn was stopped before its end. */
  isStopped?: boolean;
}

/** A message to the agent, with the key under which it is one turn however often it is sent (FR-357). */
export interface Sending {
  request: ChatRequest;
  key: string;
}

/** What went wrong with the last turn, and what to send to try again. */
export interface TurnFailure {
  message: string;
  retry?: Sending;
}

/** The conversation on screen. */
export interface Transcript {
  conversationId?: string;
  messages: ChatMessage[];
  state: "idle" | "answering";
  failure?: TurnFailure;
}

/** A conversation that has not begun. */
export const EMPTY_TRANSCRIPT: Transcript = { messages: [], state: "idle" };

/** What is said when an answer broke off. */
export const LOST = "The connection was lost before the answer was complete.";

function message(role: ChatMessage["role"], text: string): ChatMessage {
  return { role, text, tools: [], receipts: [] };
}

/** Whether an answer changed tasks in a way that can be taken back: taking back is none. */
export function changes({ receipts, tools }: ChatMessage): boolean {
  return receipts.length > 0 && tools.every(({ name }) => name !== "undo");
}

/** A stored message as it is shown. */
export function fromStored(stored: StoredMessage): ChatMessage {
  return {
    role: stored.role,
    text: stored.text,
    tools: (stored.tool_calls ?? []).map(({ id, name, error }) => ({ id, name, state: error ? "failed" : "finished" })),
    receipts: stored.receipts ?? [],
    question: stored.question,
    unchanged: stored.unchanged,
    turnId: stored.turn_id,
    isStopped: stored.stopped,
  };
}

/** The transcript once the person has sent `text`: their message and the answer to come. */
export function sent(transcript: Transcript, text: string): Transcript {
  return {
    ...transcript,
    state: "answering",
    failure: undefined,
    messages: [...transcript.messages, message("user", text), message("assistant", "")],
  };
}

/** The transcript before it is tried again: the answer that failed makes room. */
export function retried(transcript: Transcript): Transcript {
  const kept = transcript.messages.at(-1)?.role === "assistant" ? transcript.messages.slice(0, -1) : transcript.messages;
  return { ...transcript, state: "answering", failure: undefined, messages: [...kept, message("assistant", "")] };
}

/** The transcript after the answer broke off; what came stays. */
export function failed(transcript: Transcript, failure: TurnFailure): Transcript {
  return { ...withAnswer(transcript, (answer) => ({ ...answer, tools: settled(answer.tools) })), state: "idle", failure };
}

/** The transcript after the person stopped the answer. */
export function stopped(transcript: Transcript): Transcript {
  const kept = withAnswer(transcript, (answer) => ({ ...answer, tools: settled(answer.tools), isStopped: true }));
  return { ...kept, state: "idle" };
}

/** The transcript after one event of the answer. `sending` is what can be sent again if it fails. */
export function received(transcript: Transcript, event: ChatEvent, sending: Sending): Transcript {
  switch (event.type) {
    case "turn":
      return {
        ...withAnswer(transcript, (answer) => ({ ...answer, turnId: event.turn_id })),
        conversationId: event.conversation_id,
      };
    case "text":
      return withAnswer(transcript, (answer) => ({ ...answer, text: answer.text + event.delta }));
    case "tool_started":
      return withAnswer(transcript, (answer) => ({
        ...answer,
        tools: [...answer.tools, { id: event.id, name: event.name, state: "running" }],
      }));
    case "tool_finished":
      return withAnswer(transcript, (answer) => ({
        ...answer,
        tools: answer.tools.map((tool) =>
          tool.id === event.id ? { ...tool, state: event.error ? "failed" : "finished" } : tool,
        ),
      }));
    case "receipt":
      return withAnswer(transcript, (answer) => ({
        ...answer,
        receipts: [...answer.receipts, { operation: event.operation, task: event.task }],
      }));
    case "question":
      return withAnswer(transcript, (answer) => ({
        ...answer,
        question: { id: event.id, text: event.text, options: event.options },
      }));
    case "error":
      return failed(transcript, { message: event.message, retry: event.retryable ? sending : undefined });
    case "done":
      return {
        ...withAnswer(transcript, (answer) => ({
          ...answer,
          text: event.response,
          tools: settled(answer.tools),
          receipts: event.receipts,
          question: event.question,
          unchanged: event.unchanged,
          turnId: event.turn_id,
          isStopped: event.stopped,
        })),
        conversationId: event.conversation_id,
        state: "idle",
      };
    default:
      return transcript;
  }
}

function settled(tools: ToolActivity[]): ToolActivity[] {
  return tools.map((tool) => (tool.state === "running" ? { ...tool, state: "finished" } : tool));
}

function withAnswer(transcript: Transcript, change: (answer: ChatMessage) => ChatMessage): Transcript {
  const answer = transcript.messages.at(-1);
  if (answer?.role !== "assistant") return transcript;
  return { ...transcript, messages: [...transcript.messages.slice(0, -1), change(answer)] };
}

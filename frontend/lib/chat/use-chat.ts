"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { newestConversation, type Question, type QuestionOption, stopTurn, streamChat } from "@/lib/api/chat";
import { ApiError } from "@/lib/api/client";
import { newKey } from "@/lib/api/write";
import { useDraft, useRestored } from "@/lib/drafts/use-draft";
import { rememberChange } from "@/lib/tasks/undo";
import { TASKS_KEY } from "@/lib/tasks/use-tasks";
import {
  changes,
  EMPTY_TRANSCRIPT,
  failed,
  fromStored,
  LOST,
  received,
  retried,
  type Sending,
  sent,
  stopped,
  type Transcript,
} from "./transcript";
import { useEarlier } from "./use-earlier";

/** The draft of the next message. */
export const MESSAGE_DRAFT = "message";
/** The message that was sent, as long as nothing came back. */
const SENT_DRAFT = "message-sent";
/** How long a turn that is being stopped may take to say what it came to. */
const LAST_WORDS_MILLISECONDS = 2_000;

/** The conversation with the agent: the newest one there is, until a new one is begun. */
export function useChat() {
  const queryClient = useQueryClient();
  const [local, setLocal] = useState<Transcript>();
  const turn = useRef<AbortController>(undefined);
  const isRunning = useRef(false);
  const [, setUnanswered] = useDraft(SENT_DRAFT);
  const stored = useQuery({
    queryKey: ["conversation", "newest"],
    queryFn: ({ signal }) => newestConversation(signal),
    // What is on screen is newer than anything a refetch could bring.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
  const transcript =
    local ??
    (stored.data
      ? { ...EMPTY_TRANSCRIPT, conversationId: stored.data.id, messages: stored.data.messages.map(fromStored) }
      : EMPTY_TRANSCRIPT);

  const earlier = useEarlier(stored.data);

  useEffect(() => () => turn.current?.abort(), []);

  // Whoever had to sign in first finds the message where they wrote it.
  useRestored(MESSAGE_DRAFT, SENT_DRAFT);

  async function run(start: Transcript, sending: Sending) {
    // A second click comes before the first one is seen.
    if (isRunning.current) return;
    isRunning.current = true;
    const { request, key } = sending;
    const controller = new AbortController();
    turn.current = controller;
    let current = start;
    const show = (next: Transcript) => {
      current = next;
      if (turn.current === controller) setLocal(next);
    };
    show(start);
    if (request.message !== undefined) setUnanswered(request.message);
    try {
      for await (const event of streamChat(request, key, controller.signal)) {
        setUnanswered("");
        show(received(current, event, sending));
        const answer = current.messages.at(-1);
        if (event.type === "done" && answer && changes(answer)) rememberChange({ id: event.turn_id, words: "What the assistant did" });
        if (event.type === "receipt") void queryClient.invalidateQueries({ queryKey: TASKS_KEY });
      }
      if (current.state === "answering") show(failed(current, { message: LOST, retry: sending }));
    } catch (error) {
      if (controller.signal.aborted) show(stopped(current));
      else show(failed(current, { message: error instanceof ApiError ? error.message : LOST, retry: sending }));
    }
    if (turn.current === controller) isRunning.current = false;
    // An answer that broke off may have changed tasks before it did.
    if (current.failure || controller.signal.aborted) void queryClient.invalidateQueries({ queryKey: TASKS_KEY });
  }

  /** Stops the turn; what it said and did stays. Before its first event there is none to name, and closing stops it too. */
  function stop() {
    const controller = turn.current;
    const { conversationId, messages } = transcript;
    const turnId = messages.at(-1)?.turnId;
    if (!controller || !conversationId || !turnId) {
      controller?.abort();
      return;
    }
    stopTurn(conversationId, turnId).then(
      () => setTimeout(() => controller.abort(), LAST_WORDS_MILLISECONDS),
      () => controller.abort(),
    );
  }

  return {
    transcript,
    // A new conversation has nothing before it.
    earlier: stored.data && transcript.conversationId === stored.data.id ? earlier : undefined,
    isLoading: stored.isPending,
    loadError: local ? null : stored.error,
    reload: () => stored.refetch(),
    send: (message: string) =>
      run(sent(transcript, message), {
        request: { conversation_id: transcript.conversationId, message },
        key: newKey(),
      }),
    answer: (question: Question, option: QuestionOption) => {
      const { conversationId } = transcript;
      if (!conversationId) return;
      const answer = { id: question.id, values: [option.value] };
      return run(sent(transcript, option.label), { request: { conversation_id: conversationId, answer }, key: newKey() });
    },
    retry: (sending: Sending) => run(retried(transcript), sending),
    stop,
    startOver: () => {
      turn.current?.abort();
      turn.current = undefined;
      isRunning.current = false;
      setUnanswered("");
      setLocal(EMPTY_TRANSCRIPT);
    },
  };
}

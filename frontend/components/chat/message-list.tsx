"use client";

import { RotateCcw } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import type { Question, QuestionOption } from "@/lib/api/chat";
import type { ChatMessage, Sending, Transcript } from "@/lib/chat/transcript";
import { Message } from "./message";

interface MessageListProps {
  /** What was said before it, as far as it was asked for. */
  earlier: ChatMessage[];
  transcript: Transcript;
  /** Leads to what was said before that. */
  top: ReactNode;
  onAnswer: (question: Question, option: QuestionOption) => void;
  onRetry: (sending: Sending) => void;
  children: ReactNode;
}

/** The conversation, with the newest message in view. */
export function MessageList({ earlier, transcript, top, onAnswer, onRetry, children }: MessageListProps) {
  const end = useRef<HTMLDivElement>(null);
  const { messages, state, failure } = transcript;

  useEffect(() => {
    if (messages.length > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [messages, failure]);

  return (
    <div
      role="log"
      aria-live="polite"
      aria-label="Conversation"
      aria-busy={state === "answering"}
      tabIndex={0}
      className="flex min-h-0 flex-1 flex-col gap-5 overflow-y-auto px-5 py-3 -outline-offset-2"
    >
      {top}
      {earlier.map((message, index) => (
        <Message
          // Messages are only ever put in front.
          key={index - earlier.length}
          message={message}
          isAnswering={false}
        />
      ))}
      {messages.map((message, index) => {
        const isLast = index === messages.length - 1;
        return (
          <Message
            // Messages are only ever appended.
            key={index}
            message={message}
            isAnswering={isLast && state === "answering"}
            onAnswer={isLast && state === "idle" && !failure ? onAnswer : undefined}
          />
        );
      })}
      {failure && (
        <div role="alert" className="rounded-xl bg-danger-soft px-4 py-3 text-sm text-danger">
          <p className="wrap-anywhere">{failure.message}</p>
          {failure.retry && (
            <Button size="small" className="mt-2.5 text-ink" onClick={() => failure.retry && onRetry(failure.retry)}>
              <RotateCcw size={14} aria-hidden />
              Try again
            </Button>
          )}
        </div>
      )}
      {children}
      <div ref={end} />
    </div>
  );
}

"use client";

import { SquarePen } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { useChat } from "@/lib/chat/use-chat";
import { Composer } from "./composer";
import { Earlier } from "./earlier";
import { MessageList } from "./message-list";
import { Suggestions } from "./suggestions";

/** The chat side of the workspace. */
export function ChatPanel() {
  const chat = useChat();
  const composer = useRef<HTMLTextAreaElement>(null);
  const { transcript } = chat;
  const isAnswering = transcript.state === "answering";
  const isEmpty = transcript.messages.length === 0;

  return (
    <section aria-labelledby="chat-heading" className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center justify-between gap-3 px-5 pt-6 pb-3 lg:pt-8">
        <h2 id="chat-heading" className="text-[17px] font-semibold tracking-tight">
          Assistant
        </h2>
        <Button
          look="quiet"
          size="small"
          disabled={isEmpty}
          onClick={() => {
            chat.startOver();
            composer.current?.focus();
          }}
        >
          <SquarePen size={15} aria-hidden />
          New conversation
        </Button>
      </div>
      <MessageList
        earlier={chat.earlier?.messages ?? []}
        transcript={transcript}
        top={chat.earlier?.hasMore && <Earlier isLoading={chat.earlier.isLoading} error={chat.earlier.error} onLoad={chat.earlier.load} />}
        onAnswer={(question, option) => {
          void chat.answer(question, option);
          composer.current?.focus();
        }}
        onRetry={(sending) => void chat.retry(sending)}
      >
        {chat.isLoading && isEmpty && (
          <p role="status" className="text-sm text-muted">
            Loading your conversation…
          </p>
        )}
        {chat.loadError && (
          <div role="alert" className="text-sm">
            <p>{chat.loadError.message}</p>
            <Button size="small" className="mt-3" onClick={chat.reload}>
              Try again
            </Button>
          </div>
        )}
        {!chat.isLoading && !chat.loadError && isEmpty && <Suggestions onPick={(text) => void chat.send(text)} />}
      </MessageList>
      <Composer
        field={composer}
        isAnswering={isAnswering}
        isReady={!chat.isLoading}
        onSend={(text) => void chat.send(text)}
        onStop={chat.stop}
      />
    </section>
  );
}

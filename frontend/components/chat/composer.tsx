"use client";

import { ArrowUp, Square } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { MESSAGE_DRAFT } from "@/lib/chat/use-chat";
import { useDraft } from "@/lib/drafts/use-draft";
import { useHydrated } from "@/lib/use-hydrated";

const MAX_MESSAGE_LENGTH = 4_000;

interface ComposerProps {
  field: RefObject<HTMLTextAreaElement | null>;
  isAnswering: boolean;
  isReady: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
}

/**
 * Where a message is written. Enter sends it, Shift+Enter begins a new line. A message that is sent while an answer still
 * comes waits for its end.
 */
export function Composer({ field, isAnswering, isReady, onSend, onStop }: ComposerProps) {
  const [text, setText] = useDraft(MESSAGE_DRAFT);
  const [isWaiting, setWaiting] = useState(false);
  const isHydrated = useHydrated();
  const form = useRef<HTMLFormElement>(null);
  const isFree = isReady && !isAnswering;
  const isEmpty = text.trim() === "";

  function submit(event?: FormEvent) {
    event?.preventDefault();
    if (isEmpty) return;
    if (!isFree) {
      setWaiting(true);
      return;
    }
    setWaiting(false);
    setText("");
    onSend(text.trim());
  }

  const submitWaiting = useEffectEvent(() => submit());
  useEffect(() => {
    if (isWaiting && isFree) submitWaiting();
  }, [isWaiting, isFree]);

  // Messages keep out of its way (globals.css); it is 0 high where it is not shown.
  useEffect(() => {
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => style.setProperty("--composer-height", `${form.current?.offsetHeight ?? 0}px`));
    if (form.current) observer.observe(form.current);
    return () => {
      observer.disconnect();
      style.removeProperty("--composer-height");
    };
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    // Enter also picks a word in an input method's list.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    submit();
  }

  return (
    <form ref={form} onSubmit={submit} className="px-4 pt-2 pb-4">
      <p role="status" className="px-1 pb-1.5 text-[13px] text-muted empty:hidden">
        {isWaiting && "Sent when the answer is complete."}
      </p>
      <div className="flex items-end gap-2 rounded-2xl border border-line bg-canvas p-1.5 pl-3.5 focus-within:border-accent">
        <textarea
          ref={field}
          aria-label="Message"
          placeholder="Add a task to…"
          rows={1}
          value={text}
          maxLength={MAX_MESSAGE_LENGTH}
          disabled={!isHydrated}
          onChange={(event) => {
            setWaiting(false);
            setText(event.target.value);
          }}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-40 min-h-9 flex-1 resize-none bg-transparent py-2 text-sm leading-5 outline-none placeholder:text-muted"
        />
        {isAnswering ? (
          <Button
            size="icon"
            onClick={() => {
              setWaiting(false);
              onStop();
            }}
            aria-label="Stop" className="rounded-xl">
            <Square size={13} fill="currentColor" aria-hidden />
          </Button>
        ) : (
          <Button type="submit" look="primary" size="icon" disabled={!isReady || isEmpty} aria-label="Send" className="rounded-xl">
            <ArrowUp size={17} aria-hidden />
          </Button>
        )}
      </div>
    </form>
  );
}

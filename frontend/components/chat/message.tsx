import type { Question, QuestionOption } from "@/lib/api/chat";
import { changes, type ChatMessage } from "@/lib/chat/transcript";
import { ReceiptList } from "./receipt-list";
import { ToolLines } from "./tool-lines";
import { UndoTurn } from "./undo-turn";

interface MessageProps {
  message: ChatMessage;
  isAnswering: boolean;
  onAnswer?: (question: Question, option: QuestionOption) => void;
}

/** One message. Its text is shown as it is: neither markup nor pictures out of it. */
export function Message({ message, isAnswering, onAnswer }: MessageProps) {
  if (message.role === "user") {
    return (
      <div data-role="user" className="max-w-[85%] self-end rounded-2xl rounded-br-md bg-accent-soft px-4 py-2.5">
        <span className="sr-only">You:</span>
        <p className="text-[15px] leading-relaxed wrap-anywhere whitespace-pre-wrap">{message.text}</p>
      </div>
    );
  }
  const isWaiting = isAnswering && message.text === "" && message.tools.every(({ state }) => state !== "running");
  return (
    <div data-role="assistant" className="max-w-full space-y-2.5">
      <span className="sr-only">Assistant:</span>
      <ToolLines tools={message.tools} />
      {isWaiting && <Waiting />}
      {message.text && <p className="text-[15px] leading-relaxed wrap-anywhere whitespace-pre-wrap">{message.text}</p>}
      <ReceiptList receipts={message.receipts} />
      {message.unchanged && <p className="border-l-2 border-line pl-3 text-[13px] text-muted">Nothing was changed</p>}
      {message.isStopped && <p className="text-[13px] text-muted">Stopped.</p>}
      {message.turnId && changes(message) && <UndoTurn turnId={message.turnId} />}
      {message.question && <Options question={message.question} onAnswer={onAnswer} shownText={message.text} />}
    </div>
  );
}

interface OptionsProps {
  question: Question;
  shownText: string;
  onAnswer: MessageProps["onAnswer"];
}

function Options({ question, shownText, onAnswer }: OptionsProps) {
  return (
    <div className="space-y-2.5">
      {!shownText.includes(question.text) && <p className="text-[15px] wrap-anywhere whitespace-pre-wrap">{question.text}</p>}
      {onAnswer && (
        <div role="group" aria-label={question.text} className="flex flex-wrap gap-2">
          {question.options.map((option) => (
            <button
              key={option.value}
              type="button"
              onClick={() => onAnswer(question, option)}
              className="rounded-2xl border border-accent px-3.5 py-1.5 text-left text-[13px] wrap-anywhere text-accent hover:bg-accent-soft"
            >
              {option.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function Waiting() {
  return (
    <div className="flex gap-1 py-2">
      <span className="sr-only">Working…</span>
      {[0, 150, 300].map((delay) => (
        <span
          key={delay}
          aria-hidden
          className="size-1.5 animate-pulse rounded-full bg-muted"
          style={{ animationDelay: `${delay}ms` }}
        />
      ))}
    </div>
  );
}

"use client";

import { ListTodo, MessageSquare } from "lucide-react";
import { useState } from "react";
import { useTimeZone } from "@/lib/settings/use-time-zone";
import { ChatPanel } from "./chat/chat-panel";
import { TaskPanel } from "./tasks/task-panel";

const VIEWS = [
  { id: "tasks", label: "Tasks", icon: ListTodo },
  { id: "chat", label: "Chat", icon: MessageSquare },
] as const;

/** Tasks and chat: side by side where there is room, one at a time on a phone. */
export function Workspace() {
  useTimeZone();
  const [view, setView] = useState<(typeof VIEWS)[number]["id"]>("tasks");
  return (
    <>
      <main className="mx-auto grid min-h-0 w-full max-w-330 flex-1 lg:grid-cols-[minmax(0,1fr)_minmax(22rem,27rem)]">
        <div className={`${view === "tasks" ? "flex" : "hidden"} min-h-0 flex-col lg:flex`}>
          <TaskPanel />
        </div>
        <div className={`${view === "chat" ? "flex" : "hidden"} min-h-0 flex-col border-line bg-surface lg:flex lg:border-x`}>
          <ChatPanel />
        </div>
      </main>
      <nav aria-label="View" className="grid shrink-0 grid-cols-2 border-t border-line bg-surface lg:hidden">
        {VIEWS.map(({ id, label, icon: Icon }) => (
          <button
            key={id}
            type="button"
            aria-pressed={view === id}
            onClick={() => setView(id)}
            className="flex h-13 items-center justify-center gap-2 text-sm text-muted -outline-offset-2 aria-pressed:font-medium aria-pressed:text-accent"
          >
            <Icon size={18} aria-hidden />
            {label}
          </button>
        ))}
      </nav>
    </>
  );
}

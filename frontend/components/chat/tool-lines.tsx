import { CircleAlert, LoaderCircle, Wrench } from "lucide-react";
import type { ToolActivity } from "@/lib/chat/transcript";

const DOING: Record<string, string> = {
  add_task: "Adding to your tasks",
  list_tasks: "Looking through your tasks",
  update_task: "Changing tasks",
  complete_task: "Completing tasks",
  delete_task: "Deleting tasks",
  undo: "Taking a change back",
};

const ICONS = {
  running: { icon: LoaderCircle, className: "animate-spin" },
  finished: { icon: Wrench, className: "" },
  failed: { icon: CircleAlert, className: "text-danger" },
} as const;

/** What the agent's tools are doing, and did. */
export function ToolLines({ tools }: { tools: ToolActivity[] }) {
  if (tools.length === 0) return null;
  return (
    <ul aria-label="Tools" className="space-y-1">
      {tools.map(({ id, name, state }) => {
        const { icon: Icon, className } = ICONS[state];
        return (
          <li key={id} className="flex items-center gap-2 text-xs text-muted">
            <Icon size={13} aria-hidden className={className} />
            {state === "running" ? (
              <span>{DOING[name] ?? name}…</span>
            ) : (
              <span>
                <span className="font-mono">{name}</span>
                {state === "failed" && " failed"}
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

const SUGGESTIONS = ["Add a task to buy groceries", "Show me all my tasks", "What's pending?", "Mark task 1 as complete"];

/** What one can say, for a conversation that has not begun. */
export function Suggestions({ onPick }: { onPick: (text: string) => void }) {
  return (
    <div className="mt-auto">
      <p className="text-[15px] leading-relaxed text-muted">
        Say what you want done. I add, find, change and complete your tasks, and show what I did.
      </p>
      <ul className="mt-4 flex flex-col items-start gap-2" aria-label="Suggestions">
        {SUGGESTIONS.map((text) => (
          <li key={text}>
            <button
              type="button"
              onClick={() => onPick(text)}
              className="rounded-full border border-line bg-canvas px-3.5 py-2 text-left text-[13px] hover:border-accent hover:text-accent"
            >
              {text}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

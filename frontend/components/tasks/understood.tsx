import { AtSign, CalendarDays, Flag, Hash, NotebookPen, X } from "lucide-react";
import { type Chip, wordsOf, type Reading, chipsOf } from "@/lib/tasks/understanding";

const ICONS = { Due: CalendarDays, Priority: Flag, Project: Hash, Tag: AtSign, Note: NotebookPen };

interface UnderstoodProps {
  reading: Reading | undefined;
  onTakeBack: (chip: Chip) => void;
}

/** What was understood of the line above: a chip for each piece, which makes words of it again. */
export function Understood({ reading, onTakeBack }: UnderstoodProps) {
  const chips = reading ? chipsOf(reading) : [];
  return (
    <>
      <p role="status" className="sr-only">
        {chips.map(({ field, text }) => `${field}: ${text}`).join("; ")}
      </p>
      {reading && chips.length > 0 && (
        <ul aria-label="Understood" className="flex flex-wrap gap-1.5">
          {chips.map((chip) => (
            <li key={chip.piece.spans[0]?.start} className="max-w-full">
              <Taken chip={chip} words={wordsOf(reading.line, chip.piece)} onTakeBack={() => onTakeBack(chip)} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface TakenProps {
  chip: Chip;
  words: string;
  onTakeBack: () => void;
}

function Taken({ chip: { field, text }, words, onTakeBack }: TakenProps) {
  const Icon = ICONS[field as keyof typeof ICONS];
  return (
    <button
      type="button"
      title={`Keep “${words}” in the title`}
      aria-label={`${field}: ${text}. Keep “${words}” in the title`}
      onClick={onTakeBack}
      className="flex max-w-full items-center gap-1.5 rounded-full border border-line bg-accent-soft py-1 pr-2 pl-2.5 text-[13px] text-accent hover:brightness-105"
    >
      <Icon size={13} aria-hidden className="shrink-0" />
      <span className="truncate">{text}</span>
      <X size={13} aria-hidden className="shrink-0" />
    </button>
  );
}

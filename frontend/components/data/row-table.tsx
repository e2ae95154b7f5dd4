import type { RowNote } from "@/lib/files/outcome";

// More help nobody, and a file can have thousands.
const MOST_ROWS = 100;

/** What there is to say of the rows of a file. */
export function RowTable({ caption, says, notes }: { caption: string; says: string; notes: RowNote[] }) {
  const shown = notes.slice(0, MOST_ROWS);
  return (
    <>
      <div
        role="region"
        aria-label={caption}
        // What scrolls has to be reached by the keyboard.
        tabIndex={0}
        className="max-h-80 overflow-y-auto rounded-lg border border-line"
      >
        <table className="w-full text-left text-sm">
          <caption className="sr-only">{caption}</caption>
          <thead className="sticky top-0 bg-raised text-[13px] text-muted">
            <tr>
              <th scope="col" className="px-3 py-2 font-medium">
                Row
              </th>
              <th scope="col" className="w-full px-3 py-2 font-medium">
                {says}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {shown.map(({ row, text }, index) => (
              <tr key={index}>
                <th scope="row" className="px-3 py-2 align-top font-mono text-xs leading-5 font-normal text-muted">
                  {row}
                </th>
                <td className="px-3 py-2 wrap-anywhere">{text}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {notes.length > shown.length && <p className="mt-2 text-[13px] text-muted">And {(notes.length - shown.length).toLocaleString()} more.</p>}
    </>
  );
}

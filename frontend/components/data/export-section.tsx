import { Download } from "lucide-react";
import { buttonClass } from "@/components/ui/button";
import { Section } from "./section";

const FORMATS = [
  { format: "json", label: "Download JSON", description: "Everything, and it can be imported again." },
  { format: "csv", label: "Download CSV", description: "A table for spreadsheets. It can't be imported again." },
] as const;

/** All tasks as a file. */
export function ExportSection() {
  return (
    <Section id="export" title="Export" description="All your tasks, open and completed, as they are now.">
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface">
        {FORMATS.map(({ format, label, description }) => (
          <li key={format} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 p-4">
            <p id={`export-${format}`} className="text-sm">
              {description}
            </p>
            <a href={`/api/export?format=${format}`} download aria-describedby={`export-${format}`} className={buttonClass()}>
              <Download size={15} aria-hidden />
              {label}
            </a>
          </li>
        ))}
      </ul>
    </Section>
  );
}

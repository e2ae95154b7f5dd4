interface SectionProps {
  id: string;
  title: string;
  description: string;
  children: React.ReactNode;
}

/** One thing to do with one's data. */
export function Section({ id, title, description, children }: SectionProps) {
  return (
    <section aria-labelledby={id} className="mt-10">
      <h2 id={id} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      <p className="mt-1 mb-4 text-sm text-muted">{description}</p>
      {children}
    </section>
  );
}

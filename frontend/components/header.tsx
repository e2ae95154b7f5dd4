import { Database, Plug, type LucideIcon } from "lucide-react";
import Link from "next/link";
import { SignOutButton } from "./auth/sign-out-button";
import { ThemeToggle } from "./theme-toggle";
import { Brand } from "./ui/brand";

const PAGES: { href: string; name: string; icon: LucideIcon }[] = [
  { href: "/data", name: "Your data", icon: Database },
  { href: "/connections", name: "Connections", icon: Plug },
];

/** The bar over the workspace: whose it is, the way to their data and connections, the theme, and the way out. */
export function Header({ name }: { name: string }) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 sm:px-6">
      <Brand />
      <span className="ml-auto max-w-40 truncate text-sm text-muted sm:max-w-72">{name}</span>
      {PAGES.map(({ href, name: page, icon: Icon }) => (
        <Link
          key={href}
          href={href}
          aria-label={page}
          className="inline-flex h-9 items-center gap-1.5 rounded-lg px-2.5 text-[13px] text-muted hover:bg-raised hover:text-ink"
        >
          <Icon size={16} aria-hidden />
          <span className="hidden sm:inline">{page}</span>
        </Link>
      ))}
      <ThemeToggle />
      <SignOutButton />
    </header>
  );
}

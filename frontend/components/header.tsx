import { Database } from "lucide-react";
import Link from "next/link";
import { SignOutButton } from "./auth/sign-out-button";
import { ThemeToggle } from "./theme-toggle";
import { Brand } from "./ui/brand";

/** The bar over the workspace: whose it is, the way to their data, the theme, and the way out. */
export function Header({ name }: { name: string }) {
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 sm:px-6">
      <Brand />
      <span className="ml-auto max-w-40 truncate text-sm text-muted sm:max-w-72">{name}</span>
      <Link
        href="/data"
        aria-label="Your data"
        className="inline-flex h-9 items-center gap-1.5 rounded-lg px-2.5 text-[13px] text-muted hover:bg-raised hover:text-ink"
      >
        <Database size={16} aria-hidden />
        <span className="hidden sm:inline">Your data</span>
      </Link>
      <ThemeToggle />
      <SignOutButton />
    </header>
  );
}

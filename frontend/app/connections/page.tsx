import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Account } from "@/components/account";
import { Connections } from "@/components/connections/connections";
import { Header } from "@/components/header";
import { requireUser } from "@/lib/auth/pages";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "Connections" };

/** What may act for the signed-in person, and how to take it back. */
export default async function ConnectionsPage() {
  const user = await requireUser();
  return (
    <Account id={user.id}>
      <Header name={user.name} />
      <main className="mx-auto w-full max-w-2xl px-4 py-8 sm:px-6">
        <Link href="/" className="inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink">
          <ArrowLeft size={15} aria-hidden />
          Tasks
        </Link>
        <h1 className="mt-4 text-[1.75rem] leading-tight font-semibold tracking-tight">Connections</h1>
        <Connections endpoint={env().MCP_RESOURCE} />
      </main>
    </Account>
  );
}

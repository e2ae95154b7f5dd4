import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Account } from "@/components/account";
import { ExportSection } from "@/components/data/export-section";
import { FeedSection } from "@/components/data/feed-section";
import { ImportSection } from "@/components/data/import-section";
import { Header } from "@/components/header";
import { currentUser } from "@/lib/auth/session";

export const metadata: Metadata = { title: "Your data" };

/** What the signed-in person can take along, bring in, and see in a calendar. */
export default async function DataPage() {
  const user = await currentUser(await headers());
  if (!user) redirect("/sign-in");
  return (
    <Account id={user.id}>
      <Header name={user.name} />
      <main className="mx-auto w-full max-w-2xl px-4 pt-8 pb-16 sm:px-6">
        <Link href="/" className="inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink">
          <ArrowLeft size={15} aria-hidden />
          Tasks
        </Link>
        <h1 className="mt-4 text-[1.75rem] leading-tight font-semibold tracking-tight">Your data</h1>
        <ExportSection />
        <ImportSection />
        <FeedSection />
      </main>
    </Account>
  );
}

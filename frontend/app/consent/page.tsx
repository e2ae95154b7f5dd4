import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { ConsentForm } from "@/components/connections/consent-form";
import { Brand } from "@/components/ui/brand";
import { consentRequest } from "@/lib/auth/consent";
import type { AuthPage } from "@/lib/auth/pages";
import { currentUser } from "@/lib/auth/session";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "Allow access" };

/** The address's query as it came: its signature covers names and values. */
function queryOf(searchParams: Awaited<AuthPage["searchParams"]>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(searchParams)) {
    for (const value of [values].flat()) if (value !== undefined) query.append(name, value);
  }
  return query;
}

/** Asks the signed-in person whether an MCP client may act for them. */
export default async function ConsentPage({ searchParams }: AuthPage) {
  const query = queryOf(await searchParams);
  const user = await currentUser(await headers());
  if (!user) redirect(`/sign-in?${query}`);
  const request = env().MCP_RESOURCE ? await consentRequest(query) : undefined;
  return (
    <main className="grid min-h-full place-items-center px-5 py-12">
      <div className="w-full max-w-md">
        <Brand />
        {request ? (
          <ConsentForm request={request} account={user.email} />
        ) : (
          <>
            <h1 className="mt-8 text-[1.75rem] leading-tight font-semibold tracking-tight">This request is over</h1>
            <p className="mt-4 text-sm text-muted">
              It took too long, or was changed on its way. Nothing was allowed. Go back to the program that sent you here, and connect again.
            </p>
          </>
        )}
      </div>
    </main>
  );
}

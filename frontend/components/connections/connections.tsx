"use client";

import { useConnections, useTokens } from "@/lib/connections/use-connections";
import { AccessList } from "./access-list";
import { CopyField } from "./copy-field";
import { TokenForm } from "./token-form";

function day(date: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(new Date(date));
}

/** A day without a time is the same day everywhere. */
function wholeDay(date: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(date));
}

/** Which programs may act for the person, and what for. */
export function Connections({ endpoint }: { endpoint?: string }) {
  const connections = useConnections();
  const tokens = useTokens();
  return (
    <>
      <section aria-labelledby="programs" className="mt-8">
        <h2 id="programs" className="text-lg font-semibold tracking-tight">
          Connected programs
        </h2>
        <p className="mt-1 mb-4 text-sm text-muted">
          {endpoint
            ? "Give an assistant or editor that speaks MCP this address. It sends you here to sign in, and asks what it may do."
            : "Programs can't sign in here: this service has no public address for MCP. A token works."}
        </p>
        {endpoint && <CopyField label="The address for MCP clients" value={endpoint} />}
        <div className="mt-4">
          <AccessList
            kind="connection"
            label="Connected programs"
            empty="Nothing is connected."
            error={connections.error}
            entries={connections.data?.map(({ id, name, scopes, created_at }) => ({
              id,
              name,
              // That it stays connected shows.
              scopes: scopes.filter((scope) => scope !== "offline_access"),
              facts: [`Since ${day(created_at)}`],
            }))}
          />
        </div>
      </section>
      <section aria-labelledby="tokens" className="mt-10">
        <h2 id="tokens" className="text-lg font-semibold tracking-tight">
          Personal access tokens
        </h2>
        <p className="mt-1 mb-4 text-sm text-muted">For MCP clients that can't sign in. Whoever has one acts for you, as far as you allow it.</p>
        <TokenForm />
        <div className="mt-4">
          <AccessList
            kind="token"
            label="Personal access tokens"
            empty="There are no tokens."
            error={tokens.error}
            entries={tokens.data?.map(({ id, name, scopes, expires_at, last_used_on }) => ({
              id,
              name,
              scopes,
              facts: [
                `${new Date(expires_at) < new Date() ? "Expired" : "Good until"} ${day(expires_at)}`,
                last_used_on ? `Last used ${wholeDay(last_used_on)}` : "Never used",
              ],
            }))}
          />
        </div>
      </section>
    </>
  );
}

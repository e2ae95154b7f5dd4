"use client";

import { type FormEvent, useRef, useState } from "react";
import { CopyField } from "@/components/connections/copy-field";
import { Button } from "@/components/ui/button";
import { CONTROL, Field } from "@/components/ui/field";
import { ApiError, isUnanswered } from "@/lib/api/client";
import type { CreatedToken, NewToken } from "@/lib/api/tokens";
import { SCOPES } from "@/lib/connections/scopes";
import { useCreateToken } from "@/lib/connections/use-connections";
import { useDraft } from "@/lib/drafts/use-draft";
import { useHydrated } from "@/lib/use-hydrated";

const CHOICES: { scope: NewToken["scopes"][number]; isUsual: boolean }[] = [
  { scope: "tasks:read", isUsual: true },
  { scope: "tasks:write", isUsual: true },
  { scope: "tools:list", isUsual: false },
];

const LIFETIMES = [
  { days: 7, label: "7 days" },
  { days: 30, label: "30 days" },
  { days: 90, label: "90 days" },
  { days: 366, label: "A year" },
];

const USUAL_LIFETIME = 90;

function tokenOf(form: FormData): NewToken {
  return {
    name: String(form.get("name")),
    scopes: CHOICES.map(({ scope }) => scope).filter((scope) => form.getAll("scopes").includes(scope)),
    expires_in_days: Number(form.get("expires_in_days")),
  };
}

/** A token has no second chance to be shown. */
function words(error: Error): string {
  const lost = isUnanswered(error) ? " If the token is in the list now, revoke it: it can't be shown any more." : "";
  return error.message + lost;
}

/** Makes a token, and shows it the one time that it can be shown. */
export function TokenForm() {
  const create = useCreateToken();
  const isHydrated = useHydrated();
  const form = useRef<HTMLFormElement>(null);
  const [made, setMade] = useState<CreatedToken>();
  const [name, setName] = useDraft("token-name");
  const errors = create.error instanceof ApiError ? create.error.fields : {};

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setMade(undefined);
    create.mutate(tokenOf(new FormData(event.currentTarget)), {
      onSuccess: (token) => {
        setMade(token);
        form.current?.reset();
        setName("");
      },
    });
  }

  return (
    <>
      {made && (
        <div role="status" className="mb-4 rounded-xl border border-line bg-accent-soft p-4">
          <p className="mb-3 text-sm">
            Copy the token <strong className="font-medium">{made.name}</strong> now: it is not shown again.
          </p>
          <CopyField label="The token" value={made.secret} />
        </div>
      )}
      <form
        ref={form}
        onSubmit={submit}
        noValidate
        aria-label="Make a token"
        className="rounded-xl border border-line bg-surface p-4"
      >
        <fieldset disabled={!isHydrated} className="space-y-4">
          <div className="grid gap-4 sm:grid-cols-[1fr_9rem]">
            <Field label="Name" error={errors.name} hint="Which program is it for?">
              {(control) => (
                <input
                  {...control}
                  name="name"
                  value={name}
                  onChange={({ target }) => setName(target.value)}
                  maxLength={60}
                  autoComplete="off"
                  className={CONTROL}
                />
              )}
            </Field>
            <Field label="Good for" error={errors.expires_in_days}>
              {(control) => (
                <select {...control} name="expires_in_days" defaultValue={USUAL_LIFETIME} className={CONTROL}>
                  {LIFETIMES.map(({ days, label }) => (
                    <option key={days} value={days}>
                      {label}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
          <fieldset>
            <legend className="mb-1.5 text-[13px] font-medium">It may</legend>
            {CHOICES.map(({ scope, isUsual }) => (
              <label key={scope} className="flex items-center gap-2.5 py-1 text-sm">
                <input type="checkbox" name="scopes" value={scope} defaultChecked={isUsual} className="size-4 shrink-0 accent-accent" />
                {SCOPES[scope]}
              </label>
            ))}
            {errors.scopes && <p className="mt-1.5 text-[13px] text-danger">{errors.scopes}</p>}
          </fieldset>
          <p role="alert" className="text-sm text-danger empty:hidden">
            {create.isError && Object.keys(errors).length === 0 && words(create.error)}
          </p>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {create.isPending ? "One moment…" : "Make a token"}
          </Button>
        </fieldset>
      </form>
    </>
  );
}

import { createHash, randomBytes } from "node:crypto";
import { APIError, createAuthMiddleware, getIP, getSessionFromCtx, isAPIError } from "better-auth/api";
import { AUTH_SCHEMA } from "./database.mjs";

/** Once they are used up, one comes back in so many milliseconds. */
const GUESS_MS = 60_000;
/** So many accounts' worth of guesses has one address, and so many addresses' worth one account. */
const WIDTH = 10;
/** A browser that someone signed in with is known for so many seconds. */
const KNOWN_SECONDS = 365 * 24 * 60 * 60;

/** Who signs up is known from then on. */
const SIGN_UP = "/sign-up/email";
const SIGN_IN = "/sign-in/email";
/** Where a password is asked for that can be wrong. */
const GUESSED = [SIGN_IN, "/change-password", "/verify-password", "/delete-user"];

/**
 * Takes one guess of a budget, if one is left: the row keeps the time at which the budget is whole again, so that two
 * requests at once cannot take the same guess.
 */
const TAKE = `
  with clock as (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now)
  insert into ${AUTH_SCHEMA}."guess" as old (id, key, "wholeAt") select $1, $1, clock.now + $2 from clock
  on conflict (key) do update set "wholeAt" = greatest(old."wholeAt", excluded."wholeAt" - $2) + $2
    where greatest(old."wholeAt", excluded."wholeAt" - $2) + $2 <= excluded."wholeAt" - $2 + $3
  returning key`;
/** How long until there is one. */
const WAIT = `
  select "wholeAt" + $2 - $3 - (extract(epoch from clock_timestamp()) * 1000)::bigint as wait from ${AUTH_SCHEMA}."guess" where key = $1`;
const GIVE_BACK = `update ${AUTH_SCHEMA}."guess" set "wholeAt" = "wholeAt" - $2 where key = $1`;
/** What is whole says nothing. */
const FORGET = `delete from ${AUTH_SCHEMA}."guess" where "wholeAt" < (extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** @param {string[]} parts */
const hash = (...parts) => createHash("sha256").update(parts.join("\n")).digest("base64url");

/**
 * A budget of guesses: `size` at once, and one each `every` milliseconds.
 * @typedef {{ key: string, size: number, every: number }} Budget
 */

/**
 * The budgets that a wrong password is taken from. A browser that its owner has signed in with has one of its own, which a
 * stranger cannot use up. Others pay from that of their address for this account, and from the wider ones that bound a
 * guesser of many accounts and many guessers of one.
 * @param {{ account: string, address: string, device?: string, size: number }} guess
 * @returns {Budget[]}
 */
export function budgets({ account, address, device, size }) {
  if (device) return [{ key: hash("device", account, device), size, every: GUESS_MS }];
  return [
    { key: hash("address", address), size: size * WIDTH, every: GUESS_MS / WIDTH },
    { key: hash("pair", account, address), size, every: GUESS_MS },
    { key: hash("account", account), size: size * WIDTH, every: GUESS_MS },
  ];
}

/**
 * By request, what a guess was taken from, until its outcome is known.
 * @type {WeakMap<Request, { account: string, paid: Budget[] }>}
 */
const taken = new WeakMap();

/**
 * Bounds how often a password is guessed (FR-442). Better Auth counts requests, right ones too, by address and path alone.
 * @param {{ size: number, secret: string, pool?: import("pg").Pool }} settings without a pool, for the tables alone
 */
export function guesses({ size, secret, pool }) {
  /** @param {Budget} budget */
  const take = async ({ key, size: most, every }) => {
    const { rowCount } = await /** @type {import("pg").Pool} */ (pool).query(TAKE, [key, every, most * every]);
    if (rowCount) return undefined;
    const { rows } = await /** @type {import("pg").Pool} */ (pool).query(WAIT, [key, every, most * every]);
    return Math.max(1, Math.ceil(Number(rows[0]?.wait ?? 0) / 1000));
  };
  /** @param {Budget[]} all */
  const giveBack = async (all) => {
    for (const { key, every } of all) await pool?.query(GIVE_BACK, [key, every]);
    await pool?.query(FORGET);
  };
  /** @param {string} account */
  const cookieOf = (account) => `todo.known.${account.slice(0, 12)}`;
  return {
    id: "guesses",
    schema: {
      guess: {
        fields: {
          key: { type: /** @type {const} */ ("string"), required: true, unique: true },
          wholeAt: { type: /** @type {const} */ ("number"), bigint: true, required: true },
        },
      },
    },
    hooks: {
      before: [
        {
          matcher: (/** @type {{ path?: string }} */ { path }) => GUESSED.includes(path ?? ""),
          handler: createAuthMiddleware(async (ctx) => {
            const account = await accountOf(ctx);
            const address = ctx.request && getIP(ctx.request, ctx.context.options);
            if (!account || !address || !ctx.request) return;
            const known = await ctx.getSignedCookie(cookieOf(account), secret);
            const [owner, device] = (known || "").split(".");
            const paid = [];
            for (const budget of budgets({ account, address, device: owner === account ? device : undefined, size })) {
              const wait = await take(budget);
              if (wait !== undefined) {
                await giveBack(paid);
                const message = `Too many wrong passwords. Try again in ${wait} seconds.`;
                throw new APIError("TOO_MANY_REQUESTS", { code: "TOO_MANY_GUESSES", message }, { "retry-after": String(wait) });
              }
              paid.push(budget);
            }
            taken.set(ctx.request, { account, paid });
          }),
        },
      ],
      after: [
        {
          matcher: (/** @type {{ path?: string }} */ { path }) => path === SIGN_UP || GUESSED.includes(path ?? ""),
          handler: createAuthMiddleware(async (ctx) => {
            if (isAPIError(ctx.context.returned)) return;
            const guess = ctx.request && taken.get(ctx.request);
            if (guess) await giveBack(guess.paid);
            const account = guess?.account ?? (await accountOf(ctx));
            if (!account) return;
            const value = `${account}.${randomBytes(16).toString("base64url")}`;
            const { httpOnly, path, sameSite, secure } = ctx.context.authCookies.sessionToken.attributes;
            await ctx.setSignedCookie(cookieOf(account), value, secret, { httpOnly, path, sameSite, secure, maxAge: KNOWN_SECONDS });
          }),
        },
      ],
    },
  };
}

/**
 * Whose password is asked for, as a hash: also an address without an account is one, so that nobody can tell.
 * @param {any} ctx
 * @returns {Promise<string | undefined>}
 */
async function accountOf(ctx) {
  const email = [SIGN_IN, SIGN_UP].includes(ctx.path) ? ctx.body?.email : (await getSessionFromCtx(ctx))?.user.email;
  return typeof email === "string" ? hash("account", email.toLowerCase()) : undefined;
}

import { z } from "zod";
import { isNear, isSafe } from "@/lib/http/near";

const origin = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true })
  .refine((value) => new URL(value).pathname === "/" && !/[?#]/.test(value), {
    error: "must be an origin, without a path",
  })
  .transform((value) => new URL(value).origin);

const resource = z
  .url({ protocol: /^https?$/, error: "must be an http or https URL", abort: true })
  .refine(isSafe, { error: "must be an HTTPS address, or HTTP on a loopback address such as http://127.0.0.1:8082/mcp" })
  .refine((value) => !/[?#@]/.test(value), { error: "must have no query, fragment or password" });

const NOT_NEAR =
  "must be HTTPS, or HTTP to a loopback address, a name without a dot or a Service (*.svc, *.svc.cluster.local, or *.svc. and CLUSTER_DOMAIN)";

const schema = z
  .object({
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgres:// URL" }),
    BETTER_AUTH_URL: origin,
    BETTER_AUTH_SECRET: z.string().min(32, "must have at least 32 characters"),
    AUTH_ISSUER: z.string().min(1, "must not be empty").optional(),
    AUTH_AUDIENCE: z.string().min(1, "must not be empty"),
    MCP_RESOURCE: resource.optional(),
    AUTH_RATE_LIMIT: z.coerce.number("must be a number").int("must be a whole number").min(1, "must be at least 1").default(20),
    AUTH_PASSWORD_GUESSES: z.coerce.number("must be a number").int("must be a whole number").min(1, "must be at least 1").default(10),
    AUTH_IP_HEADER: z.string().min(1, "must not be empty").default("x-forwarded-for"),
    AUTH_TRUSTED_PROXIES: z
      .string()
      .default("")
      .transform((list) => list.split(",").map((entry) => entry.trim()).filter(Boolean))
      .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must be a comma-separated list of addresses or CIDR ranges"))),
    TASKS_URL: origin,
    CHAT_URL: origin,
    MCP_URL: z.url({ protocol: /^https?$/, error: "must be an http or https URL" }).optional(),
    CLUSTER_DOMAIN: z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i, "must be a domain, such as cluster.local")
      .default("cluster.local"),
    PORT: z.coerce
      .number("must be a port number")
      .int("must be a port number")
      .min(1, "must be a port number")
      .max(65535, "must be a port number")
      .default(3000),
  })
  .transform((env) => ({ ...env, AUTH_ISSUER: env.AUTH_ISSUER ?? env.BETTER_AUTH_URL }))
  // MCP clients look for the sign-in page where the issuer is, and find it only if that is this web app.
  .refine((env) => !env.MCP_RESOURCE || env.AUTH_ISSUER === env.BETTER_AUTH_URL, {
    path: ["AUTH_ISSUER"],
    error: "must be BETTER_AUTH_URL, or not set, when MCP_RESOURCE is set",
  })
  .refine((env) => !env.MCP_RESOURCE || isSafe(env.BETTER_AUTH_URL), {
    path: ["BETTER_AUTH_URL"],
    error: "must be HTTPS, or HTTP on a loopback address, when MCP_RESOURCE is set",
  })
  .refine((env) => isNear(env.TASKS_URL, env.CLUSTER_DOMAIN), { path: ["TASKS_URL"], error: NOT_NEAR })
  .refine((env) => isNear(env.CHAT_URL, env.CLUSTER_DOMAIN), { path: ["CHAT_URL"], error: NOT_NEAR })
  .refine((env) => !env.MCP_URL || isNear(env.MCP_URL, env.CLUSTER_DOMAIN), { path: ["MCP_URL"], error: NOT_NEAR });

/** The web app's configuration, parsed. */
export type Env = z.output<typeof schema>;

/** The environment does not describe a web app that could run; `problems` says why, one line a variable. */
export class EnvError extends Error {
  constructor(readonly problems: string[]) {
    super(`The environment is not complete:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.name = "EnvError";
  }
}

/** Parses the environment and reports everything that is wrong with it at once. */
export function parseEnv(variables: Record<string, string | undefined>): Env {
  // An empty variable is how shells and charts spell an absent one.
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const problems = new Map<string, string>();
  for (const issue of result.error.issues) {
    const name = String(issue.path[0]);
    const detail = present[name] === undefined ? "is missing" : issue.message;
    if (!problems.has(name)) problems.set(name, `${name} ${detail}`);
  }
  throw new EnvError([...problems.values()]);
}

let parsed: Env | undefined;

/** The process's environment. Parsed at first use, because a build has none. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}

/** One entry of a problem's `errors`: the body field or the parameter that is at fault, and why. */
export interface ProblemError {
  pointer?: string;
  parameter?: string;
  detail: string;
}

/** An RFC 9457 problem, as every refusal of the platform is one. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: ProblemError[];
}

const REFUSALS = {
  "forbidden-origin": { status: 403, title: "Forbidden", detail: "Requests from another origin are refused." },
  unauthorized: { status: 401, title: "Unauthorized", detail: "Sign in to continue." },
  "payload-too-large": { status: 413, title: "Payload too large", detail: "The request body is too large." },
  unavailable: { status: 503, title: "Service unavailable", detail: "The service can't be reached right now. Try again." },
} as const;

/** A refusal of the web app's own, in the form that the functions use. */
export function refuse(type: keyof typeof REFUSALS, headers: Record<string, string> = {}): Response {
  const { status, title, detail } = REFUSALS[type];
  const problem: Problem = { type, title, status, detail };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { ...headers, "content-type": "application/problem+json", "cache-control": "no-store" },
  });
}

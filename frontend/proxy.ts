import type { NextRequest } from "next/server";
import { isWellFormed } from "@/lib/http/address";
import { refuse } from "@/lib/http/problem";

/** Looks at the path of every request before a route does. Next.js answers 500 to one that it can't decode for a route. */
export function proxy(request: NextRequest): Response | undefined {
  return isWellFormed(request.nextUrl.pathname) ? undefined : refuse("invalid-path");
}

export const config = { matcher: "/((?!_next/).*)" };

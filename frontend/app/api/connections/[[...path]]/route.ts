import { currentUser } from "@/lib/auth/session";
import { endConnection, listConnections } from "@/lib/connections/server";
import { env } from "@/lib/env";
import { refuse } from "@/lib/http/problem";
import { isSameOrigin } from "@/lib/http/same-origin";

interface Context {
  params: Promise<{ path?: string[] }>;
}

/** Answers for the signed-in person; what is not the page's own request, or nobody's, is refused as everywhere. */
async function answer(request: Request, work: (userId: string) => Promise<Response>): Promise<Response> {
  if (!isSameOrigin(request.method, request.headers, env().BETTER_AUTH_URL)) return refuse("forbidden-origin");
  try {
    const user = await currentUser(request.headers);
    return user ? await work(user.id) : refuse("unauthenticated");
  } catch {
    return refuse("unavailable", { "retry-after": "2" });
  }
}

/** What is connected. */
export function GET(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async (userId) => {
    if ((await params).path) return refuse("not-found");
    const connections = await listConnections(userId);
    return Response.json({ connections }, { headers: { "cache-control": "no-store" } });
  });
}

/** Ends one connection. */
export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return answer(request, async (userId) => {
    const [id, ...rest] = (await params).path ?? [];
    const ended = id !== undefined && rest.length === 0 && (await endConnection(userId, id));
    return ended ? new Response(null, { status: 204 }) : refuse("not-found");
  });
}

const PROBES = new Set(["liveness", "readiness"]);

/** Answers the platform's probes. Neither asks the database: a probe must not wake it, nor restart us for it. */
export async function GET(_request: Request, { params }: { params: Promise<{ probe: string }> }): Promise<Response> {
  const { probe } = await params;
  return new Response(null, { status: PROBES.has(probe) ? 204 : 404, headers: { "cache-control": "no-store" } });
}

/** Runs once before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { requireEnv } = await import("./lib/require-env");
    const { AUTH_IP_HEADER, AUTH_TRUSTED_PROXIES } = requireEnv();
    const { stampClientAddress } = await import("./lib/http/stamp-client-address");
    stampClientAddress(AUTH_IP_HEADER, AUTH_TRUSTED_PROXIES);
  }
}

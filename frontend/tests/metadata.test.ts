import { describe, expect, it } from "vitest";
import { tidy } from "@/lib/auth/metadata.mjs";
import { OAUTH_SCOPES } from "@/lib/auth/oauth.mjs";
import { meant } from "@/lib/auth/resource.mjs";

function registered(metadata: Record<string, unknown>): Record<string, unknown> {
  const copy = { ...metadata };
  tidy(copy, OAUTH_SCOPES);
  return copy;
}

const CLIENT = { client_name: "C", redirect_uris: ["http://127.0.0.1:33418/callback"] };

describe("FR-435 what is registered of what a client asks for", () => {
  it("is what there is of it", () => {
    const device = "urn:ietf:params:oauth:grant-type:device_code";
    const asked = { ...CLIENT, grant_types: ["authorization_code", "refresh_token", device], response_types: ["code", "token"], scope: "openid profile tasks:read", dpop_bound_access_tokens: true };
    expect(registered(asked)).toEqual({ ...CLIENT, grant_types: ["authorization_code", "refresh_token"], response_types: ["code"], scope: "tasks:read" });
    // With nothing left it is as if nothing had been asked for.
    expect(registered({ ...CLIENT, grant_types: [device], scope: "openid claudeai", application_type: "spa" })).toEqual(CLIENT);
  });

  it("is nothing where a client says nothing", () => {
    const names = ["scope", "client_uri", "logo_uri", "tos_uri", "policy_uri", "contacts", "jwks", "jwks_uri", "software_id", "application_type", "grant_types"];
    for (const nothing of [null, "", []]) {
      expect(registered({ ...CLIENT, ...Object.fromEntries(names.map((name) => [name, nothing])) })).toEqual(CLIENT);
    }
  });

  it("is no page that runs something or is none", () => {
    expect(registered({ ...CLIENT, client_uri: "https://example.com", logo_uri: "http://localhost/logo.png" })).toMatchObject({ client_uri: "https://example.com" });
    for (const name of ["client_uri", "logo_uri", "policy_uri", "tos_uri"]) {
      for (const bad of ["javascript:alert(1)", "JavaScript://x/%0aalert(1)", "data:text/html,x", "file:///etc/passwd", "example.com", " https://example.com", "https://", 7, {}]) {
        expect(() => registered({ ...CLIENT, [name]: bad }), `${name} ${String(bad)}`).toThrow();
      }
    }
  });

  it("is left as it is where it is of the wrong kind, and refused elsewhere", () => {
    const wrong = { ...CLIENT, grant_types: 7, scope: { a: 1 } };
    expect(registered(wrong)).toEqual(wrong);
  });
});

describe("FR-436 the resource that a client means", () => {
  it("is the one there is, in any spelling of its address", () => {
    const resource = "http://127.0.0.1:8082/mcp";
    for (const spelled of [resource, "http://localhost:8082/mcp", "http://[::1]:8082/mcp/", "HTTP://LOCALHOST:8082/mcp", "http://127.0.0.1:8082/mcp/"]) {
      expect(meant(spelled, resource), spelled).toBe(resource);
    }
    expect(meant(["http://localhost:8082/mcp"], resource)).toEqual([resource]);
    expect(meant("https://MCP.example.com:443/mcp/", "https://mcp.example.com/mcp")).toBe("https://mcp.example.com/mcp");
  });

  it("is no other", () => {
    const resource = "http://127.0.0.1:8082/mcp";
    for (const other of ["http://127.0.0.1:8083/mcp", "https://127.0.0.1:8082/mcp", "http://127.0.0.1:8082/mcp/x", "http://127.0.0.1:8082/mcp?a", "http://127.0.0.1:8082/mcp#a", "http://localhost.example.com:8082/mcp", "nonsense", 7, undefined]) {
      expect(meant(other, resource), String(other)).toBe(other);
    }
    expect(meant("http://localhost/mcp", "https://mcp.example.com/mcp")).toBe("http://localhost/mcp");
  });
});

import { describe, expect, it } from "vitest";
import { authorization } from "@/lib/auth/oauth.mjs";
import { registration } from "@/lib/auth/registration.mjs";

const RESOURCE = "https://mcp.example.com/mcp";

describe("FR-432 what clients leave out", () => {
  it("is that they run on the person's machine", () => {
    const native = (...redirect_uris: string[]) => ({ application_type: "native", redirect_uris });
    for (const uris of [["http://localhost:3334/callback"], ["http://127.0.0.1:1/", "https://vscode.dev/redirect"], ["com.example.app:/callback"]]) {
      expect(registration({ redirect_uris: uris })).toEqual(native(...uris));
      expect(registration({ redirect_uris: uris, application_type: "web" })).toEqual(native(...uris));
    }
    expect(registration({ redirect_uris: ["https://claude.ai/api/mcp/auth_callback"] })).toEqual({});
    expect(registration({})).toEqual({});
    expect(registration({ redirect_uris: 7 })).toEqual({});
  });

  it("is hidden from the plugin where it would refuse an app's address", () => {
    const app = "cursor://anysphere.cursor-mcp/oauth/callback";
    const registered = (...redirect_uris: unknown[]) => registration({ redirect_uris }).redirect_uris;
    expect(registered(app, "https://www.cursor.com/agents/mcp/oauth/callback")).toEqual(["https://www.cursor.com/agents/mcp/oauth/callback"]);
    expect(registered(app)).toEqual(["invalid.pending:/"]);
    // What is no address of an app stays, and is refused there.
    for (const uri of ["javascript://x/%0aalert(1)", "file://host/x", "cursor://host", "cursor://me@host/x", "cursor://host/x#y", "nonsense", 7]) {
      expect(registered(uri), String(uri)).toEqual([uri]);
    }
  });

  it("is bounded", () => {
    const uris = Array.from({ length: 21 }, (_, place) => `https://example.com/${place}`);
    expect(() => registration({ redirect_uris: uris })).toThrow();
    expect(registration({ redirect_uris: uris.slice(1), client_name: "x".repeat(100) })).toEqual({});
    expect(() => registration({ client_name: "x".repeat(101) })).toThrow();
  });

  it("is what for, and that they want to stay", () => {
    expect(authorization({ scope: "tasks:read" }, RESOURCE)).toEqual({ scope: "tasks:read offline_access", resource: RESOURCE });
    expect(authorization({}, RESOURCE)).toEqual({ scope: "tasks:read tasks:write offline_access", resource: RESOURCE });
    expect(authorization({ scope: "offline_access", resource: "https://elsewhere.example.com" }, RESOURCE)).toEqual({
      scope: "offline_access",
      resource: "https://elsewhere.example.com",
    });
  });
});

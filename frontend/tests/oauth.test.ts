import { describe, expect, it } from "vitest";
import { authorization, registration } from "@/lib/auth/oauth.mjs";

const RESOURCE = "https://mcp.example.com/mcp";

describe("FR-432 what clients leave out", () => {
  it("is that they run on the person's machine", () => {
    const native = { application_type: "native" };
    expect(registration({ redirect_uris: ["http://localhost:3334/callback"] })).toEqual(native);
    expect(registration({ redirect_uris: ["http://127.0.0.1:1/", "https://vscode.dev/redirect"] })).toEqual(native);
    expect(registration({ redirect_uris: ["com.example.app:/callback"] })).toEqual(native);
    expect(registration({ redirect_uris: ["https://claude.ai/api/mcp/auth_callback"] })).toEqual({});
    expect(registration({ redirect_uris: ["http://localhost:1/"], application_type: "web" })).toEqual({});
    expect(registration({})).toEqual({});
    expect(registration({ redirect_uris: 7 })).toEqual({});
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

import { getIP } from "better-auth/api";
import { describe, expect, it } from "vitest";
import { authOptions } from "@/lib/auth/options.mjs";
import { CLIENT_ADDRESS_HEADER, clientAddress } from "@/lib/http/client-address.mjs";

describe("FR-442 where a request comes from", () => {
  it("is the other end of its connection, whatever it says", () => {
    for (const chain of [undefined, "", "10.0.0.1", "10.0.0.1, 10.0.0.2", "nonsense", "127.0.0.1"]) {
      expect(clientAddress("203.0.113.7", chain, []), chain).toBe("203.0.113.7");
      expect(clientAddress("203.0.113.7", chain, ["10.0.0.0/8", "127.0.0.1"]), chain).toBe("203.0.113.7");
    }
  });

  it("is what the last proxy of ours says", () => {
    const trusted = ["10.0.0.0/8", "fd00::/8"];
    const cases: [string | undefined, string][] = [
      ["203.0.113.7", "203.0.113.7"],
      // What the caller wrote stands before what the proxies added.
      ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
      ["203.0.113.7, 10.0.0.9", "203.0.113.7"],
      ["10.0.0.9, 203.0.113.7, 10.0.0.8", "203.0.113.7"],
      // Nothing that anybody could stand behind.
      [undefined, "10.0.0.1"],
      ["", "10.0.0.1"],
      ["10.0.0.9", "10.0.0.1"],
      ["nonsense", "10.0.0.1"],
      ["203.0.113.7, nonsense", "10.0.0.1"],
    ];
    for (const [chain, address] of cases) expect(clientAddress("10.0.0.1", chain, trusted), chain).toBe(address);
  });

  it("is all that attempts, registrations and tokens are counted by", () => {
    const options = authOptions({ issuer: "", audience: "", resource: "https://mcp.example.com/mcp", rateLimit: 20, passwordGuesses: 10, secret: "" });
    const claims = { "x-forwarded-for": "10.0.0.1", "x-real-ip": "10.0.0.2", forwarded: "for=10.0.0.3" };
    expect(getIP(new Headers({ ...claims, [CLIENT_ADDRESS_HEADER]: "203.0.113.7" }), options)).toBe("203.0.113.7");
    const counted = options.plugins.flatMap((plugin) => ("rateLimit" in plugin ? (plugin.rateLimit ?? []) : []));
    const paths = ["register", "token", "authorize", "revoke"].map((name) => `/oauth2/${name}`);
    for (const path of paths) expect(counted.find((rule) => rule.pathMatcher(path)), path).toMatchObject({ window: 10, max: 20 });
  });

  it("has one spelling, and a household has one", () => {
    expect(clientAddress("::ffff:203.0.113.7", undefined, [])).toBe("203.0.113.7");
    expect(clientAddress("::ffff:10.0.0.1", "203.0.113.7", ["10.0.0.0/8"])).toBe("203.0.113.7");
    const home = clientAddress("2001:db8:1:2::7", undefined, []);
    expect(clientAddress("2001:DB8:1:2:ffff::8", undefined, [])).toBe(home);
    expect(clientAddress("2001:db8:1:3::7", undefined, [])).not.toBe(home);
  });
});

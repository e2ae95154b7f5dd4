import { describe, expect, it } from "vitest";
import { isWellFormed } from "@/lib/http/address";
import { spellingsOf } from "@/lib/http/loopback";
import { isSameOrigin } from "@/lib/http/same-origin";

describe("FR-551 this machine's spellings", () => {
  it.each([
    ["http://localhost:3000", "http://127.0.0.1:3000", true],
    ["http://localhost:3000", "http://[::1]:3000", true],
    ["http://127.0.0.1:3000", "http://localhost:3000", true],
    ["http://[::1]", "http://localhost", true],
    ["http://localhost:3000", "http://localhost:3001", false],
    ["http://localhost:3000", "http://127.0.0.1", false],
    ["http://localhost:3000", "https://127.0.0.1:3000", false],
    ["http://localhost:3000", "http://127.0.0.2:3000", false],
    ["http://localhost:3000", "http://localhost.evil.example:3000", false],
    ["https://todo.example.com", "http://localhost", false],
    ["https://todo.example.com", "https://127.0.0.1", false],
  ])("a page of %s that is opened at %s: %s", (own, origin, expected) => {
    expect(isSameOrigin("POST", new Headers({ origin }), own)).toBe(expected);
  });

  it("are no other origins anywhere else", () => {
    expect(spellingsOf("https://todo.example.com")).toEqual(["https://todo.example.com"]);
    expect(spellingsOf("https://localhost.example.com")).toEqual(["https://localhost.example.com"]);
  });
});

describe("FR-552 paths", () => {
  it.each(["/", "/api/tasks/1", "/a%20b", "/%E2%82%AC", "/%25"])("%s is one", (path) => expect(isWellFormed(path)).toBe(true));
  it.each(["/%", "/a%2", "/%zz", "/%ff", "/%c0%80", "/%E2%82"])("%s is none", (path) => expect(isWellFormed(path)).toBe(false));
});

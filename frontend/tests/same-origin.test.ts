import { describe, expect, it } from "vitest";
import { isSameOrigin } from "@/lib/http/same-origin";

const OWN = "https://todo.example.com";

describe("FR-504 where a request comes from", () => {
  it.each([
    ["POST", { origin: OWN }, true],
    ["POST", { origin: "https://evil.example" }, false],
    ["POST", { origin: "null" }, false],
    ["POST", { origin: "https://todo.example.com.evil.example" }, false],
    ["POST", { origin: "http://todo.example.com" }, false],
    ["POST", { origin: "https://evil.example", "sec-fetch-site": "same-origin" }, false],
    ["POST", { "sec-fetch-site": "same-origin" }, true],
    ["POST", { "sec-fetch-site": "same-site" }, false],
    ["POST", { "sec-fetch-site": "none" }, false],
    ["POST", {}, false],
    ["DELETE", {}, false],
    ["PATCH", { "sec-fetch-site": "cross-site" }, false],
    ["GET", {}, true],
    ["GET", { "sec-fetch-site": "none" }, true],
    ["GET", { "sec-fetch-site": "cross-site" }, false],
    ["GET", { origin: "https://evil.example" }, false],
    ["HEAD", { "sec-fetch-site": "same-origin" }, true],
  ])("%s with %j: %s", (method, headers, expected) => {
    expect(isSameOrigin(method, new Headers(headers as HeadersInit), OWN)).toBe(expected);
  });
});

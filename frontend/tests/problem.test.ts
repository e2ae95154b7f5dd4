import { describe, expect, it } from "vitest";
import { ApiError, problemOf } from "@/lib/api/client";
import { refuse } from "@/lib/http/problem";

const problem = {
  type: "urn:todo-app:problem:invalid-value",
  title: "Invalid value",
  status: 422,
  detail: "The task breaks two rules.",
  errors: [
    { pointer: "/title", detail: "A title has 1 to 200 characters." },
    { pointer: "/title", detail: "Said twice." },
    { pointer: "/a~1b~0c", detail: "Escaped." },
    { parameter: "limit", detail: "Not a field." },
  ],
};

function answer(body: string, type: string, status = 422): Response {
  return new Response(body, { status, headers: { "content-type": type } });
}

describe("FR-502 what the server refuses", () => {
  it("is told in its own words, field by field", async () => {
    const error = new ApiError(await problemOf(answer(JSON.stringify(problem), "application/problem+json")));
    expect(error.message).toBe("The task breaks two rules.");
    expect(error.fields).toEqual({ title: "A title has 1 to 200 characters.", "a/b~c": "Escaped." });
  });

  it.each([
    ["<h1>Bad gateway</h1>", "text/html"],
    ["not json", "application/problem+json"],
    ["null", "application/problem+json"],
  ])("has words of ours when it is %j as %s", async (body, type) => {
    const { status, detail } = await problemOf(answer(body, type, 502));
    expect({ status, detail }).toEqual({ status: 502, detail: "The server answered with status 502. Try again." });
  });
});

describe("FR-504 what the web app itself refuses", () => {
  it("has the form of the functions' problems", async () => {
    const response = refuse("unauthenticated");
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toEqual({
      type: "urn:todo-app:problem:unauthenticated",
      title: "Not signed in",
      status: 401,
      detail: "Sign in to continue.",
    });
  });
});

import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

const OWN = "http://todo.example.com";
type Session = { token: string; cookies: string[] } | undefined;
const SESSION = { token: "the.jwt", cookies: [] };
const current = vi.hoisted(() => ({ session: async (): Promise<Session> => undefined }));
vi.mock("@/lib/auth/session", () => ({ sessionToken: () => current.session() }));

const { forward, forwardAnonymously } = await import("@/lib/http/proxy");

let seen: IncomingMessage | undefined;
let seenBody = "";
let reply: (response: ServerResponse) => void = (response) => response.end();
const upstream = createServer((request, response) => {
  seen = request;
  seenBody = "";
  request.on("data", (chunk) => (seenBody += chunk));
  request.on("end", () => reply(response));
});

beforeAll(async () => {
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  Object.assign(process.env, {
    DATABASE_URL: "postgres://nobody@localhost/none",
    BETTER_AUTH_URL: OWN,
    BETTER_AUTH_SECRET: "0123456789abcdef0123456789abcdef",
    AUTH_AUDIENCE: "todo-app",
    TASKS_URL: origin,
    // Nothing listens there.
    CHAT_URL: "http://127.0.0.1:1",
  });
});
afterAll(() => upstream.close());
beforeEach(() => {
  current.session = async () => SESSION;
  seen = undefined;
  reply = (response) => response.end();
});

function ask(path: string, init: RequestInit = {}): Request {
  const headers = new Headers(init.headers);
  headers.set("origin", headers.get("origin") ?? OWN);
  return new Request(`${OWN}${path}`, { ...init, headers });
}

describe("FR-504 passing requests on", () => {
  it("keeps method, path, query and body, adds the token and leaves the cookie", async () => {
    await forward(
      ask("/api/tasks/3?a=%20b", {
        method: "PATCH",
        body: '{"title":"x"}',
        headers: { "content-type": "application/json", "if-match": '"4"', cookie: "session=1", "x-forwarded-host": "evil" },
      }),
      "TASKS_URL",
    );
    expect([seen?.method, seen?.url, seenBody]).toEqual(["PATCH", "/api/tasks/3?a=%20b", '{"title":"x"}']);
    expect(seen?.headers).toMatchObject({
      authorization: "Bearer the.jwt",
      "todo-source": "web",
      "content-type": "application/json",
      "if-match": '"4"',
    });
    expect(seen?.headers.cookie).toBeUndefined();
    expect(seen?.headers["x-forwarded-host"]).toBeUndefined();
  });

  it("does not take a caller's own token or source", async () => {
    await forward(ask("/api/tasks", { headers: { authorization: "Bearer other", "todo-source": "mcp" } }), "TASKS_URL");
    expect(seen?.headers).toMatchObject({ authorization: "Bearer the.jwt", "todo-source": "web" });
  });

  it("FR-550 prefers to be served where the browser's zone is not known, beside what the page prefers", async () => {
    await forward(ask("/api/changes", { headers: { "time-zone": "Etc/Unknown", prefer: "wait=25" } }), "TASKS_URL");
    expect(seen?.headers).toMatchObject({ "time-zone": "Etc/Unknown", prefer: "wait=25, handling=lenient" });
  });

  it("gives back status and safe headers only", async () => {
    reply = (response) => {
      response.writeHead(201, { etag: '"7"', "todo-sequence": "7", location: "/api/tasks/7", "set-cookie": "a=b", server: "x", "content-type": "application/json" });
      response.end("{}");
    };
    const response = await forward(ask("/api/tasks", { method: "POST", body: "{}" }), "TASKS_URL");
    expect(response.status).toBe(201);
    expect(Object.fromEntries(response.headers)).toEqual({
      etag: '"7"',
      "todo-sequence": "7",
      location: "/api/tasks/7",
      "content-type": "application/json",
      "cache-control": "no-store, no-transform",
    });
  });

  it("passes an empty 204 on", async () => {
    reply = (response) => response.writeHead(204).end();
    expect((await forward(ask("/api/tasks/1", { method: "DELETE" }), "TASKS_URL")).status).toBe(204);
  });

  it("refuses other origins before it looks at the session", async () => {
    current.session = async () => undefined;
    const response = await forward(ask("/api/tasks", { headers: { origin: "https://evil.example" } }), "TASKS_URL");
    expect([response.status, seen]).toEqual([403, undefined]);
  });

  it("refuses without a session", async () => {
    current.session = async () => undefined;
    expect([(await forward(ask("/api/tasks"), "TASKS_URL")).status, seen]).toEqual([401, undefined]);
  });

  it("passes a prolonged session on to the browser", async () => {
    current.session = async () => ({ ...SESSION, cookies: ["a=1; HttpOnly", "b=2"] });
    const response = await forward(ask("/api/tasks"), "TASKS_URL");
    expect(response.headers.getSetCookie()).toEqual(["a=1; HttpOnly", "b=2"]);
  });

  it("says so when it cannot tell who asks", async () => {
    current.session = async () => {
      throw new Error("the database is away");
    };
    expect([(await forward(ask("/api/tasks"), "TASKS_URL")).status, seen]).toEqual([503, undefined]);
  });

  it("refuses a body over 64 KiB and takes one of 64 KiB", async () => {
    const send = (length: number) => forward(ask("/api/tasks", { method: "POST", body: "x".repeat(length) }), "TASKS_URL");
    expect((await send(65_537)).status).toBe(413);
    expect(seen).toBeUndefined();
    expect((await send(65_536)).status).toBe(200);
    expect(seenBody.length).toBe(65_536);
  });

  it("FR-911 takes larger bodies where a route says so", async () => {
    const body = "x".repeat(65_537);
    const response = await forward(ask("/api/import", { method: "POST", body }), "TASKS_URL", body.length);
    expect([response.status, seenBody.length]).toEqual([200, body.length]);
  });

  it("FR-911 lets calendars read a feed without a session, from anywhere, and takes nothing of one along", async () => {
    current.session = async () => undefined;
    reply = (response) => {
      response.writeHead(200, { etag: '"7"', "content-type": "text/calendar", "cache-control": "private, no-cache" });
      response.end("BEGIN:VCALENDAR");
    };
    const headers = { origin: "https://calendar.example", cookie: "session=1", authorization: "Bearer x", "if-none-match": '"6"' };
    const response = await forwardAnonymously(ask("/api/feed/secret.ics", { headers }), "TASKS_URL");
    expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([200, "BEGIN:VCALENDAR", '"7"']);
    expect(response.headers.get("cache-control")).toBe("private, no-cache, no-transform");
    expect([seen?.url, seen?.headers["if-none-match"]]).toEqual(["/api/feed/secret.ics", '"6"']);
    expect([seen?.headers.cookie, seen?.headers.authorization]).toEqual([undefined, undefined]);
  });

  it("FR-1260 passes ChatKit's requests on with the session's token, from the app's own pages alone", async () => {
    const origin = process.env.TASKS_URL;
    vi.resetModules();
    process.env.CHAT_URL = origin;
    const { POST } = await import("@/app/api/chatkit/route");
    reply = (response) => {
      response.writeHead(200, { "content-type": "text/event-stream", "set-cookie": "a=b" });
      response.end("data: {}\n\n");
    };
    const body = JSON.stringify({ type: "threads.list", params: {} });
    const headers = { "content-type": "application/json", "idempotency-key": "k", "accept-language": "de", cookie: "session=1" };
    const response = await POST(ask("/api/chatkit", { method: "POST", body, headers }));
    expect([response.status, await response.text(), response.headers.get("set-cookie")]).toEqual([200, "data: {}\n\n", null]);
    expect([seen?.url, seenBody, seen?.headers.authorization]).toEqual(["/api/chatkit", body, "Bearer the.jwt"]);
    expect([seen?.headers["idempotency-key"], seen?.headers["accept-language"], seen?.headers.cookie]).toEqual(["k", "de", undefined]);
    seen = undefined;
    const foreign = ask("/api/chatkit", { method: "POST", body, headers: { ...headers, origin: "https://evil.example" } });
    expect([(await POST(foreign)).status, seen]).toEqual([403, undefined]);
    current.session = async () => undefined;
    expect([(await POST(ask("/api/chatkit", { method: "POST", body, headers }))).status, seen]).toEqual([401, undefined]);
    process.env.CHAT_URL = "http://127.0.0.1:1";
  });

  it("says so when the function is away", async () => {
    const response = await forward(ask("/api/chat", { method: "POST", body: "{}" }), "CHAT_URL");
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  });

  it("streams events as they come, and hangs up when the page does", async () => {
    let hungUp: Promise<unknown> | undefined;
    reply = (response) => {
      hungUp = once(response, "close");
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write("event: text\ndata: {}\n\n");
    };
    const page = new AbortController();
    const response = await forward(ask("/api/tasks", { method: "POST", body: "{}", signal: page.signal }), "TASKS_URL");
    expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
    const first = await response.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value)).toBe("event: text\ndata: {}\n\n");
    page.abort();
    await hungUp;
  });
});

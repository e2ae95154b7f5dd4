import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import contract from "@/lib/api/mcp.generated.json";

const { answerInCluster } = await import("@/lib/mcp/front");

/** What reached mcp. */
let asked: { request: IncomingMessage; body: string }[] = [];
let reply: (response: ServerResponse) => void;
const mcp = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    asked.push({ request, body });
    reply(response);
  });
});

beforeAll(async () => {
  mcp.listen(0, "127.0.0.1");
  await once(mcp, "listening");
  Object.assign(process.env, {
    DATABASE_URL: "postgres://nobody@localhost/none",
    BETTER_AUTH_URL: "https://todo.example.com",
    BETTER_AUTH_SECRET: "0123456789abcdef0123456789abcdef",
    AUTH_AUDIENCE: "todo-app",
    TASKS_URL: "http://127.0.0.1:1",
    CHAT_URL: "http://127.0.0.1:1",
    CLUSTER_DOMAIN: "k8s.example.net",
    MCP_URL: `http://127.0.0.1:${(mcp.address() as AddressInfo).port}/mcp`,
  });
});
afterAll(() => mcp.close());
beforeEach(() => {
  asked = [];
  reply = (response) => response.writeHead(200, { "content-type": "application/json" }).end("{}");
});

const INSIDE = "todo-web.todo.svc.cluster.local:3000";

function post(message: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const body = typeof message === "string" ? message : JSON.stringify(message);
  const all = { host: INSIDE, "content-type": "application/json", accept: "application/json, text/event-stream", ...headers };
  return answerInCluster(new Request(`http://${INSIDE}/api/cluster/mcp`, { method: "POST", body, headers: all }));
}

const message = (method: string, params?: object, id: number | string = 1) => ({ jsonrpc: "2.0", id, method, params });
const initialize = (protocolVersion: string) =>
  message("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "controller", version: "1" } });

describe("FR-1110 what is the same for everybody is said without waking mcp", () => {
  it("answers a handshake in each version, as mcp does", async () => {
    for (const version of contract.protocolVersions) {
      const answer = await post(initialize(version));
      expect(await answer.json()).toEqual({ jsonrpc: "2.0", id: 1, result: { protocolVersion: version, ...contract.result } });
    }
    expect((await post({ jsonrpc: "2.0", method: "notifications/initialized" })).status).toBe(202);
    expect(asked).toEqual([]);
  });

  it("answers ping and the list of tools from the contract, by any name from inside", async () => {
    expect(await (await post(message("ping", undefined, "a"))).json()).toEqual({ jsonrpc: "2.0", id: "a", result: {} });
    for (const host of ["todo-web:3000", "todo-web.todo.svc", "todo-web.todo.svc.k8s.example.net", INSIDE, "localhost:3000", "[::1]:3000"]) {
      const answer = await post(message("tools/list", {}), { host, "mcp-protocol-version": "2025-06-18" });
      expect((await answer.json()).result.tools).toEqual(contract.tools);
    }
    expect(asked).toEqual([]);
  });

  it("knows no such address under a public name", async () => {
    for (const host of ["todo.example.com", "todo-web.todo", "evil.svc.example.com", "todo-web.todo.svc.evil.net", "svc.cluster.local", "10.0.0.7:3000"]) {
      expect((await post(message("tools/list"), { host })).status, host).toBe(404);
    }
    expect(asked).toEqual([]);
  });

  it("has no stream and no session, and says so itself", async () => {
    for (const method of ["GET", "DELETE"]) {
      const answer = await answerInCluster(new Request(`http://${INSIDE}/api/cluster/mcp`, { method, headers: { host: INSIDE } }));
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    }
    expect(asked).toEqual([]);
  });
});

describe("FR-1111 all else passes unread, with the caller's own token", () => {
  const OTHERS: [unknown, Record<string, string>][] = [
    [message("tools/call", { name: "list_tasks", arguments: {} }), {}],
    [message("prompts/list"), {}],
    [message("server/discover"), {}],
    [initialize("2099-01-01"), {}],
    [initialize("2025-06-18"), { "mcp-protocol-version": "2025-11-25" }],
    [message("tools/list", { _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } }), {}],
    [message("tools/list"), { "mcp-protocol-version": "2026-07-28" }],
    [message("tools/list", { cursor: "x" }), {}],
    [{ jsonrpc: "2.0", method: "tools/list" }, {}],
    [[message("tools/list")], {}],
    ["{", {}],
    ["null", {}],
  ];

  it("sends the same bytes on", async () => {
    for (const [sent, headers] of OTHERS) {
      asked = [];
      await post(sent, { authorization: "Bearer ann", cookie: "session=bob", ...headers });
      expect(asked.map(({ body }) => body)).toEqual([typeof sent === "string" ? sent : JSON.stringify(sent)]);
      expect(asked[0]?.request.headers.authorization).toBe("Bearer ann");
      expect(asked[0]?.request.headers.cookie).toBeUndefined();
    }
  });

  it("adds no token where the caller has none, and passes the refusal on with its challenge", async () => {
    reply = (response) => response.writeHead(401, { "www-authenticate": "Bearer", "set-cookie": "a=b" }).end();
    const answer = await post(message("tools/call", { name: "list_tasks" }));
    expect(asked[0]?.request.headers.authorization).toBeUndefined();
    expect([answer.status, answer.headers.get("www-authenticate"), answer.headers.get("set-cookie")]).toEqual([401, "Bearer", null]);
  });

  it("streams the answer, and says when to come again while mcp is away", async () => {
    reply = (response) => response.writeHead(200, { "content-type": "text/event-stream" }).end("data: {}\n\n");
    const answer = await post(message("tools/call", { name: "add_task" }));
    expect([answer.headers.get("content-type"), await answer.text()]).toEqual(["text/event-stream", "data: {}\n\n"]);
    reply = (response) => response.destroy();
    const away = await post(message("tools/call", { name: "add_task" }));
    expect([away.status, away.headers.get("retry-after")]).toEqual([503, "2"]);
  });
});

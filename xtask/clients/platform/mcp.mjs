import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { required } from "./platform.mjs";

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server and waits until its port answers. `end` ends it without warning. */
export async function startServer(program, port, environment) {
  const child = spawn(program, [], { env: { PORT: String(port), ...environment }, stdio: ["ignore", "ignore", "inherit"] });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  const deadline = Date.now() + 10_000;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${program} does not listen`);
    await sleep(5);
  }
  const end = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { port, end };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("close", () => resolve(false)).on("connect", () => socket.destroy());
  });
}

/** Starts the mcp function over the platform's database, with the web app as the issuer of tokens. */
export async function startMcp(environment = {}) {
  const web = required("WEB_URL");
  return startServer(required("MCP"), await freePort(), {
    DATABASE_URL: required("DATABASE_URL"),
    AUTH_JWKS_URL: `${web}/api/auth/jwks`,
    AUTH_ISSUER: web,
    AUTH_AUDIENCE: "todo-app",
    LOG_LEVEL: "warn",
    ...environment,
  });
}

/** A gate before a server: `behind` gets each request as a function that passes it on to a port, with more headers. */
export async function openGate(port, behind) {
  const gate = createServer((incoming, outgoing) => {
    const onward = (port, headers = {}) => pass(port, headers, incoming, outgoing);
    behind(onward).catch((error) => outgoing.destroy(error));
  });
  await new Promise((resolve) => gate.listen(port, "127.0.0.1", resolve));
  const close = () => {
    gate.closeAllConnections();
    return new Promise((resolve) => gate.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/mcp`, close };
}

/** Passes a request on as it is, with headers of the gate's own, and its answer back. */
function pass(port, headers, incoming, outgoing) {
  return new Promise((resolve, reject) => {
    const { method, url } = incoming;
    const own = Object.entries(headers).flat();
    const onward = request({ host: "127.0.0.1", port, method, path: url, headers: [...incoming.rawHeaders, ...own] });
    onward.on("error", reject).on("response", (answer) => {
      outgoing.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(outgoing);
      answer.on("close", resolve);
    });
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
}

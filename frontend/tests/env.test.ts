import { describe, expect, it } from "vitest";
import { EnvError, parseEnv } from "@/lib/env";

const VALID = {
  DATABASE_URL: "postgresql://web:secret@db.example.com/todo?sslmode=require",
  BETTER_AUTH_URL: "https://todo.example.com/",
  BETTER_AUTH_SECRET: "0123456789abcdef0123456789abcdef",
  AUTH_AUDIENCE: "todo-app",
  TASKS_URL: "http://todo-tasks.todo.svc.cluster.local",
  CHAT_URL: "http://chat:8080",
};

function problems(variables: Record<string, string | undefined>): string[] {
  try {
    parseEnv(variables);
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

describe("FR-507 the environment", () => {
  it("is parsed, with defaults", () => {
    expect(parseEnv(VALID)).toEqual({
      ...VALID,
      BETTER_AUTH_URL: "https://todo.example.com",
      AUTH_ISSUER: "https://todo.example.com",
      AUTH_RATE_LIMIT: 20,
      AUTH_PASSWORD_GUESSES: 10,
      AUTH_IP_HEADER: "x-forwarded-for",
      AUTH_TRUSTED_PROXIES: [],
      CLUSTER_DOMAIN: "cluster.local",
      PORT: 3000,
    });
  });

  it("FR-447 sends tokens without TLS to what is near, and nowhere else", () => {
    const near = [
      "https://tasks.example.com",
      "https://10.0.0.7",
      "http://localhost:8081",
      "http://127.1.2.3",
      "http://[::1]:8081",
      "http://tasks:8080",
      "http://todo-tasks.todo.svc",
      "http://todo-tasks.todo.svc.cluster.local",
    ];
    const far = [
      "http://tasks.example.com",
      "http://10.0.0.7:8081",
      "http://[fd00::7]:8082",
      "http://svc.cluster.local.evil.com",
      "http://evilsvc.cluster.local",
      "http://todo-tasks.todo",
      "http://todo-tasks.todo.svc.evil.net",
      "http://127.0.0.1.evil.com",
    ];
    for (const name of ["TASKS_URL", "CHAT_URL", "MCP_URL"]) {
      for (const address of near) expect(problems({ ...VALID, [name]: address }), address).toEqual([]);
      for (const address of far) expect(problems({ ...VALID, [name]: address }), address).toEqual([expect.stringMatching(`^${name} must be HTTPS`)]);
      const there = { ...VALID, [name]: "http://todo-tasks.todo.svc.k8s.example.net" };
      expect(problems(there)).toHaveLength(1);
      expect(problems({ ...there, CLUSTER_DOMAIN: "K8s.example.net" })).toEqual([]);
    }
    expect(problems({ ...VALID, CLUSTER_DOMAIN: ".local" })).toEqual([expect.stringMatching(/^CLUSTER_DOMAIN must be a domain/)]);
  });

  it("keeps the issuer as it is written, because tokens are compared with it byte by byte", () => {
    expect(parseEnv({ ...VALID, AUTH_ISSUER: "https://id.example.com/" }).AUTH_ISSUER).toBe("https://id.example.com/");
  });

  it("FR-227 takes an MCP endpoint that tokens are given out for, and no other", () => {
    for (const good of ["https://mcp.example.com/mcp", "http://127.0.0.1:8082/mcp", "http://localhost:8082/mcp"]) {
      expect(parseEnv({ ...VALID, MCP_RESOURCE: good }).MCP_RESOURCE).toBe(good);
    }
    for (const bad of ["mcp", "http://mcp.example.com/mcp", "http://127.0.0.1.example.com/", "https://mcp.example.com/mcp?a=b"]) {
      expect(problems({ ...VALID, MCP_RESOURCE: bad })).toEqual([expect.stringMatching(/^MCP_RESOURCE must /)]);
    }
    const resource = { MCP_RESOURCE: "https://mcp.example.com/mcp" };
    expect(problems({ ...VALID, ...resource, AUTH_ISSUER: "https://id.example.com" })).toEqual([
      "AUTH_ISSUER must be BETTER_AUTH_URL, or not set, when MCP_RESOURCE is set",
    ]);
    expect(problems({ ...VALID, ...resource, BETTER_AUTH_URL: "http://todo.example.com" })).toEqual([
      "BETTER_AUTH_URL must be HTTPS, or HTTP on a loopback address, when MCP_RESOURCE is set",
    ]);
  });

  it("names everything that is missing at once", () => {
    expect(problems({})).toEqual(Object.keys(VALID).map((name) => `${name} is missing`));
  });

  it("counts an empty variable as missing", () => {
    expect(problems({ ...VALID, AUTH_AUDIENCE: "" })).toEqual(["AUTH_AUDIENCE is missing"]);
  });

  it("names everything that is wrong at once, and no value", () => {
    const found = problems({
      DATABASE_URL: "mysql://web:secret@db/todo",
      BETTER_AUTH_URL: "https://todo.example.com/app",
      BETTER_AUTH_SECRET: "too short",
      AUTH_AUDIENCE: "todo-app",
      AUTH_RATE_LIMIT: "0",
      AUTH_PASSWORD_GUESSES: "many",
      AUTH_TRUSTED_PROXIES: "10.0.0.0/8, somewhere",
      TASKS_URL: "tasks:8080",
      CHAT_URL: "http://chat.example.com",
      PORT: "http",
    });
    expect(found).toEqual([
      "DATABASE_URL must be a postgres:// URL",
      "BETTER_AUTH_URL must be an origin, without a path",
      "BETTER_AUTH_SECRET must have at least 32 characters",
      "AUTH_RATE_LIMIT must be at least 1",
      "AUTH_PASSWORD_GUESSES must be a number",
      "AUTH_TRUSTED_PROXIES must be a comma-separated list of addresses or CIDR ranges",
      "TASKS_URL must be an http or https URL",
      "PORT must be a port number",
    ]);
  });
});

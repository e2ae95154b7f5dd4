import { createServer } from "node:http";
import { createRequire } from "node:module";
import * as second from "@modelcontextprotocol/client";
import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { eventually, required } from "../platform/platform.mjs";

// The browser tests' own Playwright: one is enough.
const { chromium } = createRequire(new URL("../../../frontend/package.json", import.meta.url))("@playwright/test");

/** The endpoint's address: all that a program is told. */
export const url = new URL(required("MCP_URL"));
export const web = required("WEB_URL");

/** The SDK's versions; what the first tries before it asks for more than it was allowed is a refresh, which gives no more. */
export const SDKS = [
  { version: 1, Client, StreamableHTTPClientTransport, UnauthorizedError, refreshesFirst: true },
  { version: 2, ...second, refreshesFirst: false },
];

/** A program on a person's machine that speaks MCP: it keeps what it learns in memory, and listens for the browser. */
export class Program {
  #listening;
  answers = [];

  constructor(sdk = SDKS[0]) {
    this.sdk = sdk;
  }

  async listen() {
    this.#listening = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url, this.redirectUrl);
      if (pathname === "/callback") this.answers.push(searchParams);
      response.end("Back to the program.");
    });
    await new Promise((resolve) => this.#listening.listen(0, "127.0.0.1", resolve));
    // A test that fails ends all the same.
    this.#listening.unref();
    return this;
  }

  close() {
    this.#listening.close();
  }

  get redirectUrl() {
    return `http://127.0.0.1:${this.#listening.address().port}/callback`;
  }

  get clientMetadata() {
    return {
      client_name: "Notebook",
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
    };
  }

  clientInformation() {
    return this.registered;
  }

  saveClientInformation(registered) {
    this.registered = registered;
  }

  tokens() {
    return this.saved;
  }

  saveTokens(saved) {
    this.saved = saved;
  }

  redirectToAuthorization(asked) {
    this.asked = asked;
  }

  saveCodeVerifier(verifier) {
    this.verifier = verifier;
  }

  codeVerifier() {
    return this.verifier;
  }

  saveDiscoveryState(discovered) {
    this.discovered = discovered;
  }

  discoveryState() {
    return this.discovered;
  }

  invalidateCredentials(which) {
    if (which === "tokens" || which === "all") this.saved = undefined;
  }

  /** A connection; without a token it ends in a request to the person. */
  async connect() {
    const transport = new this.sdk.StreamableHTTPClientTransport(url, { authProvider: this });
    const client = new this.sdk.Client({ name: "notebook", version: "1.0.0" });
    await client.connect(transport);
    return client;
  }

  /** What the browser brought back. */
  answer() {
    return eventually("the browser comes back", async () => this.answers.shift(), 15_000);
  }

  /** Exchanges what the browser brought back for tokens. */
  async finish(answer) {
    await new this.sdk.StreamableHTTPClientTransport(url, { authProvider: this }).finishAuth(answer.get("code"), answer.get("iss"));
  }
}

/** A browser with nobody signed in. */
export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(15_000);
  return { browser, page };
}

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { required } from "../platform/platform.mjs";
import { openBrowser, Program, SDKS, url, web } from "./program.mjs";

const person = { name: "Ada Lovelace", email: `${randomUUID()}@example.com`, password: "correct horse battery" };
let browser;
let page;

before(async () => {
  ({ browser, page } = await openBrowser());
});

after(() => browser?.close());

/** A program that was refused for want of a token, and has its request to the person ready. */
async function refused(sdk) {
  const program = await new Program(sdk).listen();
  await assert.rejects(program.connect(), program.sdk.UnauthorizedError);
  return program;
}

async function signUp() {
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("Email").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
}

/** Says yes or no on the consent page, and waits until the browser is back at the program. */
async function say(answer, program) {
  await page.getByRole("button", { name: answer }).click();
  await page.getByText("Back to the program.").waitFor();
  return program.answer();
}

async function allow(program) {
  await page.goto(program.asked.href);
  await program.finish(await say("Allow", program));
}

async function disconnectAll() {
  await page.goto(`${web}/connections`);
  const rows = page.getByRole("list", { name: "Connected programs" }).getByRole("listitem");
  await page.getByText("Nothing is connected.").or(rows.first()).waitFor();
  for (let left = await rows.count(); left > 0; left -= 1) {
    await rows.first().getByRole("button").click();
    await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
    await page.waitForFunction((count) => document.querySelectorAll('ul[aria-label="Connected programs"] > li').length < count, left);
  }
}

function refresh({ registered, saved }, changes = {}) {
  const body = { grant_type: "refresh_token", client_id: registered.client_id, refresh_token: saved.refresh_token, ...changes };
  return fetch(`${web}/api/auth/oauth2/token`, { method: "POST", body: new URLSearchParams(body) });
}

test("FR-431, FR-432, FR-540, FR-544 from the address alone to the tools", async () => {
  const program = await refused();
  assert.equal(program.asked.origin, web);
  await page.goto(program.asked.href);
  assert.match(page.url(), /\/sign-in\?/);
  await signUp();
  await page.getByRole("heading", { name: "Notebook" }).waitFor();
  const asked = await page.getByRole("list", { name: "What it could do" }).innerText();
  assert.match(asked, /See your tasks[^]*Add, change, complete and delete[^]*Stay connected/);
  await page.getByText(`a program on this computer (${new URL(program.redirectUrl).host})`).waitFor();
  await page.getByText(person.email).waitFor();
  await program.finish(await say("Allow", program));

  const client = await program.connect();
  const { tools } = await client.listTools();
  assert.ok(tools.some(({ name }) => name === "add_task"));
  const added = await client.callTool({ name: "add_task", arguments: { tasks: [{ title: "Water the plants" }] } });
  assert.equal(added.structuredContent.results[0].task.title, "Water the plants");
  await page.goto(web);
  await page.getByText("Water the plants").waitFor();

  await page.goto(`${web}/connections`);
  await page.getByRole("listitem").filter({ hasText: "Notebook" }).getByText(/Since/).waitFor();

  // An access token that ran out is refreshed without the person.
  program.asked = undefined;
  program.saved.access_token = "x";
  assert.equal((await client.listTools()).tools.length, tools.length);
  assert.equal(program.asked, undefined);

  // Disconnected on the page, the next refresh is refused, and the program has to ask again.
  await disconnectAll();
  const answer = await refresh(program);
  assert.deepEqual([answer.status, (await answer.json()).error], [400, "invalid_grant"]);
  program.saved.access_token = "x";
  await assert.rejects(client.listTools());
  assert.ok(program.asked);
  await client.close();
  program.close();
});

test("FR-541 what the person denies is not connected", async () => {
  const program = await refused();
  await page.goto(program.asked.href);
  const answer = await say("Deny", program);
  assert.equal(answer.get("error"), "access_denied");
  assert.equal(answer.get("code"), null);
  await page.goto(`${web}/connections`);
  await page.getByText("Nothing is connected.").waitFor();
  program.close();
});

for (const sdk of SDKS) {
  test(`FR-213, FR-544 a program that may read asks for more when it writes (SDK ${sdk.version})`, async () => {
    const program = await refused(sdk);
    const less = new URL(program.asked);
    less.searchParams.set("scope", "tasks:read");
    program.asked = less;
    await allow(program);
    const client = await program.connect();
    assert.ok((await client.callTool({ name: "list_tasks", arguments: {} })).structuredContent.tasks);
    const add = { name: "add_task", arguments: { tasks: [{ title: "Call mom" }] } };
    program.asked = undefined;
    if (sdk.refreshesFirst) delete program.saved.refresh_token;
    await assert.rejects(client.callTool(add), sdk.UnauthorizedError);
    const scopes = program.asked.searchParams.get("scope").split(" ");
    assert.ok(scopes.includes("tasks:read") && scopes.includes("tasks:write"), String(scopes));
    await allow(program);
    const again = await program.connect();
    assert.equal((await again.callTool(add)).structuredContent.results[0].task.title, "Call mom");
    await Promise.all([client.close(), again.close()]);
    program.close();
  });
}

test("FR-433 no code without PKCE, nor for another resource, and each code once", async () => {
  for (const [change, error] of [
    [{ code_challenge_method: "plain" }, "invalid_request"],
    [{ code_challenge: "", code_challenge_method: "" }, "invalid_request"],
    [{ resource: "https://elsewhere.example.com/mcp" }, "invalid_target"],
    [{ scope: "tasks:everything" }, "invalid_scope"],
  ]) {
    const program = await refused();
    const asked = new URL(program.asked);
    for (const [name, value] of Object.entries(change)) {
      if (value) asked.searchParams.set(name, value);
      else asked.searchParams.delete(name);
    }
    await page.goto(asked.href);
    assert.equal((await program.answer()).get("error"), error, JSON.stringify(change));
    program.close();
  }
  const program = await refused();
  await page.goto(program.asked.href);
  const code = (await say("Allow", program)).get("code");
  const exchange = (changes) =>
    fetch(`${web}/api/auth/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        client_id: program.registered.client_id,
        redirect_uri: program.redirectUrl,
        code_verifier: program.verifier,
        resource: url.href,
        code,
        ...changes,
      }),
    });
  assert.ok((await exchange({})).ok);
  assert.equal((await exchange({})).status, 400);
  program.close();
});

test("FR-403, FR-433 no kind of token passes for another", async () => {
  const program = await refused();
  await allow(program);
  const list = { jsonrpc: "2.0", id: 1, method: "tools/list", params: {} };
  const ask = (address, token, body) =>
    fetch(address, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${token}`, accept: "application/json, text/event-stream", "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
  const { access_token: access, refresh_token: refreshing } = program.saved;
  assert.equal((await ask(url, access, list)).status, 200);
  for (const address of [`${required("TASKS_URL")}/api/tasks`, `${required("CHAT_URL")}/api/conversations`]) {
    assert.equal((await ask(address, access)).status, 401, address);
  }
  assert.equal((await ask(url, refreshing, list)).status, 401);
  assert.equal((await ask(`${web}/api/tasks`, access)).status, 401);
  const elsewhere = await refresh(program, { resource: "https://elsewhere.example.com/mcp" });
  assert.deepEqual([elsewhere.status, (await elsewhere.json()).error], [400, "invalid_target"]);
  const more = await refresh(program, { scope: "tasks:read tasks:write tools:list" });
  assert.equal(more.status, 400);

  // The program itself takes its access back.
  const revoked = await fetch(`${web}/api/auth/oauth2/revoke`, {
    method: "POST",
    body: new URLSearchParams({ client_id: program.registered.client_id, token: refreshing, token_type_hint: "refresh_token" }),
  });
  assert.equal(revoked.status, 200);
  assert.equal((await refresh(program)).status, 400);
  program.close();
});

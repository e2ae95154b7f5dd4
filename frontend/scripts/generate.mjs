import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const CONTRACTS = [
  { contract: "../../specs/001-tasks-api/contracts/openapi.json", types: "../lib/api/tasks.generated.ts" },
  { contract: "../../specs/003-chat-agent/contracts/openapi.json", types: "../lib/api/chat.generated.ts" },
];
const HEADER = "// Generated from the committed OpenAPI document by `npm run generate`. Not to be edited.\n\n";

const check = process.argv.includes("--check");
const MCP = "../../specs/002-mcp-tools/contracts/";

/** What mcp answers everybody, in one file: its versions, its handshake and its tools. */
async function discovery() {
  /** @param {string} name */
  const read = async (name) => JSON.parse(await readFile(new URL(MCP + name, import.meta.url), "utf8"));
  return `${JSON.stringify({ ...(await read("handshake.json")), ...(await read("tools.json")) })}\n`;
}

const texts = CONTRACTS.map(({ contract, types }) => ({
  types,
  text: async () => HEADER + astToString(await openapiTS(new URL(contract, import.meta.url))),
}));
texts.push({ types: "../lib/api/mcp.generated.json", text: discovery });

let drifted = false;
for (const { types, text: generate } of texts) {
  const target = new URL(types, import.meta.url);
  const text = await generate();
  if (!check) {
    await writeFile(target, text);
  } else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
    process.stderr.write(`frontend/${types.slice(3)} differs from its contract: run \`npm run generate\`\n`);
    drifted = true;
  }
}
process.exitCode = drifted ? 1 : 0;

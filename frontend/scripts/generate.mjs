import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const CONTRACTS = [
  { contract: "../../specs/001-tasks-api/contracts/openapi.json", types: "../lib/api/tasks.generated.ts" },
  { contract: "../../specs/003-chat-agent/contracts/openapi.json", types: "../lib/api/chat.generated.ts" },
];
const HEADER = "// Generated from the committed OpenAPI document by `npm run generate`. Not to be edited.\n\n";

const check = process.argv.includes("--check");
let drifted = false;
for (const { contract, types } of CONTRACTS) {
  const target = new URL(types, import.meta.url);
  const text = HEADER + astToString(await openapiTS(new URL(contract, import.meta.url)));
  if (!check) {
    await writeFile(target, text);
  } else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
    process.stderr.write(`frontend/${types.slice(3)} differs from its contract: run \`npm run generate\`\n`);
    drifted = true;
  }
}
process.exitCode = drifted ? 1 : 0;

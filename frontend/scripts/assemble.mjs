import { cp, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Next leaves three things out of `.next/standalone`: the static files, `public`, and scripts that no page imports.
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, ".next/standalone");
const { nodeFileTrace } = createRequire(import.meta.url)("next/dist/compiled/@vercel/nft");

await cp(join(root, ".next/static"), join(target, ".next/static"), { recursive: true });

const { fileList } = await nodeFileTrace([join(root, "scripts/migrate.mjs")], { base: root, processCwd: root });
for (const file of fileList) {
  await mkdir(dirname(join(target, file)), { recursive: true });
  await cp(join(root, file), join(target, file), { recursive: true, force: true });
}

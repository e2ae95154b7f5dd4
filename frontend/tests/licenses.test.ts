import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface Package {
  license?: string;
  dev?: boolean;
  devOptional?: boolean;
  link?: boolean;
}

const root = join(import.meta.dirname, "../..");
/** What cargo-deny allows: one list for the whole repository. */
const allowed = /\[licenses\]\s*allow = \[([^\]]*)\]/.exec(readFileSync(join(root, "deny.toml"), "utf8"))?.[1];
const ALLOWED = new Set([...(allowed ?? "").matchAll(/"([^"]+)"/g)].map(([, name]) => name));

/** Also allowed, and why. */
const EXCEPTIONS: Record<string, string> = {
  "@img/sharp-libvips-*": "LGPL: a library of its own beside the program, loaded at run time and exchangeable",
  "@img/sharp-win32-*": "the same, in one package",
  "@img/sharp-wasm32": "the same, in one package",
  "lightningcss-*": "MPL: the binaries of what builds style sheets, which are not shipped",
  "@modelcontextprotocol/inspector": "its license file says Apache-2.0, and MIT for what is older",
  "caniuse-lite": "CC-BY: data on browsers, whose authors it names",
};
/** Of tools that stay on a developer's machine. */
const TOOLS = new Set(["BlueOak-1.0.0", "CC0-1.0", "MPL-2.0", "Python-2.0"]);

const locks = ["frontend", "xtask/clients/calendar", "xtask/clients/typescript", "xtask/clients/conformance", "xtask/postgres"];

/** One of a choice is enough; of a sum, each part is needed (SPDX). */
function isFree(license: string, known: (name: string) => boolean): boolean {
  const bare = license.replace(/^\((.*)\)$/, "$1");
  return bare.split(" OR ").some((choice) => choice.split(" AND ").every(known));
}

function isException(name: string): boolean {
  return Object.keys(EXCEPTIONS).some((pattern) => (pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
}

function packages(lock: string): [string, Package][] {
  const { packages } = JSON.parse(readFileSync(join(root, lock, "package-lock.json"), "utf8")) as { packages: Record<string, Package> };
  return Object.entries(packages).filter(([path, { link }]) => path !== "" && !link);
}

describe("FR-416 the licenses of npm's packages", () => {
  it.each(locks)("are those that cargo's may have: %s", (lock) => {
    expect(ALLOWED.size).toBeGreaterThan(5);
    const refused = packages(lock).filter(([path, { license, dev, devOptional }]) => {
      const isTool = dev || devOptional || lock !== "frontend";
      const known = (name: string) => ALLOWED.has(name) || (isTool && TOOLS.has(name));
      return !isException(path.split("node_modules/").at(-1) ?? "") && !isFree(license ?? "none", known);
    });
    expect(refused.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });

  it("are read as SPDX has them", () => {
    const known = (name: string) => name === "MIT";
    for (const free of ["MIT", "(MIT OR GPL-3.0)", "GPL-3.0 OR MIT", "MIT AND MIT"]) expect(isFree(free, known), free).toBe(true);
    for (const not of ["none", "GPL-3.0", "MIT AND GPL-3.0", "UNLICENSED", "SEE LICENSE IN x", ""]) expect(isFree(not, known), not).toBe(false);
  });
});

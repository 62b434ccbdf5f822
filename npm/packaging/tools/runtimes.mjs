// Where the runtimes are. They are packages whose binaries run as they were unpacked, so nothing is downloaded later.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);

const BINARIES = {
  "node 22": "node-22/bin/node",
  "node 24": "node-24/bin/node",
  workerd: "@cloudflare/workerd-linux-64/bin/workerd",
  deno: "@deno/linux-x64-glibc/deno",
  bun: "@oven/bun-linux-x64-baseline/bin/bun",
};

/** What this machine lacks: a failure, or, where that is allowed, skipped. */
export class Missing extends Error {}

/** A runtime's program. */
export function runtime(name) {
  const [, owner] = BINARIES[name].match(/^((?:@[^/]+\/)?[^/]+)\//);
  try {
    // The package.json is what every package lets be resolved.
    const found = path.join(path.dirname(require.resolve(`${owner}/package.json`)), BINARIES[name].slice(owner.length));
    if (existsSync(found)) return found;
  } catch {
    // Told below.
  }
  throw new Missing(`${name} is not there: the package ${owner} did not install on ${process.platform}-${process.arch}`);
}

/** A tool's program, written in JavaScript: the file that node is to run. */
export function tool(name, file) {
  try {
    return path.join(path.dirname(require.resolve(`${name}/package.json`)), file);
  } catch {
    // Not every package lets its package.json be resolved.
    return path.join(import.meta.dirname, "../node_modules", name, file);
  }
}

/** Every node: the one that runs this, and the ones that are packages. */
export const nodes = [
  [`node ${process.versions.node.split(".")[0]} (this machine's)`, () => process.execPath],
  ["node 22", () => runtime("node 22")],
  ["node 24", () => runtime("node 24")],
];

// What a package costs before its first call, as JSON: its tarball, its entry bundled for a server, its first import. Each
// import is a process of its own; the figure is the median of many.

import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const ROUNDS = 21;
const here = new URL(".", import.meta.url).pathname;
const { dependencies } = JSON.parse(readFileSync(new URL("package.json", import.meta.url)));
/** Each with what makes it ready to be used, where importing alone does not. */
const PACKAGES = {
  sanspay: "module.operations()",
  "sanspay/browser": "module.upi()",
  stripe: "new module.default('sk_test_1')",
  razorpay: "new module.default({ key_id: 'rzp_test_1', key_secret: 'secret' })",
  standardwebhooks: "new module.Webhook(btoa('a secret of some length'))",
};

async function imported(name, use) {
  const script = `const began = performance.now(); const module = await import("${name}"); ${use}; console.log(performance.now() - began)`;
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { cwd: here });
    times.push(Number(stdout));
  }
  return times.sort((a, b) => a - b)[(ROUNDS - 1) / 2];
}

async function bundled(name) {
  // As a whole, whether it exports by names or by default.
  const stdin = { contents: `import * as all from "${name}"; globalThis.all = all;`, resolveDir: here };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", platform: "node", write: false, logLevel: "error" });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

/** What npm downloads for it, what it depends on left aside. */
function tarball(name) {
  const version = dependencies[name];
  const what = version.startsWith("file:") ? version.slice(5) : `${name}@${version}`;
  const [{ size }] = JSON.parse(execFileSync("npm", ["pack", "--dry-run", "--json", what], { cwd: here, stdio: ["ignore", "pipe", "ignore"] }));
  return size;
}

const told = {};
for (const [name, use] of Object.entries(PACKAGES)) {
  told[name] = {
    ...(dependencies[name] && { "tarball KB": tarball(name) / 1000 }),
    "entry gz KB": (await bundled(name)) / 1000,
    "first import ms": await imported(name, use),
  };
}
console.log(JSON.stringify(told));

// Runs the examples' tests: all of them, or those named. `node examples/run.mjs express`
//
// It installs what is missing. The sandbox is the program that SANSPAY_SANDBOX names, or what cargo builds; the package
// must have been built before (`cargo xtask bindings`).

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const EXAMPLES = ["express", "hono-workerd", "checkout"];
const INSTALL_MS = 300_000;
const TEST_MS = 600_000;
const HERE = new URL(".", import.meta.url);

const names = process.argv.slice(2);
const strangers = names.filter((name) => !EXAMPLES.includes(name));
if (strangers.length > 0) {
  console.error(`there is no example ${strangers.join(", ")}; there are ${EXAMPLES.join(", ")}`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const name of names.length > 0 ? names : EXAMPLES) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  const folder = new URL(`${name}/`, HERE);
  const problem = (await installed(folder)) ?? (await tested(name, folder));
  if (problem) failed += 1;
  console.log(`${problem ? "FAILED" : "ok"} ${name} (${seconds()})${problem ? `\n${problem}` : ""}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** What went wrong, or null. Another lock file than the one installed from is installed anew. */
async function installed(folder) {
  const wanted = readFileSync(new URL("package-lock.json", folder), "utf8");
  const have = new URL("node_modules/.package-lock.json", folder);
  if (existsSync(have) && is_same(wanted, readFileSync(have, "utf8"))) return null;
  console.log(`   installing ${folder.pathname.split("/").at(-2)}`);
  const { status, output } = await run("npm", ["ci", "--no-audit", "--no-fund"], folder, INSTALL_MS);
  return status === 0 ? null : `npm ci failed\n${output}`;
}

/** Whether every package of the lock file that this machine needs is there, in its version. */
function is_same(wanted, have) {
  const [all, some] = [wanted, have].map((text) => JSON.parse(text).packages);
  return Object.entries(all).every(([path, { version, optional, link }]) => {
    if (!path.startsWith("node_modules/") || link) return true;
    return some[path] ? some[path].version === version : optional === true;
  });
}

/** What went wrong, or null; what the tests say of themselves is added up. */
async function tested(name, folder) {
  console.log(`   running ${name}`);
  const { status, output } = await run("npm", ["test", "--silent"], folder, TEST_MS);
  const count = (what) => Number(new RegExp(`^\\S+ ${what} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  passed += count("pass");
  const not_passed = count("fail") + count("cancelled");
  if (status === 0 && not_passed === 0 && count("pass") > 0) return null;
  failed += Math.max(0, not_passed - 1); // the example itself is counted as one
  return output;
}

/** Runs a program to its end, or for so long; whatever it has started ends with it. */
async function run(program, args, folder, milliseconds) {
  const child = spawn(program, args, { cwd: fileURLToPath(folder), detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const end = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // Nothing of it is left.
    }
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const timer = setTimeout(() => {
    output += `\nit took longer than ${milliseconds / 1000} s\n`;
    end();
  }, milliseconds);
  process.once("exit", end);
  const interrupted = () => process.exit(130);
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  const status = await once(child, "close").then(
    ([code]) => code,
    ({ message }) => ((output += message), null), // it could not be started
  );
  clearTimeout(timer);
  end();
  process.removeListener("exit", end).removeListener("SIGINT", interrupted).removeListener("SIGTERM", interrupted);
  return { status, output };
}

// Packs the package, installs it as its users would, and runs every consumer: `node run.mjs`, or some: `node run.mjs vite next`.

import { AssertionError } from "node:assert";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs, stripVTControlCharacters } from "node:util";
import { close_browser } from "./tools/browser.mjs";
import { gateway } from "./tools/gateway.mjs";
import { install, pack } from "./tools/package.mjs";
import { end_all, Failure } from "./tools/process.mjs";
import { Missing } from "./tools/runtimes.mjs";
import { vectors_to_tell } from "./tools/told.mjs";

const here = import.meta.dirname;
const work = path.join(here, ".work");
const LONGEST = 300_000;
const MOST_LINES = 80;

const known = { "skip-missing": { type: "boolean" }, tarball: { type: "string" } };
const { values: options, positionals } = parseArgs({ allowPositionals: true, options: known });
const all = readdirSync(path.join(here, "consumers")).filter((name) => existsSync(path.join(here, "consumers", name, "check.mjs")));
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`there is no consumer ${unknown.join(", ")}; known: ${all.join(", ")}`);
  process.exit(2);
}

process.on("exit", end_all);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

let passed = 0;
const failed = [];
const skipped = [];
const started = Date.now();
console.log(vectors_to_tell());
const server = await gateway();
try {
  await run_all();
} finally {
  await close_browser();
  await server.close();
}
for (const name of skipped) console.log(`skipped: ${name}`);
for (const name of failed) console.log(`failed: ${name}`);
console.log(`in ${seconds(started)}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 && passed > 0 ? 0 : 1);

async function run_all() {
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  // The projects keep their places towards each other, and find the package as any project does: in a node_modules above.
  cpSync(path.join(here, "consumers"), work, { recursive: true });

  let tarball, installed;
  const packed = await check("npm pack, npm install", async () => {
    tarball = options.tarball ? path.resolve(options.tarball) : await pack(work);
    installed = await install(tarball, work);
  });
  if (!packed) return;

  for (const name of positionals.length > 0 ? positionals : all) {
    const { default: consumer } = await import(`./consumers/${name}/check.mjs`);
    try {
      await consumer({ check, folder: path.join(work, name), gateway: server.url, tarball, installed });
    } catch (error) {
      fail(name, error);
    }
  }
}

/** One thing that holds or does not. Returns whether it did. */
async function check(name, holds) {
  const from = Date.now();
  process.stdout.write(`── ${name}`);
  try {
    await within(holds());
    passed++;
    console.log(` (${seconds(from)})`);
    return true;
  } catch (error) {
    console.log(` (${seconds(from)})`);
    fail(name, error);
    return false;
  }
}

function fail(name, error) {
  if (error instanceof Missing && options["skip-missing"]) {
    skipped.push(`${name}: ${error.message}`);
    return;
  }
  failed.push(name);
  console.log(indented(described(error)));
}

/** What went wrong. Where it happened is of use only where nobody expected it. */
function described(error) {
  if (error instanceof Missing) return `${error.message} (--skip-missing leaves it out)`;
  if (error instanceof Failure || error instanceof AssertionError) return error.message;
  return error?.stack ?? String(error);
}

function within(promise) {
  let timer;
  const over = new Promise((_, reject) => (timer = setTimeout(reject, LONGEST, new Error(`took longer than ${LONGEST} ms`))));
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}

function indented(text) {
  const lines = stripVTControlCharacters(text).trimEnd().split("\n");
  const last = lines.length > MOST_LINES ? [`… ${lines.length - MOST_LINES} lines …`, ...lines.slice(-MOST_LINES)] : lines;
  return last.map((line) => `   ${line}`).join("\n");
}

function seconds(from) {
  return `${((Date.now() - from) / 1000).toFixed(1)} s`;
}

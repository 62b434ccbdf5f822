// Starts a sandbox for a test: the program that SANSPAY_SANDBOX names, or what cargo makes of this repository.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));

/** The merchant that the sandbox knows, as its README prints it. */
export const account_of = (sandbox) => ({
  environment: "staging",
  public_key: "pub_test_1",
  private_key: "prv_test_2",
  base_url: sandbox.url,
});

/** A sandbox on a free port: `url`, `get(path)`, `post(path)`, and `stop()`, which is also called when the program ends. */
export async function start_sandbox() {
  const built = process.env.SANSPAY_SANDBOX;
  const [program, first] = built ? [built, []] : ["cargo", ["run", "-q", "-p", "sanspay-sandbox", "--"]];
  const child = spawn(program, [...first, "--port", "0"], { cwd: REPOSITORY, stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const too_long = setTimeout(kill, built ? 10_000 : 300_000);

  const url = await new Promise((started, failed) => {
    child.once("error", failed);
    child.once("exit", () => failed(new Error(`${program} ended before the sandbox was there`)));
    createInterface(child.stdout).on("line", (line) => {
      const [, address] = /^The sandbox is at (http:\/\/[\d.:]+)/.exec(line) ?? [];
      if (address) started(address);
    });
  }).finally(() => clearTimeout(too_long));

  const asked = async (method, path) => {
    const response = await fetch(url + path, { method, redirect: "manual", signal: AbortSignal.timeout(10_000) });
    if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.headers.get("content-type")?.includes("json") ? response.json() : response.text();
  };
  const stop = async () => {
    process.removeListener("exit", kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    kill();
    await ended;
  };
  return { url, get: (path) => asked("GET", path), post: (path) => asked("POST", path), stop };
}

/** Waits until `look` gives something that counts as true, and gives that. */
export async function until(what, look, within = 10_000) {
  for (const end = Date.now() + within; ; ) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${within} ms in vain: ${what}`);
    await new Promise((later) => setTimeout(later, 50));
  }
}

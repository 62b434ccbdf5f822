// Other programs: run to their end or kept as a server, never longer than they may take, and none is left behind.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

const alive = new Set();

/** A program that failed; its message is all that it printed. */
export class Failure extends Error {}

/** Ends whatever was started and still runs. */
export function end_all() {
  for (const child of alive) end(child);
}

/** Runs a program to its end: what it printed. A failure's message holds all of that. */
export async function run(program, args, { cwd, env = {}, timeout_ms = 180_000 } = {}) {
  const { child, printed, ended } = start(program, args, cwd, env);
  const timer = setTimeout(() => {
    child.timed_out = true;
    end(child);
  }, timeout_ms);
  const { code, error } = await ended;
  clearTimeout(timer);
  if (code === 0) return printed.out;
  const how = child.timed_out ? `took longer than ${timeout_ms} ms` : (error?.message ?? `ended with ${code}`);
  throw new Failure(`${[program, ...args].join(" ")} ${how}\n${printed.out}${printed.err}`);
}

/** Starts a server and waits until it answers at `url`. It runs until `stop()`. */
export async function serve(program, args, { cwd, env = {}, url, timeout_ms = 60_000 }) {
  const { child, printed, ended } = start(program, args, cwd, env);
  let over = null;
  ended.then((how) => (over = how));
  const output = () => printed.out + printed.err;
  const stop = async () => {
    end(child);
    await ended;
  };

  for (const until = Date.now() + timeout_ms; ; ) {
    if (over) throw new Failure(`${program} ended before it answered\n${output()}`);
    if (await answers(url)) return { stop, output };
    if (Date.now() > until) {
      await stop();
      throw new Failure(`${program} did not answer within ${timeout_ms} ms\n${output()}`);
    }
    await new Promise((next) => setTimeout(next, 100));
  }
}

/** A port of 127.0.0.1 that nobody uses. */
export async function free_port() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

function start(program, args, cwd, env) {
  // A group of its own, so that what it starts can be ended with it.
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  alive.add(child);
  const printed = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (printed.out += chunk));
  child.stderr.on("data", (chunk) => (printed.err += chunk));
  const ended = new Promise((done) => {
    child.once("error", (error) => done({ error }));
    child.once("close", (code, signal) => done({ code: code ?? signal }));
  }).finally(() => alive.delete(child));
  return { child, printed, ended };
}

function end(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

async function answers(url) {
  try {
    await fetch(url, { signal: AbortSignal.timeout(10_000) });
    return true;
  } catch {
    return false;
  }
}

// A sandbox over real HTTP, on this machine only: for tests that start a whole shop, and for `npx sanspay sandbox`.

import http from "node:http";
import { LIMIT } from "../reply.mjs";

/** How often to look for notices: whoever holds the sandbox can make one, not only a request. */
const GLANCE_MS = 25;
/** How often a dashboard is told whether something has changed. */
const LOOK_AGAIN_MS = 250;
/** How long a merchant may take to reply. */
const PATIENCE_MS = 5_000;

/** Serves a sandbox: where it is, and how to end that. */
export async function serve(sandbox, { port = 0 } = {}) {
  const server = http.createServer((req, res) => answer(sandbox, req, res).catch(() => req.socket.destroy()));
  await new Promise((listening, failed) => server.once("error", failed).listen(port, "127.0.0.1", listening));
  const glance = setInterval(() => sandbox.take_notices().forEach((notice) => post(sandbox, notice)), GLANCE_MS).unref();
  const close = () => {
    clearInterval(glance);
    server.closeAllConnections();
    return new Promise((closed) => server.close(() => closed()));
  };
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, accounts: sandbox.accounts_at(url), close };
}

async function answer(sandbox, req, res) {
  const chunks = [];
  let length = 0;
  for await (const chunk of req) if ((length += chunk.length) <= LIMIT) chunks.push(chunk);
  const { method, url, rawHeaders } = req;
  const headers = rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1]]]));
  const { reply, late_seconds } = sandbox.answer({ method, url, headers, body: Buffer.concat(chunks) });
  if (late_seconds) await new Promise((done) => setTimeout(done, late_seconds * 1000));
  if (!reply) return req.socket.destroy();
  res.writeHead(reply.status, reply.headers.flat());
  const is_stream = reply.headers.some(([name, value]) => name === "content-type" && value === "text/event-stream");
  if (!is_stream) return res.end(reply.body);
  // A dashboard hears of each change, until it is gone. What is no change is said now and then, to learn whether it is.
  let told = reply.body;
  res.write(told);
  const look = setInterval(() => {
    const { body } = sandbox.answer({ method, url, headers }).reply;
    res.write(body === told ? ":\n\n" : (told = body));
  }, LOOK_AGAIN_MS).unref();
  res.on("close", () => clearInterval(look));
}

/** Posts a notice until it is taken, and no longer than its pauses last. */
async function post(sandbox, { number, url, headers, body, pauses_ms }) {
  for (const pause of [...pauses_ms, undefined]) {
    const tried = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) }).then(
      (response) => ({ status: response.status }),
      (error) => ({ problem: String(error.cause?.code ?? error.name) }),
    );
    sandbox.notice_tried({ number, ...tried });
    if (pause === undefined || (tried.status >= 200 && tried.status < 300)) return;
    await new Promise((over) => setTimeout(over, pause).unref());
  }
}

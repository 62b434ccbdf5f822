// Plays a story over real HTTP: `node story.mjs package|bare < story.json`. Prints a line for each step that asks or hears.
// "package" uses the npm package; "bare" uses the bare .wasm with nothing but WebAssembly and fetch.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { gateway } from "../../npm/src/entries/default.mjs";
import { load } from "../../npm/src/bare.mjs";

const { accounts, steps } = JSON.parse(readFileSync(0, "utf8"));
const bare = load(readFileSync(new URL("../../target/plain/sanspay.wasm", import.meta.url)));
const ways = {
  package: {
    ask(operation, account, input) {
      const [name, group, verb] = operation.split(".");
      return gateway(name, account)[group][verb](input).send();
    },
    hear: (notice, account, message) => gateway(notice.split(".")[0], account).receive(notice.split(".")[1], message),
  },
  bare: {
    async ask(operation, account, input) {
      for (const replies = []; ; ) {
        const answer = JSON.parse(bare(JSON.stringify({ exchange: { operation, account, input, replies } })));
        if (!answer.request) return answer.outcome ?? answer;
        replies.push(await sent(answer.request));
      }
    },
    hear(notice, account, { headers, body }) {
      const message = { headers: Object.entries(headers), body: body.toString() };
      return JSON.parse(bare(JSON.stringify({ receive: { notice, account, message } }))).notice;
    },
  },
};

async function sent({ method, url, headers, body }) {
  try {
    const response = await fetch(url, { method, headers, body, redirect: "manual", signal: AbortSignal.timeout(10_000) });
    return { status: response.status, headers: [...response.headers], body: await response.text() };
  } catch (error) {
    return { fault: error.cause?.code === "ECONNREFUSED" ? "not_sent" : "no_answer", detail: String(error) };
  }
}

/** What people do: a buyer posts a form in a browser and is sent back, or somebody presses a button at AtaraPay's. */
async function post({ url, body = "" }) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const response = await fetch(url, { method: "POST", headers, body, redirect: "manual" });
  if (response.status >= 400) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  const back = response.headers.get("location");
  return back ? Object.fromEntries(new URL(back).searchParams) : {};
}

/** The shop's own address for notices: each is kept as it comes. */
const came = [];
let wake = () => {};
const listener = createServer(async (request, response) => {
  const chunks = await request.toArray();
  came.push({ headers: request.headers, body: Buffer.concat(chunks) });
  response.end();
  wake();
});
await new Promise((listening) => listener.listen(0, "127.0.0.1", listening));

async function notice() {
  while (came.length === 0) {
    await new Promise((woken, late) => {
      wake = woken;
      setTimeout(late, 10_000, new Error("no notice came within ten seconds"));
    });
  }
  return came.shift();
}

/** "$page.url/pay" is what the step named page told, its url, and then "/pay". */
const remembered = { shop: { listens: encodeURIComponent(`http://127.0.0.1:${listener.address().port}/notices`) } };
function filled(value) {
  if (typeof value === "string") return value.replace(/\$(\w+)\.(\w+)/g, (_, step, field) => remembered[step][field]);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, filled(field)]));
}

const way = ways[process.argv[2]];
for (const step of steps) {
  const account = accounts[(step.operation ?? step.notice ?? "").split(".")[0]];
  if (step.post) {
    remembered[step.name] = await post(filled(step.post));
  } else if (step.notice) {
    const heard = way.hear(step.notice, account, await notice());
    console.log(`${heard.authenticity} ${heard.event}`);
  } else {
    const { verdict, funds, value } = await way.ask(step.operation, account, filled(step.input));
    if (step.name) remembered[step.name] = value;
    console.log(`${verdict} ${funds}`);
  }
}
listener.closeAllConnections();
listener.close();
process.exit(0);

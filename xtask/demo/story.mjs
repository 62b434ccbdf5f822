// Plays a story over real HTTP: `node story.mjs package|bare < story.json`. Prints a line for each step that asks.
// "package" uses the npm package; "bare" uses the bare .wasm with nothing but WebAssembly and fetch.

import { readFileSync } from "node:fs";
import { gateway } from "../../npm/src/index.mjs";
import { load } from "../../npm/test/plain-host.mjs";

const { accounts, steps } = JSON.parse(readFileSync(0, "utf8"));
const bare = load(readFileSync(new URL("../../target/plain/sanspay.wasm", import.meta.url)));
const ways = {
  package(operation, account, input) {
    const [name, group, verb] = operation.split(".");
    return gateway(name, account)[group][verb](input).send();
  },
  async bare(operation, account, input) {
    for (const replies = []; ; ) {
      const answer = JSON.parse(bare(JSON.stringify({ exchange: { operation, account, input, replies } })));
      if (!answer.request) return answer.outcome ?? answer;
      replies.push(await sent(answer.request));
    }
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

/** What a buyer does in a browser: posts a form, and comes back with the address they are sent to. */
async function buy({ url, form }) {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
  return Object.fromEntries(new URL(response.headers.get("location")).searchParams);
}

/** "$page.url/pay" is what the step named page told, its url, and then "/pay". */
const remembered = {};
function filled(value) {
  if (typeof value === "string") return value.replace(/\$(\w+)\.(\w+)/g, (_, step, field) => remembered[step][field]);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, filled(field)]));
}

const ask = ways[process.argv[2]];
for (const { name, buyer, operation, input } of steps) {
  if (buyer) {
    remembered[name] = await buy(filled(buyer));
  } else {
    const { verdict, funds, value } = await ask(operation, accounts[operation.split(".")[0]], filled(input));
    if (name) remembered[name] = value;
    console.log(`${verdict} ${funds}`);
  }
}

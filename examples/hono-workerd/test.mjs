// The shop in a real workerd, over real HTTP, against a sandbox: one payment, and notices true and false.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { atarapay } from "sanspay";
import workerd from "workerd";
import { account_of, start_sandbox, until } from "../sandbox.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const limit = { timeout: 30_000 };
let sandbox, worker, url, back;

before(async () => {
  const built = spawnSync("npm", ["run", "-s", "build"], { cwd: HERE, encoding: "utf8", timeout: 60_000 });
  assert.equal(built.status, 0, built.stderr);
  sandbox = await start_sandbox();
  const { public_key: PUBLIC_KEY, private_key: PRIVATE_KEY, base_url: BASE_URL } = account_of(sandbox);
  // It writes to the fourth stream which port it got.
  worker = spawn(workerd.default, ["serve", "worker.capnp", "--socket-addr=http=127.0.0.1:0", "--control-fd=3"], {
    cwd: HERE,
    env: { ...process.env, PUBLIC_KEY, PRIVATE_KEY, BASE_URL },
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  const [line] = await once(createInterface(worker.stdio[3]), "line", { signal: AbortSignal.timeout(20_000) });
  url = `http://127.0.0.1:${JSON.parse(line).port}`;
}, { timeout: 360_000 });
after(async () => {
  worker?.kill("SIGKILL");
  await sandbox?.stop();
});

const fetched = (address, options) => fetch(address, { redirect: "manual", signal: AbortSignal.timeout(15_000), ...options });
const told = async (address) => (await fetched(address)).json();

test("it is the entry for workers, with the module beside it", () => {
  const bundle = readFileSync(new URL("dist/worker.js", import.meta.url), "utf8");
  assert.match(bundle, /import .* from "\.\/sanspay\.wasm"/);
  assert.ok(bundle.length < 200_000, "the module is not in the text as well");
});

test("an order is paid, asked after, and shipped once", limit, async () => {
  const html = await (await fetched(`${url}/orders/1447/pay`)).text();
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  const answer = await fetched(/action="([^"]*)"/.exec(html)[1], { method: "POST", body: new URLSearchParams(fields) });
  back = answer.headers.get("location");
  assert.deepEqual(await told(`${url}/return?product=1447&order=999999`), { verdict: "refused", funds: "in_doubt", shipped: 0 });
  assert.deepEqual(await told(back), { verdict: "done", funds: "held", shipped: 1 });
  assert.deepEqual(await told(back), { verdict: "done", funds: "held", shipped: 1 });
});

test("notices: true ones are asked after, forged ones turned away", limit, async () => {
  await sandbox.post(`/sandbox/atarapay/callback?url=${encodeURIComponent(`${url}/notices`)}`);
  const id = new URL(back).searchParams.get("order");
  const notices = () => sandbox.get("/sandbox/notices");
  const taken = (at) => until(`notice ${at}`, async () => (await notices())[at]?.tries?.[0]?.status);
  const delivered = await atarapay(account_of(sandbox)).orders.deliver({ order: id, phone_number: "+2348035550142" }).send();
  assert.equal(delivered.verdict, "done");
  assert.equal(await taken(0), 200);
  await sandbox.post(`/sandbox/orders/${id}/notices/forge`);
  assert.equal(await taken(1), 403);
  await sandbox.post(`/sandbox/orders/${id}/accept`);
  await sandbox.post(`/sandbox/orders/${id}/complete`);
  assert.equal(await taken(2), 200);
  await sandbox.post(`/sandbox/orders/${id}/notices/replay`);
  assert.equal(await taken(3), 200);
  assert.deepEqual(await told(back), { verdict: "done", funds: "settled", shipped: 1 });
});

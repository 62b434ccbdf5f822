// The shop over real HTTP, against a sandbox: a payment, notices true and false, and a mistake that is easily made.

import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, test } from "node:test";
import express from "express";
import { atarapay } from "sanspay";
import { listener } from "sanspay/node";
import { account_of, start_sandbox, until } from "../sandbox.mjs";
import { shop_app } from "./shop.mjs";

const BUYER = {
  email: "emeka@example.com",
  phone_number: "+2348035550142",
  customer_firstname: "Emeka",
  customer_lastname: "Adeniyi",
  delivery_location: "Ibadan",
};
const limit = { timeout: 30_000 };
const shipped = [];
let sandbox, url, server;

before(async () => {
  sandbox = await start_sandbox();
  const app = shop_app({ account: account_of(sandbox), origin: () => url, ship: ({ product_id }) => shipped.push(product_id) });
  ({ server, url } = await served(app));
}, { timeout: 360_000 });
after(async () => {
  server?.closeAllConnections();
  server?.close();
  await sandbox?.stop();
});

async function served(app) {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

const fetched = (address, options) => fetch(address, { redirect: "manual", signal: AbortSignal.timeout(15_000), ...options });
const post_json = (address, data) =>
  fetched(address, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(data) });

/** Orders, and posts the form as the buyer's browser would; gives where that sends the browser. */
async function paid(change = (body) => body) {
  const html = await (await post_json(`${url}/orders`, BUYER)).text();
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  assert.ok(fields.length > 10, "the form has its fields");
  const body = change(new URLSearchParams(fields.map(([name, value]) => [name, value.replaceAll("&amp;", "&")])));
  const answer = await fetched(/action="([^"]*)"/.exec(html)[1], { method: "POST", body });
  return answer.headers.get("location");
}

const told = async (address) => (await fetched(address)).json();

test("an order is paid, asked after, and shipped once", limit, async () => {
  const back = await paid();
  const first = await told(back);
  assert.deepEqual(first, { order: 1447, verdict: "done", funds: "held", reason: null, shipped: true });
  assert.deepEqual(await told(back), first);
  assert.deepEqual(shipped, [1447]);
});

test("a price changed in the form is not taken for payment", limit, async () => {
  const back = await paid((body) => (body.set("amount", "100"), body));
  assert.deepEqual(await told(back), { order: 1448, verdict: "unknown", funds: "in_doubt", reason: "mismatch", shipped: false });
  const forged = `${url}/return?product=1448&order=3021`;
  assert.equal((await told(forged)).reason, "mismatch", "another order's payment");
  assert.deepEqual(shipped, [1447]);
});

test("what is wrong with an order is told by its fields", limit, async () => {
  const answer = await post_json(`${url}/orders`, { ...BUYER, email: "nobody", customer_lastname: "" });
  assert.equal(answer.status, 422);
  const fields = (await answer.json()).problems.map(({ field }) => field);
  assert.deepEqual(fields.sort(), ["purchase.customer_lastname", "purchase.email"]);
});

test("notices: a true one is asked after, a forged one turned away, one that comes twice changes nothing", limit, async () => {
  await sandbox.post(`/sandbox/atarapay/callback?url=${encodeURIComponent(`${url}/notices`)}&encoding=multipart`);
  const back = new URL(await paid());
  const id = back.searchParams.get("order");
  // The buyer never comes back; the first thing that the shop hears is the notice of delivery.
  const delivered = await atarapay(account_of(sandbox)).orders.deliver({ order: id, phone_number: BUYER.phone_number }).send();
  assert.equal(delivered.verdict, "done");
  await until("the order is shipped", () => shipped.includes(1449));

  const notices = () => sandbox.get("/sandbox/notices");
  const status_of = async (kind) => {
    const before = (await notices()).length;
    await sandbox.post(`/sandbox/orders/${id}/notices/${kind}`);
    return until(kind, async () => (await notices())[before]?.tries?.[0]?.status);
  };
  assert.equal(await status_of("forge"), 403);
  assert.equal(await status_of("replay"), 200);
  assert.deepEqual(shipped, [1447, 1449]);
});

test("express.json() before the notices: the error says what to do", limit, async () => {
  const heard = [];
  const app = express();
  app.use(express.json());
  const { notices } = atarapay(account_of(sandbox));
  app.post("/notices", listener(notices("order", () => assert.fail("it must not be called"))));
  app.use((error, req, res, next) => {
    heard.push(error);
    res.status(500).end();
  });
  const wrong = await served(app);
  const answer = await post_json(`${wrong.url}/notices`, { status: "Delivered" });
  wrong.server.close();
  assert.equal(answer.status, 500);
  assert.equal(heard[0].name, "SanspayError");
  assert.match(heard[0].message, /raw body.*express\.raw/);
});

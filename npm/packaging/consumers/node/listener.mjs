// A server of node:http that takes notices, and what becomes of five requests to it.

import { createServer } from "node:http";
import { FORGED, SIGNED } from "../shared/story.mjs";
import { load } from "./load.mjs";

const { atarapay } = await load("sanspay");
const { listener } = await load("sanspay/node");

const handled = [];
const failures = [];
const shop = atarapay({ environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" });
const handler = shop.notices("order", ({ event }, request) => {
  handled.push(event);
  if (request.headers.has("x-fail")) throw new Error("the database is away");
});
const server = createServer(listener(handler, { failed: ({ message }) => failures.push(message) }));
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const headers = { "content-type": "application/json" };
const post = (body, more) => ({ method: "POST", headers: { ...headers, ...more }, body });
const statuses = [];
for (const init of [post(SIGNED), post(FORGED), { method: "GET" }, post(" ".repeat(2 << 20)), post(SIGNED, { "x-fail": "yes" })]) {
  const { status } = await fetch(`http://127.0.0.1:${server.address().port}/notices`, init);
  statuses.push(status);
}
server.closeAllConnections();
server.close();
if (failures.join() !== "the database is away") throw new Error(`failed was told: ${failures}`);
console.log(JSON.stringify({ statuses, handled }));

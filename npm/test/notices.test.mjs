// Notices through real servers: the gateway's request over HTTP, and what it is answered.

import assert from "node:assert/strict";
import http from "node:http";
import { after, test } from "node:test";
import { atarapay, atmoon } from "../src/entries/default.mjs";
import { listener } from "../src/entries/node.mjs";

const account = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" };
const shop = atarapay(account);
const token = (order, amount) => btoa(`pub_test_1:prv_test_2:${order}:${amount}`);
const notice = (of = token(3021, 450000)) => JSON.stringify({ status: "Accepted", data: { id: 3021, amount_payed: 450000 }, token: of });
const servers = [];
after(() => servers.forEach((server) => server.close()));

async function served(handle) {
  const server = http.createServer(handle);
  servers.push(server);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return (body, init) => fetch(`http://127.0.0.1:${server.address().port}/notices?x=1`, { method: "POST", body, ...init });
}

test("a verified notice reaches the handler, which decides the answer", async () => {
  const seen = [];
  const post = await served(listener(shop.notices("order", (notice, request) => void seen.push([notice.authenticity, notice.next.operation, new URL(request.url).search]))));
  const taken = await post(notice());
  assert.deepEqual([taken.status, await taken.text()], [200, "taken"]);
  assert.deepEqual(seen, [["verified", "atarapay.orders.status", "?x=1"]]);

  const own = await served(listener(shop.notices("order", async () => Response.json({ ok: true }, { status: 202, headers: { "x-own": "1" } }))));
  const answered = await own(notice());
  assert.deepEqual([answered.status, answered.headers.get("x-own"), await answered.json()], [202, "1", { ok: true }]);

  const cookies = new Headers([["set-cookie", "a=1"], ["set-cookie", "b=2"]]);
  const cooking = await served(listener(shop.notices("order", () => new Response("ok", { headers: cookies }))));
  assert.deepEqual((await cooking(notice())).headers.getSetCookie(), ["a=1", "b=2"]);

  const unsigned = await served(listener(atmoon({}).notices("callback", ({ authenticity }) => new Response(authenticity))));
  assert.equal(await (await unsigned("{}")).text(), "unsigned");
});

test("what is forged, too long or not posted never reaches it", async () => {
  const post = await served(listener(shop.notices("order", () => assert.fail("it was reached"))));
  assert.equal((await post(notice(token(1, 1)))).status, 403);
  const { status, headers } = await post(undefined, { method: "GET" });
  assert.deepEqual([status, headers.get("allow")], [405, "POST"]);
  assert.equal((await post(" ".repeat(50 << 20))).status, 413);
});

test("what the handler throws is a 500 for the gateway, and is told", async () => {
  const failing = shop.notices("order", () => { throw new Error("the database is down"); });
  const told = [];
  const post = await served(listener(failing, { failed: (error) => told.push(error.message) }));
  const response = await post(notice());
  assert.deepEqual([response.status, await response.text(), told], [500, "failed", ["the database is down"]]);

  const next = await served((req, res) => listener(failing)(req, res, (error) => res.writeHead(503).end(error.message)));
  assert.equal((await next(notice())).status, 503);
  await assert.rejects(failing(new Request("http://localhost", { method: "POST", body: notice() })), /database is down/);
});

test("a body that was read before is taken as it came, or the fix is told", async () => {
  const handle = listener(shop.notices("order", () => {}));
  const with_middleware = (keep) => served((req, res) => {
    let raw = "";
    req.on("data", (chunk) => (raw += chunk)).on("end", () => {
      req.body = keep(raw);
      handle(req, res, (error) => res.writeHead(500).end(error.message));
    });
  });
  for (const keep of [(raw) => raw, (raw) => Buffer.from(raw), (raw) => new TextEncoder().encode(raw)]) {
    assert.equal((await (await with_middleware(keep))(notice())).status, 200);
  }
  for (const keep of [JSON.parse, () => undefined]) {
    const told = await (await with_middleware(keep))(notice());
    assert.match(await told.text(), /message\.body must be .*express\.raw/s);
  }
  const read = new Request("http://localhost", { method: "POST", body: notice() });
  await read.text();
  await assert.rejects(shop.notices("order", () => {})(read), { kind: "misuse", message: /read before/ });
});

test("a sender that goes away, and misuse", async () => {
  const told = [];
  const server = http.createServer(listener(shop.notices("order", () => assert.fail("it was reached")), { failed: (error) => told.push(error.message) }));
  servers.push(server);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const request = http.request({ port: server.address().port, method: "POST", headers: { "content-length": 100 } });
  request.on("error", () => {});
  request.write("{", () => setTimeout(() => request.destroy(), 20));
  while (told.length === 0) await new Promise((later) => setTimeout(later, 5));
  assert.deepEqual(told, ["aborted"]);

  assert.throws(() => shop.notices("order"), { kind: "misuse", message: /needs a handler/ });
  await assert.rejects(shop.notices("elsewhere", () => {})(new Request("http://localhost", { method: "POST", body: "{}" })), { kind: "unknown_operation" });
  await assert.rejects(atarapay({}).notices("order", () => {})(new Request("http://localhost", { method: "POST", body: "{}" })), { kind: "invalid_input" });
});

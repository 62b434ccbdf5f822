// Sending for real, against a server that misbehaves on demand.

import assert from "node:assert/strict";
import http from "node:http";
import { after, before, beforeEach, test } from "node:test";
import { atarapay } from "../src/entries/default.mjs";

const ORDER = { id: 3021, product_id: "1447", product_cost: 400000, amount_payed: 450000, currency: "NGN", status: { id: 1, title: "Pending" } };
const PAID = JSON.stringify({ status: "success", message: "Order Fetched", data: ORDER });
const VERIFY = { order: 3021, product_id: 1447, amount: 400000, currency: "NGN" };

let server, port, answer, seen;
before(async () => {
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body });
      answer(request, response);
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  port = server.address().port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => (seen = []));

const shop = (to = port) =>
  atarapay({ environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2", base_url: `http://127.0.0.1:${to}` });
const verify = (to) => shop(to).orders.verify_payment(VERIFY);
const verdict = ({ verdict, funds, reason }) => [verdict, funds, reason?.code];

test("a payment, whole", async () => {
  answer = (_, response) => response.end(PAID);
  const outcome = await verify().send();
  assert.deepEqual(verdict(outcome), ["done", "held", undefined]);
  assert.deepEqual([seen.length, seen[0].method, seen[0].url], [1, "POST", "/api/callback/order"]);
  assert.match(seen[0].headers["content-type"], /^application\/x-www-form-urlencoded$/);
  assert.match(seen[0].body, /^authtoken=.*&order=3021&status=order$/);
});

test("the same by hand", async () => {
  answer = (_, response) => response.end(PAID);
  const call = verify();
  for (let request; (request = call.request); ) await call.reply(await fetch(request.url, request));
  assert.deepEqual(verdict(call.outcome), ["done", "held", undefined]);
  assert.equal(seen.length, 1);
});

test("a sent call is not sent again", async () => {
  answer = (_, response) => response.end(PAID);
  const call = verify();
  assert.equal(await call.send(), await call.send());
  assert.equal(seen.length, 1);
});

test("a redirect is not followed", async () => {
  answer = (_, response) => response.writeHead(307, { location: `http://127.0.0.1:${port}/elsewhere` }).end();
  assert.equal((await verify().send()).verdict, "unknown");
  assert.deepEqual(seen.map(({ url }) => url), ["/api/callback/order"]);
});

test("a client that follows redirects proves nothing", async () => {
  answer = (request, response) =>
    request.url === "/elsewhere" ? response.end(PAID) : response.writeHead(302, { location: "/elsewhere" }).end();
  const outcome = await verify().send((url, init) => fetch(url, { ...init, redirect: "follow" }));
  assert.deepEqual(verdict(outcome), ["unknown", "in_doubt", "no_answer"]);
});

test("a timeout is no answer, though nothing may have been received", async () => {
  answer = () => {};
  assert.deepEqual(verdict(await verify().send(fetch, { timeout_ms: 50 })), ["unknown", "in_doubt", "no_answer"]);
});

test("a timeout holds for the body, too, and for a fetch that heeds no signal", async () => {
  answer = (_, response) => response.write("{");
  assert.equal((await verify().send(fetch, { timeout_ms: 50 })).reason.code, "no_answer");
  assert.equal((await verify().send(() => new Promise(() => {}), { timeout_ms: 50 })).reason.code, "no_answer");
});

test("an abort before sending is not sent, one after it is no answer", async () => {
  answer = () => stop.abort();
  const stop = new AbortController();
  assert.equal((await verify().send(fetch, { signal: stop.signal })).verdict, "unknown");
  assert.equal((await verify().send(fetch, { signal: stop.signal })).verdict, "not_sent");
  assert.equal(seen.length, 1);
});

test("a refused connection and an unknown name were never sent", async () => {
  const unused = http.createServer().listen(0, "127.0.0.1");
  await new Promise((listening) => unused.once("listening", listening));
  const { port: closed } = unused.address();
  await new Promise((done) => unused.close(done));
  assert.equal((await verify(closed).send()).verdict, "not_sent");

  const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
  const unresolved = async () => { throw new TypeError("fetch failed", { cause }); };
  assert.equal((await verify().send(unresolved)).verdict, "not_sent");
});

test("of several addresses all must have refused", async () => {
  const failure = (...codes) => async () => {
    const errors = codes.map((code) => Object.assign(new Error(code), { code }));
    throw new TypeError("fetch failed", { cause: Object.assign(new AggregateError(errors), { code: codes[0] }) });
  };
  assert.equal((await verify().send(failure("ECONNREFUSED", "ECONNREFUSED"))).verdict, "not_sent");
  assert.equal((await verify().send(failure("ECONNREFUSED", "ETIMEDOUT"))).verdict, "unknown");
});

test("a reset is no answer, before the answer and within it", async () => {
  answer = (request) => request.socket.resetAndDestroy();
  assert.equal((await verify().send()).reason.code, "no_answer");
  answer = (request, response) => {
    response.writeHead(200, { "content-length": 1000 });
    response.write(PAID, () => request.socket.resetAndDestroy());
  };
  assert.equal((await verify().send()).reason.code, "no_answer");
});

test("a stream that breaks with ECONNREFUSED was sent all the same", async () => {
  const error = Object.assign(new Error("relay"), { code: "ECONNREFUSED" });
  const body = new ReadableStream({ start: (controller) => controller.error(error) });
  assert.equal((await verify().send(async () => new Response(body))).verdict, "unknown");
});

test("of 50 MB only the beginning is read", async () => {
  const chunk = Buffer.alloc(1 << 20, " ");
  let written = 0;
  answer = (_, response) => {
    const more = () => {
      while (written < 50 && !response.destroyed) {
        written++;
        if (!response.write(chunk)) return response.once("drain", more);
      }
      response.end();
    };
    more();
  };
  assert.deepEqual(verdict(await verify().send()), ["unknown", "in_doubt", "too_large"]);
  assert.ok(written < 25, `${written} MB were taken`);
});

test("a body that is not UTF-8, a web page, an empty one", async () => {
  for (const body of [Buffer.from([0xff, 0xfe]), "<html>", ""]) {
    answer = (_, response) => response.end(body);
    assert.equal((await verify().send()).reason.code, "not_json");
  }
});

test("while a call is under way it cannot be sent a second time", async () => {
  answer = (_, response) => setTimeout(() => response.end(PAID), 20);
  const call = verify();
  const first = call.send();
  await assert.rejects(call.send(), { kind: "misuse", message: /await call\.send\(\)/ });
  assert.throws(() => call.request, { kind: "misuse" });
  assert.throws(() => call.reply({ status: 200, body: "" }), { kind: "misuse" });
  assert.equal((await first).verdict, "done");
  assert.equal(seen.length, 1);
});

test("a fetch, a signal and a timeout that are none", async () => {
  await assert.rejects(verify().send("fetch"), { kind: "misuse", message: /needs a fetch/ });
  await assert.rejects(verify().send(null), { kind: "misuse" });
  await assert.rejects(verify().send(fetch, { signal: {} }), { kind: "misuse", message: /AbortSignal/ });
  for (const timeout_ms of [0, -1, NaN, 2 ** 31, "soon"]) await assert.rejects(verify().send(fetch, { timeout_ms }), { kind: "misuse" });
});

test("a fetch that answers with something else is no answer", async () => {
  for (const something of [undefined, 1, "x", {}, { status: 200 }, { status: 200, data: {} }, { status: 200, body: {} }, { status: "x", body: "" }]) {
    assert.equal((await verify().send(async () => something)).verdict, "unknown");
  }
});

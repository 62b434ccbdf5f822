// What a call takes, what it refuses, and what it shows of itself.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { inspect } from "node:util";
import * as sanspay from "../src/entries/default.mjs";

const { atarapay, atmoon, exchange, gateway, operations, receive, SanspayError, settle } = sanspay;
const account = { environment: "staging", public_key: "pub_test_1", private_key: "prv_secret_2" };
const shop = atarapay(account);
const PAID = JSON.stringify({ status: "success", message: "Order Fetched", data: { id: 3021, status: { id: 1, title: "Pending" } } });
const after = (reply) => {
  const call = shop.orders.status({ order: 3021 });
  call.reply(reply);
  return call.outcome;
};

test("every operation of the manifest is offered, every gateway by a function of its name", () => {
  for (const { name } of operations().operations) {
    const [first, group, verb] = name.split(".");
    assert.equal(typeof sanspay[first]?.({})[group][verb], "function", name);
    assert.equal(typeof gateway(first, {})[group][verb], "function", name);
  }
  assert.throws(() => gateway("elsewhere", {}), { kind: "misuse", message: /known: atarapay, atmoon/ });
});

test("bad input is thrown before there is a call, with every problem", () => {
  const bad = () => shop.orders.verify_payment({ order: 1.5, currency: 1 });
  assert.throws(bad, (error) => {
    assert.ok(error instanceof SanspayError && error instanceof Error);
    assert.deepEqual([error.name, error.kind], ["SanspayError", "invalid_input"]);
    assert.deepEqual(error.problems.map(({ field }) => field).sort(), ["amount", "currency", "order", "product_id"]);
    return true;
  });
  assert.throws(() => atarapay(undefined).orders.status({ order: 1 }), { kind: "invalid_input" });
});

test("a reply's body may be text or bytes, its headers anything that holds headers", async () => {
  const bytes = new TextEncoder().encode(PAID);
  for (const body of [PAID, bytes, Buffer.from(PAID), bytes.buffer, new DataView(bytes.buffer)]) {
    assert.equal(after({ status: 200, body }).verdict, "done");
  }
  const lists = [[["a", "b"]], { a: "b" }, { a: ["b", "c"], d: undefined }, new Headers({ a: "b" }), new Map([["a", "b"]]), null];
  for (const headers of lists) assert.equal(after({ status: 200, headers, body: PAID }).verdict, "done");

  const call = shop.orders.status({ order: 3021 });
  await call.reply(new Response(PAID));
  assert.equal(call.outcome.verdict, "done");
});

test("replies from other clients than the runtime's own", async () => {
  const over = async (response) => {
    const call = shop.orders.status({ order: 3021 });
    await call.reply({ status: 200, headers: new Headers(), arrayBuffer: async () => new TextEncoder().encode(PAID).buffer, ...response });
    return call.outcome.verdict;
  };
  assert.equal(await over({}), "done");
  assert.equal(await over({ body: (async function* () { yield Buffer.from(PAID); })() }), "done");
  assert.equal(await over({ body: { getReader: () => new Response(PAID).body.getReader() } }), "done");
  assert.equal(await over({ body: null }), "unknown");
  assert.equal(await over({ status: 0, type: "error" }), "unknown");
  assert.equal(await over({ status: 0, type: "opaqueredirect" }), "unknown");
});

test("a body that is too long is cut, not refused", () => {
  for (const body of ["é".repeat(2 << 20), Buffer.alloc(50 << 20)]) assert.equal(after({ status: 200, body }).reason.code, "too_large");
});

test("an error is a fault, and its own text goes nowhere", () => {
  const outcome = after(new TypeError("Failed to parse URL from https://example.com/s3cret"));
  assert.equal(outcome.reason.code, "no_answer");
  assert.doesNotMatch(JSON.stringify(outcome), /s3cret/);
  assert.equal(after(Object.assign(new Error(), { code: "ECONNREFUSED" })).verdict, "not_sent");
  assert.equal(after(new DOMException("", "TimeoutError")).verdict, "unknown");
  assert.equal(after({ fault: "not_sent" }).verdict, "not_sent");
  const retried = Object.assign(new Error("", { cause: Object.assign(new Error(), { code: "ECONNREFUSED" }) }), { code: "ECONNRESET" });
  assert.equal(after(retried).verdict, "unknown", "one attempt of several may have arrived");
  const endless = new Error();
  endless.cause = endless;
  assert.equal(after(endless).verdict, "unknown");
});

test("misuse says what to do", async () => {
  const call = shop.orders.status({ order: 3021 });
  for (const reply of [undefined, null, "{}", 200]) assert.throws(() => call.reply(reply), { kind: "misuse", message: /fetch Response/ });
  assert.throws(() => call.reply({ status: 200, body: {} }), { kind: "invalid_input", message: /reply\.body must be a string or a Uint8Array/ });
  assert.throws(() => call.reply({ status: 200 }), { kind: "invalid_input", message: /reply\.body is required/ });
  assert.throws(() => call.reply({ status: "ok", body: "" }), { kind: "invalid_input", message: /replies\[0\]\.status/ });
  const read = new Response(PAID);
  await read.text();
  assert.throws(() => call.reply(read), { kind: "misuse", message: /body was read before/ });

  assert.notEqual(call.request, null, "none of that was taken for a reply");
  assert.equal(call.outcome, null);
  call.reply({ status: 200, body: PAID });
  assert.equal(call.request, null);
  assert.throws(() => call.reply({ status: 200, body: PAID }), { kind: "misuse", message: /has its outcome/ });
});

test("a reply that was not awaited cannot make the request go out twice", async () => {
  const call = shop.orders.status({ order: 3021 });
  const reading = call.reply(new Response(PAID));
  assert.throws(() => call.request, { kind: "misuse", message: /await call\.reply/ });
  await reading;
  assert.equal(call.request, null);
});

test("what the host changes later changes no call", () => {
  const input = { order: 3021 };
  const call = shop.orders.status(input);
  input.order = 1;
  call.reply({ status: 200, body: PAID });
  assert.equal(call.outcome.verdict, "done");
});

test("nothing that is printed holds a secret", () => {
  const call = shop.orders.status({ order: 3021 });
  const token = new URLSearchParams(call.request.body).get("authtoken");
  const show = (value) => inspect(value, { depth: 10, showHidden: true }) + JSON.stringify(value) + `${value}`;
  const seen = [shop, call, { call }, call.request, [call.request]].map(show).join("");
  for (const secret of [account.private_key, account.public_key, token]) assert.ok(!seen.includes(secret), secret);
  assert.match(show(call), /orders\.status: POST/);

  const fetching = atmoon({ access_key: "s3cret-a", merchant_key: "s3cret-m", client_id: "s3cret-c", api_password: "s3cret-p", environment: "uat" }).token.create({});
  fetching.reply({ status: 200, body: JSON.stringify({ status: "success", code: 200, data: { token: "s3cret-token" } }) });
  assert.doesNotMatch(show(fetching), /s3cret/);
});

test("a notice takes the raw body, and says how to get it", () => {
  const body = new URLSearchParams({ order: "3021" }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const notice = shop.receive("order", { headers, body });
  assert.ok(["unsigned", "forged"].includes(notice.authenticity));
  for (const other of [new TextEncoder().encode(body), Buffer.from(body)]) assert.deepEqual(shop.receive("order", { headers, body: other }), notice);
  assert.deepEqual(shop.receive("order", { headers: new Headers(headers), body }), notice);
  assert.ok(shop.receive("order", { headers, body: new Uint8Array([0xff]) }).authenticity);

  for (const parsed of [{ order: "3021" }, [], 1, new FormData()]) {
    assert.throws(() => shop.receive("order", { headers, body: parsed }), (error) => {
      assert.deepEqual([error.kind, error.problems[0].field], ["invalid_input", "message.body"]);
      for (const framework of ["Express", "Fastify", "Next", "Hono"]) assert.match(error.message, new RegExp(framework));
      return true;
    });
  }
  for (const nothing of [undefined, null, {}, { headers }]) assert.throws(() => shop.receive("order", nothing), /message\.body is required/);
  assert.throws(() => shop.receive("elsewhere", { body }), { kind: "unknown_operation" });
});

test("the raw doors answer, and throw nothing", () => {
  assert.ok(exchange({ operation: "atarapay.orders.status", account, input: { order: 1 } }).request);
  assert.equal(exchange({}).error.kind, "invalid_question");
  assert.equal(receive(undefined).error.kind, "invalid_question");
});

test("settle takes outcomes as they are", () => {
  const paid = after({ status: 200, body: PAID });
  const later = after(new Error());
  assert.deepEqual(settle(paid, later), { ...paid, next: later.next }, "the proof stands, and there is something to ask");
  assert.throws(() => settle(paid, {}), { kind: "invalid_input" });
});

test("the package loads by import and by require, and both say the same", async () => {
  const required = createRequire(import.meta.url)("sanspay");
  const imported = await import("sanspay");
  assert.deepEqual(Object.keys(required).sort(), Object.keys(imported).sort());
  assert.deepEqual(required.operations(), imported.operations());
});

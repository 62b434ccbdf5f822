// Every entry: it says the same, needs nothing to be initialised but what it says, and lets no secret into a browser.

import assert from "node:assert/strict";
import http from "node:http";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { packed, unpacked } from "../src/packed.mjs";

const require = createRequire(import.meta.url);
const wasm = readFileSync(require.resolve("sanspay/sanspay.wasm"));
const account = { environment: "staging", public_key: "pub_test_1", private_key: "prv_secret_2" };
const SAME = ["sanspay", "sanspay/slim", "sanspay/fetch"];

test("bytes survive their packing, whichever they are", () => {
  const all = Uint8Array.from({ length: 1024 }, (_, at) => (at * 7) ^ (at >> 3));
  for (const bytes of [wasm, all, new Uint8Array(), new Uint8Array([255])]) assert.deepEqual(unpacked(packed(bytes)), new Uint8Array(bytes));
  assert.match(packed(all).text, /^[ -~]*$/);
  assert.doesNotMatch(packed(all).text, /["'\\`$<]/);
});

test("slim says what it needs, and takes the module or its bytes", async () => {
  for (const slim of [await import("sanspay/slim"), require("sanspay/slim")]) {
    assert.throws(() => slim.operations(), { kind: "misuse", message: /call init\(module\)/ });
    for (const nothing of [undefined, "sanspay.wasm", {}]) assert.throws(() => slim.init(nothing), { kind: "misuse" });
    slim.init(slim === require("sanspay/slim") ? wasm : new WebAssembly.Module(wasm));
    assert.ok(slim.operations().operations.length > 20);
  }
});

test("every entry has the same names by import and by require, and the same answers", async () => {
  const { operations: expected } = await import("sanspay");
  for (const entry of [...SAME, "sanspay/browser", "sanspay/node", "sanspay/sandbox", "sanspay/sandbox/serve"]) {
    const [imported, required] = [await import(entry), require(entry)];
    assert.deepEqual(Object.keys(imported).sort(), Object.keys(required).sort(), entry);
    if (SAME.includes(entry)) for (const one of [imported, required]) assert.deepEqual(one.operations(), expected());
  }
});

test("a browser is given no secret, unless it is wanted", async () => {
  const { atarapay, atmoon, upi } = await import("sanspay");
  const { public_key, environment } = account;
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Mozilla/5.0 (X11; Linux x86_64)" }, configurable: true });
  try {
    assert.throws(() => atarapay(account), { kind: "misuse", message: /account\.private_key would be readable.*"sanspay\/browser"/s });
    assert.throws(() => atmoon({ api_password: "x" }), { kind: "misuse", message: /allow_secrets_in_browser/ });
    assert.ok(atarapay(account, { allow_secrets_in_browser: true }).orders.status({ order: 1 }).request);
    assert.ok(atarapay({ environment, public_key }).checkout);
    assert.ok(atmoon({ environment: "uat" }));
    assert.ok(upi().link);
  } finally {
    own ? Object.defineProperty(globalThis, "navigator", own) : delete globalThis.navigator;
  }
});

test("the browser's entry makes forms, links and codes, and reads outcomes", async () => {
  const { atarapay, outcome_of, settle, upi, SanspayError } = await import("sanspay/browser");
  const shop = atarapay({ environment: "staging", public_key: "pub_test_1" });
  assert.deepEqual(Object.keys(shop).filter((name) => typeof shop[name] === "object"), ["checkout"]);
  const { outcome } = shop.checkout.returned({ query: "?product=1447&order=3021", product_id: 1447, amount: 400_000, currency: "NGN" });
  assert.equal(outcome.verdict, "unknown");
  const { link } = upi().link.write({ pa: "shop@okbank", pn: "Shop", am: 49_950 }).outcome.value;
  assert.match(upi().link.qr({ link }).outcome.value.svg, /^<svg|^<\?xml/);

  assert.deepEqual(outcome_of(JSON.parse(JSON.stringify(outcome))), outcome);
  assert.deepEqual(settle(outcome, outcome), outcome);
  for (const none of [undefined, null, {}, { verdict: "paid" }, "done"]) {
    assert.throws(() => outcome_of(none), (error) => error instanceof SanspayError && !/known|seen/.test(error.message), JSON.stringify(none));
  }
});

let server, url, seen;
before(async () => {
  server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk)).on("end", () => {
      seen = { method: request.method, url: request.url, headers: request.headers, body };
      response.end(JSON.stringify({ status: "success", message: "Order Fetched", data: { id: 3021, status: { id: 1, title: "Pending" } } }));
    });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${server.address().port}`;
});
after(() => server.close());

test("the fetch entry sends by itself, the same bytes as any fetch", async () => {
  for (const { atarapay, fetch } of [await import("sanspay/fetch"), require("sanspay/fetch")]) {
    const ask = () => atarapay({ ...account, base_url: url }).orders.status({ order: 3021 });
    const once = async (send) => {
      assert.equal((await ask().send(send)).verdict, "done");
      return seen;
    };
    const theirs = await once(globalThis.fetch);
    assert.deepEqual(await once(), theirs);
    assert.deepEqual(await once(fetch), theirs);
    assert.equal(theirs.method, "POST");

    const request = ask().request.toRequest();
    assert.deepEqual([request.method, request.url, request.redirect], ["POST", `${url}/api/callback/order`, "manual"]);
    assert.equal(await request.text(), ask().request.body);
  }
});

test("the fetch entry's own fetch never says that nothing was sent, and keeps what failed to itself", async () => {
  const { atarapay, fetch } = await import("sanspay/fetch");
  const closed = atarapay({ ...account, base_url: "http://127.0.0.1:1" });
  assert.equal((await closed.orders.status({ order: 3021 }).send()).verdict, "unknown");
  await assert.rejects(fetch("http://127.0.0.1:1/s3cret"), ({ name, message }) => name === "TypeError" && !/s3cret/.test(message));
  const stopped = await closed.orders.status({ order: 3021 }).send(undefined, { signal: AbortSignal.abort() });
  assert.equal(stopped.verdict, "not_sent");
});

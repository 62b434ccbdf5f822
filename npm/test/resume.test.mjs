// A call that outlives its process: what is stored, and that nothing is ever sent a second time because of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { atarapay, atmoon, SanspayError } from "../src/entries/default.mjs";

const account = { environment: "uat", access_key: "s3cret-a", merchant_key: "s3cret-m", client_id: "61662", api_password: "s3cret-p", payout_url: "http://127.0.0.1:1/payout" };
const shop = atmoon(account);
const PAYOUT = { beneficiary_name: "Asha Rao", beneficiary_account: "123456789012", ifsc: "HDFC0000001", amount: 50_000, payment_mode: "IMPS" };
const TOKEN = { status: 200, body: JSON.stringify({ status: true, data: { token: "t0ken-of-the-day" } }) };
const nothing_sent = () => { throw new Error("something was sent"); };

test("a call is resumed where it stood, and takes the reply that came meanwhile", () => {
  const orders = atarapay({ environment: "staging", public_key: "pub_test_1", private_key: "prv_secret_2" });
  const body = JSON.stringify({ status: "success", message: "Order Fetched", data: { id: 3021, status: { id: 1, title: "Pending" } } });
  const call = orders.orders.status({ order: 3021n });
  const resumed = orders.resume(call.save());
  call.reply({ status: 200, body });
  resumed.reply({ status: 200, body });
  assert.deepEqual(resumed.outcome, call.outcome);
  assert.deepEqual(orders.resume(call.save()).outcome, call.outcome, "one that has its outcome keeps it");
  assert.equal(orders.resume(call.save()).request, null);
});

test("a payout that may have been sent is not given out again, whatever step it was at", async () => {
  const call = shop.payout.create({ ...PAYOUT, api_token: "t0ken-of-the-day" });
  const resumed = shop.resume(call.save());
  assert.throws(() => resumed.request, { kind: "misuse", message: /may have been sent, .*give call\.reply/s });
  assert.equal(resumed.outcome, null);
  const { verdict, funds, next } = await resumed.send(nothing_sent);
  assert.deepEqual([verdict, funds, next.do], ["unknown", "in_doubt", "review"]);
  assert.equal(resumed.request, null);

  const fetching = shop.payout.create(PAYOUT);
  const stale = fetching.save();
  fetching.reply(TOKEN);
  assert.match(fetching.request.url, /payout/, "the process went on after it was stored");
  for (const saved of [stale, fetching.save()]) {
    const { verdict, funds, next } = await shop.resume(saved).send(nothing_sent);
    assert.deepEqual([verdict, funds, next.do], ["unknown", "in_doubt", "review"]);
  }
  const given = shop.resume(stale);
  given.reply(TOKEN);
  assert.throws(() => given.request, { kind: "misuse" }, "the reply to one request does not tell that the next one is still to be sent");
  assert.equal((await given.send(nothing_sent)).next.do, "review");
});

test("what is saved holds nothing of the account, and all that is needed", () => {
  const call = shop.payout.create(PAYOUT);
  call.reply(TOKEN);
  const saved = call.save();
  for (const secret of ["s3cret-a", "s3cret-m", "s3cret-p"]) assert.ok(!saved.includes(secret), secret);
  assert.deepEqual(JSON.parse(saved).input, PAYOUT);
  assert.equal(JSON.parse(saved).replies.length, 1);
  assert.equal(shop.resume(saved).save(), saved);
});

test("what is no saved call, or that of another gateway, is refused", () => {
  const saved = shop.payout.create(PAYOUT).save();
  for (const other of [undefined, null, 1, "", "{}", "null", saved.slice(0, -1), saved.replace('"sanspay":1', '"sanspay":2')]) {
    assert.throws(() => shop.resume(other), { kind: "misuse", message: /resume takes the text/ }, String(other));
  }
  const orders = atarapay({ environment: "staging", public_key: "p", private_key: "q" });
  assert.throws(() => orders.resume(saved), { kind: "misuse", message: /atmoon\.payout\.create, and this is atarapay/ });
  assert.throws(() => shop.resume(saved.replace("Asha Rao", "")), SanspayError);
  assert.throws(() => shop.resume(saved.replace("[]", "[1]")), { kind: "invalid_input", message: /replies\[0\]/ });
});

// The sandbox in this process, and served by it: the stories of a shop that never leaves the machine.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { atarapay, atmoon } from "sanspay";
import { listener } from "sanspay/node";
import { sandbox } from "sanspay/sandbox";
import { serve } from "sanspay/sandbox/serve";

const PURCHASE = {
  email: "buyer@example.com", phone_number: "08082094382", currency: "NGN", amount: 400_000, customer_firstname: "Emeka",
  customer_lastname: "Adeniyi", order_product_id: "1447", order_product_name: "Telephone", delivery_date: "2026-12-01 12:00:00",
  delivery_location: "Gombe", recipient: "08082094382", callback_url: "https://shop.example/return",
};
const PAYOUT = { beneficiary_name: "Jhon Doe", beneficiary_account: "039628544321", ifsc: "SBIN0011243", amount: 150_000, payment_mode: "IMPS" };

/** Somebody pays by AtaraPay's form: the number of the order. */
async function bought(world) {
  const { action, body } = atarapay(world.accounts.atarapay).checkout.form({ purchase: PURCHASE }).outcome.value;
  const answer = await world.fetch(action, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body });
  return Number(new URL(answer.headers.get("location")).searchParams.get("order"));
}

test("an escrow payment is bought, verified, delivered and told of by notices", async () => {
  const world = sandbox();
  const shop = atarapay(world.accounts.atarapay);
  world.send_notices_to("http://127.0.0.1/notices");
  const order = await bought(world);
  const verified = shop.orders.verify_payment({ order, product_id: 1447, amount: 400_000, currency: "NGN" });
  assert.deepEqual([(await verified.send(world.fetch)).verdict, verified.outcome.funds], ["done", "held"]);
  await shop.orders.deliver({ order, phone_number: "08082094382" }).send(world.fetch);

  const seen = [];
  const notices = shop.notices("order", async (notice) => void seen.push((await shop.ask(notice.next).send(world.fetch)).verdict));
  assert.deepEqual(await world.deliver(notices), [{ number: 1, status: 200 }]);
  assert.deepEqual(seen, ["done"]);
  world.control(`/sandbox/orders/${order}/accept`);
  assert.equal((await world.deliver(notices)).length, 1);
  world.control(`orders/${order}/notices/forge`);
  assert.equal((await world.deliver(notices))[0].status, 403);
  assert.deepEqual(world.truth().atarapay.orders.map(({ id, status }) => [id, status]), [[order, "Accepted"]]);
});

test("a payout whose answer is lost is never told to have failed, and is there once", async () => {
  const world = sandbox({ faults: ["atmoon.payout.create: lose_answer"] });
  const shop = atmoon(world.accounts.atmoon);
  const { verdict, funds, next } = await shop.payout.create({ ...PAYOUT, reference: "salary-1" }).send(world.fetch);
  assert.deepEqual([verdict, funds, next.do], ["unknown", "in_doubt", "review"]);
  const [{ payment_refer_no, money }] = world.truth().atmoon.payouts;
  assert.deepEqual([payment_refer_no, money], ["salary-1", "moving"]);
  world.advance(60);
  const found = await shop.payout.verify({ payment_refer_no, beneficiary_account: PAYOUT.beneficiary_account, ifsc: PAYOUT.ifsc, amount: PAYOUT.amount }).send(world.fetch);
  assert.deepEqual([found.verdict, found.funds, world.truth().atmoon.payouts.length], ["done", "settled", 1]);
});

test("every fault by rule is what a network would do", async () => {
  const outcome = async (fault, options) => {
    const world = sandbox({ faults: [`atmoon.token.create: ${fault}`] });
    const { verdict, reason } = await atmoon(world.accounts.atmoon).token.create().send(world.fetch, options);
    return [verdict, reason?.code ?? null, reason?.http_status ?? null];
  };
  assert.deepEqual(await outcome("lose_request"), ["unknown", "no_answer", null]);
  assert.deepEqual((await outcome("busy")).at(-1), 503);
  assert.deepEqual((await outcome("html_page"))[0], "unknown");
  assert.deepEqual(await outcome("slow", { timeout_ms: 50 }), ["unknown", "no_answer", null]);
});

test("nothing leaves the sandbox, and what is wrong is said", async () => {
  const world = sandbox();
  const live = atarapay({ environment: "live", public_key: "pub_1", private_key: "prv_secret_2" });
  const call = live.orders.status({ order: 1 });
  await assert.rejects(call.send(world.fetch), { kind: "misuse", message: /the sandbox alone, at http:\/\/127\.0\.0\.1:4010; https:.*elsewhere/ });
  assert.ok(call.request, "it was not sent, and still can be");
  assert.throws(() => world.control("orders/1/accept"), { kind: "misuse", message: /no order 1/ });
  assert.throws(() => sandbox({ sed: 1 }), { kind: "misuse", message: /unknown field `sed`, expected one of `saved`, `seed`/ });
  assert.throws(() => sandbox({ faults: ["atmoon.payout.create"] }), { message: /colon.*lose_answer 20%/ });
  assert.throws(() => sandbox({ seed: new Date() }), { kind: "invalid_question", message: /seed is an instance of Date/ });
  assert.throws(() => world.send_notices_to("https://shop.example/"), { message: /127\.0\.0\.1/ });
});

test("two sandboxes share nothing, and one that was saved goes on", async () => {
  const [one, other] = [sandbox({ seed: 7 }), sandbox({ seed: 7 })];
  const order = await bought(one);
  assert.equal(other.truth().atarapay.orders.length, 0);
  const again = sandbox({ saved: one.save() });
  assert.deepEqual(again.truth(), one.truth());
  assert.equal(await bought(again), order + 1);
  assert.equal(await bought(other), order, "the same seed");
});

test("a notice that is not taken comes again, and what a handler throws is thrown on", async () => {
  const world = sandbox();
  world.send_notices_to("http://127.0.0.1/notices");
  const order = await bought(world);
  await atarapay(world.accounts.atarapay).orders.deliver({ order, phone_number: "08082094382" }).send(world.fetch);
  const failing = () => { throw new Error("the database is away"); };
  await assert.rejects(world.deliver(failing), /the database is away/);
  for (const status of [500, 503, 204]) assert.deepEqual(await world.deliver(() => new Response(null, { status })), [{ number: 1, status }]);
  assert.deepEqual(await world.deliver(() => 200), []);
  assert.deepEqual(world.notices()[0].tries.map(({ status, error }) => status ?? error), ["Error", 500, 503, 204]);
  await assert.rejects(async () => { world.control("notices/1/send"); await world.deliver(() => "thanks"); }, /Response or a status/);
});

test("over real HTTP it has its dashboard, hangs up when told to, and posts notices until they are taken", async () => {
  const world = sandbox({ faults: ["atmoon.token.create: lose_answer"] });
  const { url, accounts, close } = await serve(world);
  const taken = [];
  const shop = atarapay(accounts.atarapay);
  let away = true;
  const handler = shop.notices("order", ({ event }) => {
    if (away) return void (away = false) ?? Promise.reject(new Error("away"));
    taken.push(event);
  });
  const server = createServer(listener(handler, { failed: () => {} })).listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    assert.match(await (await fetch(url)).text(), /<title>.*[Ss]andbox/);
    const events = (await fetch(`${url}/sandbox/events`)).body.pipeThrough(new TextDecoderStream()).getReader();
    assert.match((await events.read()).value, /^retry: \d+\ndata: \d+\n\n$/);
    world.advance(60);
    let event;
    while (!/^retry: \d+\ndata: \d+\n\n$/.test(event)) event = (await events.read()).value;
    await events.cancel();
    assert.equal((await fetch(`${url}/api/callback/order`, { method: "POST", body: "x".repeat(1 << 20) })).status, 413);
    assert.equal((await atmoon(accounts.atmoon).token.create().send()).reason.code, "no_answer");
    world.send_notices_to(`http://127.0.0.1:${server.address().port}/notices`);
    const { action, body } = shop.checkout.form({ purchase: PURCHASE }).outcome.value;
    const paid = await fetch(action, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body, redirect: "manual" });
    const order = new URL(paid.headers.get("location")).searchParams.get("order");
    await shop.orders.deliver({ order, phone_number: "08082094382" }).send();
    for (const end = Date.now() + 10_000; world.notices()[0]?.tries.length !== 2 && Date.now() < end; ) await new Promise((later) => setTimeout(later, 20));
    assert.deepEqual([taken, world.notices()[0].tries.map(({ status }) => status)], [["delivered"], [500, 200]]);
  } finally {
    server.close();
    server.closeAllConnections();
    await close();
  }
  await assert.rejects(fetch(url), TypeError);
});

test("`require` gives the same", async () => {
  const require = createRequire(import.meta.url);
  const world = require("sanspay/sandbox").sandbox();
  const { url, close } = await require("sanspay/sandbox/serve").serve(world);
  assert.equal((await fetch(`${url}/sandbox/truth`)).status, 200);
  await close();
});

test("`npx sanspay sandbox` serves until it is stopped, and says what is wrong", async () => {
  const program = fileURLToPath(new URL("../bin/sanspay.mjs", import.meta.url));
  const run = (...args) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    const told = { out: "", err: "", child };
    child.stdout.on("data", (chunk) => (told.out += chunk));
    child.stderr.on("data", (chunk) => (told.err += chunk));
    return told;
  };
  const ended = async (...args) => {
    const told = run(...args);
    const [code] = await once(told.child, "close");
    return { ...told, code };
  };
  const running = run("sandbox", "--port", "0", "--seed", "7", "--hosted-pages");
  while (!/\/sandbox\/truth/.test(running.out)) await once(running.child.stdout, "data");
  const url = running.out.match(/http:\/\/127\.0\.0\.1:\d+/)[0];
  assert.equal((await (await fetch(`${url}/sandbox/settings`)).json()).hosted_pages, true);
  const taken = await ended("sandbox", "--port", new URL(url).port);
  assert.deepEqual([taken.code, taken.err], [2, `sanspay: port ${new URL(url).port} is taken; choose another with --port\n`]);
  running.child.kill("SIGINT");
  await once(running.child, "close");
  assert.equal(running.err, "");
  const help = await ended("sandbox", "--help");
  assert.ok(help.code === 0 && /^  --port N/m.test(help.out) && !help.out.includes("--state"), help.out);
  for (const [args, words] of [[[], /npx sanspay sandbox/], [["sandbx"], /no command sandbx/], [["sandbox", "--prot"], /--prot/], [["sandbox", "--state", "x"], /--state/]]) {
    const { code, err } = await ended(...args);
    assert.ok(code === 2 && words.test(err), err);
  }
});

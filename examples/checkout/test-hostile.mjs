// Tries to get goods for nothing, in the same shop and the same browser.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { atarapay } from "sanspay";
import { account_of, until } from "../sandbox.mjs";
import { expect_verdict, fill, order_of, pay, press, shoot } from "./test-lab.mjs";

export function hostile(limit, lab) {
  const shipped = (number) => lab().world.shipped.filter((one) => one === number).length;

  test("a link over ten times the amount, or to somebody else, is not shown", limit, async () => {
    const { world, page } = lab();
    await pay(page, { country: "India", item: /ten times/, method: /^UPI/ });
    await page.getByRole("heading", { name: "We cannot show you a code" }).waitFor();
    assert.equal(await page.locator(".code, a[href^='upi:']").count(), 0);

    const wary = await world.another_shop({ ATMOON_UPI_PAYEE: "shop@okbank" });
    await pay(page, { shop: wary, country: "India", method: /^UPI/ });
    await page.getByRole("heading", { name: "We cannot show you a code" }).waitFor();
    assert.equal(await page.locator(".code, a[href^='upi:']").count(), 0);
  });

  test("a tampered amount in the payment form is not taken for payment", limit, async () => {
    const { page, sandbox } = lab();
    const tamper = async (route) => {
      const body = route.request().postData().replace("amount=4850000", "amount=100");
      await route.continue({ postData: body });
    };
    await page.route(`${sandbox.url}/`, tamper);
    await pay(page, { country: "Nigeria" });
    await expect_verdict(page, "unknown", "This does not fit your order");
    await page.unroute(`${sandbox.url}/`, tamper);
    await page.getByText("What we know for certain").click();
    await page.getByText("expected 4850000, but was told 100", { exact: true }).waitFor();
    await shoot(page, "tampered");
    assert.equal(shipped(await order_of(page)), 0);
  });

  test("a forged return proves nothing, and the true payment still counts", limit, async () => {
    const { world, page, shop, sandbox } = lab();
    const paid = world.shipped[0];
    const theirs = shop.orders.find(paid).gateway_order;
    let returned;
    const catch_return = async (route) => {
      // Where the buyer would be sent back to; the browser never gets there.
      returned = (await route.fetch({ maxRedirects: 0 })).headers().location;
      await route.abort();
    };
    await page.route(`${sandbox.url}/`, catch_return);
    await pay(page, { country: "Nigeria", leaves: false });
    await until("the buyer was sent back", () => returned);
    await page.unroute(`${sandbox.url}/`, catch_return);
    const number = new URL(returned).searchParams.get("product");

    await page.goto(`${shop.url}/return?product=${number}&order=999999`);
    await expect_verdict(page, "refused", "No such payment");
    await page.goto(`${shop.url}/return?product=${number}&order=${theirs}`);
    await expect_verdict(page, "unknown", "This does not fit your order");
    await page.goto(`${shop.url}/return?product=${number}`);
    await page.goto(`${shop.url}/return?shop_order=${number}`);
    assert.equal(shipped(number), 0);
    await page.goto(returned);
    await expect_verdict(page, "done", "Paid, and safely held");
    const asked = structuredClone(shop.orders.find(number).question);
    await page.goto(`${shop.url}/return?product=${number}&order=999999`);
    await expect_verdict(page, "done", "Paid, and safely held");
    assert.deepEqual(shop.orders.find(number).question, asked, "once it is proven, no other number is asked after");
    assert.deepEqual([shipped(number), shipped(paid)], [1, 1]);

    await page.goto(`${shop.url}/return?product=1&order=${theirs}`);
    await page.getByText("We know of no such order.").waitFor();
  });

  test("notices: asked after, forged ones turned away, none ships twice", limit, async () => {
    const { world, shop, sandbox } = lab();
    await sandbox.post(`/sandbox/atarapay/callback?url=${encodeURIComponent(`${shop.url}/notices/atarapay`)}`);
    const merchant = atarapay(account_of(sandbox));
    const number = world.shipped[0];
    const order = shop.orders.find(number);
    const id = order.gateway_order;
    const delivered = await merchant.orders.deliver({ order: id, phone_number: "+2348035550142" }).send();
    assert.equal(delivered.verdict, "done");
    await until("the shop has learnt of the delivery", () => shop.orders.find(number).outcome.value?.status === "Awaiting Buyer Response");
    const answered = async (kind) => {
      const before = (await sandbox.get("/sandbox/notices")).length;
      await sandbox.post(`/sandbox/orders/${id}/notices/${kind}`);
      return until(`a notice: ${kind}`, async () => (await sandbox.get("/sandbox/notices"))[before]?.tries?.at(-1)?.status);
    };
    assert.equal(await answered("replay"), 200);
    assert.equal(await answered("forge"), 403);
    await sandbox.post(`/sandbox/orders/${id}/accept`);
    await sandbox.post(`/sandbox/orders/${id}/complete`);
    assert.equal(await answered("replay"), 200);
    await until("the shop has learnt of the payout", () => shop.orders.find(number).outcome.funds === "settled");
    assert.equal(shipped(number), 1);
  });

  test("a server that stops while a UPI link is being asked for never asks for another", limit, async () => {
    const { world, page } = lab();
    const silent = await world.silent_gateway();
    const env = { ATMOON_PAYIN_URL: `${silent.url}/payin`, ORDERS: world.file() };
    const first = await world.shop_process(env);
    await pay(page, { shop: first, country: "India", method: /^UPI/, leaves: false });
    await until("the request is out", () => silent.requests() === 1);
    await first.kill();
    const [{ saved, number }] = JSON.parse(readFileSync(env.ORDERS, "utf8"));
    assert.ok(saved, "it was stored before it was sent");

    const second = await world.shop_process(env);
    await page.goto(`${second.url}/order/${number}`);
    await page.getByRole("heading", { name: "We cannot show you a code" }).waitFor();
    await fetch(`${second.url}/api/orders/${number}/pay`, { method: "POST" });
    const [order] = JSON.parse(readFileSync(env.ORDERS, "utf8"));
    assert.deepEqual([order.saved, order.begun.verdict, order.begun.reason.code], [null, "unknown", "no_answer"]);
    assert.equal(silent.requests(), 1);
  });

  test("the built page holds no secret, and its policy forbids whatever it does not need", limit, async () => {
    const { world, page, shop } = lab();
    const folder = new URL("dist/assets/", import.meta.url);
    const built = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "latin1"));
    const api = await (await fetch(`${shop.url}/api/shop`)).text();
    const text = [...built, api].join("\n");
    assert.ok(built.some((one) => one.includes("WebAssembly.Module")), "the library is among what is searched");
    assert.ok(text.includes("pub_test_1"), "the public key is there, so a key would be found");
    for (const secret of world.secrets) {
      for (const form of [secret, Buffer.from(secret).toString("base64").replace(/=+$/, ""), Buffer.from(secret).toString("hex")]) {
        assert.ok(!text.includes(form), "a secret is in the page");
      }
    }
    const policy = (await fetch(shop.url)).headers.get("content-security-policy");
    assert.match(policy, /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; /);
    assert.deepEqual(world.complaints, [], "the browser complained");
    await fill(page, { shop: await world.plain_shop(), country: "Nigeria" });
    await shoot(page, "checkout");
  });
}

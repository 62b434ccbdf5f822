// Buys in a real browser, from the built shop, at a running sandbox.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { upi } from "sanspay";
import { until } from "../sandbox.mjs";
import { expect_verdict, lab, order_of, pay, press, shoot } from "./test-lab.mjs";
import { hostile } from "./test-hostile.mjs";

const limit = { timeout: 60_000 };
let world, shop, sandbox, page;
before(async () => {
  world = await lab();
  page = await world.page();
  ({ shop, sandbox } = world);
}, { timeout: 360_000 });
after(() => world?.close());

const shipped = (number) => world.shipped.filter((one) => one === number).length;
const truth = () => sandbox.get("/sandbox/truth");

test("escrow: paid, held, and shipped once however often the buyer comes back", limit, async () => {
  await pay(page, { country: "Nigeria" });
  await expect_verdict(page, "done", "Paid, and safely held");
  const number = await order_of(page);
  const { gateway_order } = shop.orders.find(number);
  assert.equal((await truth()).atarapay.orders.find(({ id }) => String(id) === gateway_order).money, "held");
  assert.equal(shipped(number), 1);
  await shoot(page, "held");

  for (let again = 0; again < 3; again++) {
    await page.reload();
    await expect_verdict(page, "done", "Paid, and safely held");
  }
  const tabs = await Promise.all([world.page(), world.page()]);
  await Promise.all(tabs.map((tab) => tab.goto(page.url()).then(() => expect_verdict(tab, "done", "Paid, and safely held"))));
  assert.equal(shipped(number), 1);
});

test("AT MOON's page: paid", limit, async () => {
  await pay(page, { country: "India", method: /AT MOON/ });
  await shoot(page, "gateway");
  await press(page, "Pay");
  await expect_verdict(page, "done", "Paid. Thank you!");
  const number = await order_of(page);
  const [transaction_id] = shop.orders.find(number).ids;
  assert.equal((await truth()).atmoon.payments.find((one) => one.transaction_id === transaction_id).money, "settled");
  await page.reload();
  await expect_verdict(page, "done", "Paid. Thank you!");
  assert.equal(shipped(number), 1);
});

test("UPI: paid by the code, and believed when a person has found it", limit, async () => {
  await pay(page, { country: "India", method: /^UPI/ });
  const number = await order_of(page);
  const order = shop.orders.find(number);
  const drawn = await page.locator(".code path").getAttribute("d");
  assert.ok(upi().link.qr({ link: order.link }).outcome.value.svg.includes(`d="${drawn}"`), "the code holds the link");
  await shoot(page, "scan");

  const transaction_id = order.ids[0];
  await sandbox.post(`/sandbox/payins/${transaction_id}/pay`);
  await sandbox.post("/sandbox/advance?seconds=1");
  assert.equal((await truth()).atmoon.payins.find((one) => one.transaction_id === transaction_id).money, "settled");
  const body = JSON.stringify({ data: { transactionId: transaction_id } });
  const called = await fetch(`${shop.url}/notices/atmoon`, { method: "POST", body });
  assert.deepEqual([called.status, shipped(number)], [200, 0], "a call is no proof");
  assert.equal(shop.orders.find(number).review, "AT MOON called: look for it on the bank statement");
  await page.getByRole("textbox", { name: /UPI reference/ }).fill("12");
  await press(page, "I have paid");
  await page.getByText("must be the 12 digits").waitFor();
  await page.getByRole("textbox", { name: /UPI reference/ }).fill("412345678901");
  await press(page, "I have paid");
  await page.getByRole("heading", { name: "We are looking for your payment" }).waitFor();
  assert.equal(shipped(number), 0, "what a buyer says is no proof");
  await shoot(page, "looking");

  const [claimed] = (await world.staff("GET", "/staff/review")).data.filter((one) => one.number === number);
  assert.equal(claimed.claim.reference, "412345678901");
  const found = (data) => world.staff("POST", `/staff/orders/${number}/found`, data);
  assert.equal((await found({ rrn: "412345678901", amount: order.amount - 1 })).status, 409);
  assert.equal(shipped(number), 0);
  assert.equal((await found({ rrn: "412345678901", amount: order.amount })).status, 200);
  await page.getByRole("heading", { name: "Paid. Thank you!" }).waitFor();
  await found({ rrn: "412345678901", amount: order.amount });
  assert.equal(shipped(number), 1);

  await pay(page, { country: "India", method: /^UPI/ });
  const other = await order_of(page);
  const reused = await world.staff("POST", `/staff/orders/${other}/found`, { rrn: "412345678901", amount: order.amount });
  assert.deepEqual([reused.status, reused.data.error], [409, "this payment pays for another order"]);
  assert.equal((await fetch(`${shop.url}/staff/review`)).status, 401);
});

test("a cancelled page: not known, asked again in its time, and never shipped", limit, async () => {
  await pay(page, { country: "India", method: /AT MOON/ });
  await press(page, "Cancel");
  await expect_verdict(page, "unknown", "We do not know yet");
  const number = await order_of(page);
  await shoot(page, "unknown");
  const ask = page.getByRole("button", { name: /Ask again/ });
  assert.match(await ask.textContent(), /^Ask again in (30|29|28|27) s$/);
  assert.ok(await ask.isDisabled());
  const before = shop.orders.find(number).ask_after;
  await fetch(`${shop.url}/api/orders/${number}/ask`, { method: "POST" });
  assert.equal(shop.orders.find(number).ask_after, before, "not before its time");
  world.wait(31);
  await page.getByRole("button", { name: "Ask again", exact: true }).click();
  await until("it was asked", () => shop.orders.find(number).ask_after > before);
  await expect_verdict(page, "unknown", "We do not know yet");
  assert.equal(shipped(number), 0);
});

test("a buyer who pays and never comes back: a job asks, and after a day a person looks", limit, async () => {
  const [paid, never] = [await world.begun_page(page), await world.begun_page(page)];
  await sandbox.post(new URL(paid.page).pathname + "/pay");
  await shop.ask_all_due();
  assert.equal(shipped(paid.number), 0, "not before its time");
  world.wait(61);
  await shop.ask_all_due();
  world.wait(61);
  await shop.ask_all_due();
  assert.equal(shipped(paid.number), 1);
  const in_review = async () => (await world.staff("GET", "/staff/review")).data.some(({ number }) => number === never.number);
  assert.equal(await in_review(), false);
  world.wait(24 * 3600);
  await shop.ask_all_due();
  assert.equal(await in_review(), true);
  assert.equal(shipped(never.number), 0);
});

test("lost answers: unknown, then asked again, then known", limit, async () => {
  await pay(page, { country: "Nigeria", item: /lost/ });
  await expect_verdict(page, "unknown", "We do not know yet");
  await page.getByText("AtaraPay did not answer.").waitFor();
  const escrow = await order_of(page);
  assert.equal(shipped(escrow), 0);
  world.wait(31);
  await page.getByRole("button", { name: "Ask again", exact: true }).click();
  await expect_verdict(page, "done", "Paid, and safely held");
  assert.equal(shipped(escrow), 1);

  // The page itself is lost first, and made anew: nobody has the address of the lost one.
  await pay(page, { country: "India", item: /lost/, method: /AT MOON/, leaves: false });
  await page.getByRole("heading", { name: "The payment could not be started" }).waitFor();
  await press(page, "Try again");
  await press(page, "Continue to payment");
  await press(page, "Pay");
  await expect_verdict(page, "unknown", "We do not know yet");
  const number = await order_of(page);
  assert.equal(shipped(number), 0);
  world.wait(31);
  await page.getByRole("button", { name: "Ask again", exact: true }).click();
  await expect_verdict(page, "done", "Paid. Thank you!");
  assert.equal(shipped(number), 1);

  // A UPI link is not made anew: two could both be paid.
  await pay(page, { country: "India", item: /lost/, method: /^UPI/ });
  await page.getByRole("heading", { name: "We cannot show you a code" }).waitFor();
  const asked = async () => (await truth()).atmoon.payins.filter((one) => one.amount === 99_005).length;
  assert.equal(await asked(), 1);
  await fetch(`${shop.url}/api/orders/${await order_of(page)}/pay`, { method: "POST" });
  assert.equal(await asked(), 1);
});

test("words that no document prints, where the shop understands them: pending and failed", limit, async () => {
  const knowing = await world.another_shop({ ATMOON_STATE_ALIASES: "1" });
  await pay(page, { shop: knowing, country: "India", item: /pending/, method: /AT MOON/ });
  await press(page, "Pay");
  await expect_verdict(page, "pending", "Your payment is on its way");
  const number = await order_of(page);
  assert.equal(shipped(number), 0);
  await shoot(page, "pending");
  await sandbox.post("/sandbox/advance?seconds=60");
  world.wait(61);
  await page.getByRole("button", { name: "Ask again", exact: true }).click();
  await expect_verdict(page, "done", "Paid. Thank you!");
  assert.equal(shipped(number), 1);

  await pay(page, { shop: knowing, country: "India", method: /AT MOON/ });
  await press(page, "Cancel");
  await expect_verdict(page, "failed", "The payment did not happen");
  assert.equal(shipped(await order_of(page)), 0);
  await shoot(page, "failed");
  await page.getByRole("link", { name: "Order again" }).click();
  await page.getByRole("heading", { name: "Checkout" }).waitFor();
});

test("a gateway that cannot be reached: nothing was sent, and it is asked again", limit, async () => {
  const { shop: lonely, sandbox: gone } = await world.shop_of_its_own();
  await pay(page, { shop: lonely, country: "India", method: /AT MOON/ });
  await page.getByRole("button", { name: "Cancel" }).waitFor();
  await gone.stop();
  await page.goto(`${lonely.url}/return?shop_order=${lonely.orders.all()[0].number}`);
  await expect_verdict(page, "not_sent", "We could not ask yet");
  await page.getByRole("button", { name: "Ask again", exact: true }).click();
  await expect_verdict(page, "not_sent", "We could not ask yet");
  assert.equal(shipped(await order_of(page)), 0);
  await pay(page, { shop: lonely, country: "India", method: /^UPI/ });
  await page.getByRole("heading", { name: "The payment could not be started" }).waitFor();
});

test("by keyboard alone, with what is wrong said at its field", limit, async () => {
  await page.goto((await world.plain_shop()).url);
  await page.getByRole("heading", { name: "Checkout" }).waitFor();
  const key = (name) => page.keyboard.press(name);
  const focused = () => page.evaluate(() => `${document.activeElement.name ?? ""}${document.activeElement.value ?? ""}`);
  await key("Tab");
  await key("Tab");
  assert.equal(await focused(), "countryNGN");
  await key("ArrowRight");
  assert.equal(await focused(), "countryINR");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement.nextElementSibling).outlineStyle);
  assert.equal(outline, "solid", "the focus can be seen");
  await key("Tab");
  for (const text of ["Asha", "Rao", "asha@example.com", "12345", "Jaipur"]) {
    await key("Tab");
    await page.keyboard.type(text);
  }
  await key("Enter");
  // The browser finds nothing wrong with this number; the library does, and the page says it at the field.
  const phone = page.getByRole("textbox", { name: "Phone" });
  await page.getByText(/must be an Indian mobile number/).waitFor();
  assert.equal(await focused(), "phone12345");
  assert.equal(await phone.getAttribute("aria-invalid"), "true");
  await shoot(page, "wrong");
  await key("Control+A");
  await page.keyboard.type("98765 43210");
  await key("Enter");
  await page.getByRole("heading", { name: /^Pay ₹/ }).waitFor();
  await until("the verdict has the focus", () => page.evaluate(() => document.activeElement.tagName === "H1"));
  assert.equal(await page.locator("[aria-live=polite] h1").count(), 1);
});

hostile(limit, () => ({ world, shop, sandbox, page }));

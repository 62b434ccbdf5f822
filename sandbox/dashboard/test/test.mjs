// The dashboard and the payment pages in Chromium, as a person uses them: with a mouse, with the keyboard, on a phone.
// SCREENSHOTS=folder keeps pictures of what was seen.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

import { picture } from "../../../npm/packaging/tools/picture.mjs";
import { merchant, shop, start_sandbox } from "./shop.mjs";

let browser, sandbox, notices, asks;
const problems = [];

before(async () => {
  const flags = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", ...flags] });
  sandbox = await start_sandbox();
  notices = await merchant();
  asks = shop(sandbox.url);
});

after(async () => {
  await browser?.close();
  await sandbox?.stop();
  notices?.stop();
  assert.deepEqual(problems, [], "nothing was refused by the policy, and no script failed");
});

async function opened(path = "/", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 1000 }, ...options });
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && !/status of 4\d\d/.test(message.text()) && problems.push(message.text()));
  await page.goto(new URL(path, sandbox.url).href);
  return page;
}

const shoot = async (page, name, fullPage = false) => {
  if (!process.env.SCREENSHOTS) return;
  if (fullPage) await page.evaluate(() => scrollTo(0, 0));
  await picture(page, { path: `${process.env.SCREENSHOTS}/${name}.png`, fullPage });
};

/** One of everything, some of it gone wrong. */
async function a_day_at_the_shop() {
  for (const [amount, product] of [[400000, 1447], [1250000, 1448], [99004, 1449]]) await asks.buy(amount, product);
  await asks.order(3021, "order");
  await asks.order(3022, "delivered", { phone_number: "08082094382" });
  await asks.order(3023, "order");
  const token = await asks.token();
  const page = await asks.page(token, "499.00");
  await asks.verify(page);
  await asks.send(`${page.url}/pay`, {});
  await asks.verify(page);
  await asks.page(token, "1250.50");
  await asks.payin("A1001", 749);
  await asks.payin("A1002", 990.02);
  await asks.pay_out(token, "2500.00", "P-77");
  await asks.inquire("P-77");
  await asks.pay_out(token, "990.02", "P-78");
  await asks.pay_out(token, "990.05", "P-79");
  await asks.inquire("P-78");
}

test("an empty dashboard leads on, and shows what happens as it happens", async () => {
  const page = await opened();
  await page.getByText("Point a shop at this address").waitFor();
  await page.getByText("live", { exact: true }).waitFor();
  await shoot(page, "empty");
  await page.getByRole("button", { name: "Pay a sample order" }).click();
  await page.getByText("Order 3021").waitFor();
  await page.getByText("for 1447 · Pending").waitFor();
  await page.getByRole("button", { name: "+1 day" }).click();
  await page.getByText("2024-01-31 06:08:27").waitFor();
  await page.context().close();
});

test("the buttons of an order send notices, and false ones", async () => {
  const page = await opened();
  await page.getByLabel("Your callback address").fill(notices.url);
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await page.getByText(`go to ${notices.url}`).waitFor();
  const order = page.locator("#things li", { hasText: "Order 3021" });
  await order.getByRole("button", { name: "Deliver" }).click();
  await page.getByText("Awaiting Buyer Response").waitFor();
  await order.getByText("False notices").click();
  await order.getByRole("button", { name: "Forge" }).click();
  await order.getByLabel("New value").fill("1");
  await order.getByLabel("Field").selectOption("amount");
  await order.getByRole("button", { name: "Send edited" }).click();
  await page.locator("#notices").getByText("edit", { exact: true }).waitFor();
  await page.getByLabel("Hold notices back").check();
  await order.getByRole("button", { name: "Reject" }).click();
  await page.getByText("on hold", { exact: true }).waitFor();
  const before = notices.got.length;
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("on hold", { exact: true }).waitFor({ state: "detached" });
  await page.getByLabel("Hold notices back").uncheck();
  assert.ok(before >= 2);
  assert.equal(notices.got.at(-1).status, "Rejected");
  await page.context().close();
});

test("an exchange is shown side by side, with its verdict, and its credentials only when asked for", async () => {
  await a_day_at_the_shop();
  const page = await opened();
  const row = page.locator("#log button", { hasText: "atarapay.orders.status" }).first();
  await row.click();
  await page.getByRole("dialog").waitFor();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("[redacted]").first().waitFor();
  assert.ok(!(await dialog.innerText()).includes("cHViX3Rlc3Rf"));
  await shoot(page, "exchange");
  await dialog.getByLabel("Show credentials").check();
  await dialog.getByText("cHViX3Rlc3Rf").first().waitFor();
  await asks.buy(99006, 1450);
  await asks.order(3025, "order");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.match(await page.evaluate(() => document.activeElement.dataset.key), /^exchange /, "the focus is back in the list");
  await page.getByText("1450 · Pending").waitFor();
  await page.locator("#log button", { hasText: "atarapay.orders.status" }).first().click();
  await dialog.getByText("should be 99006, and is 99005").first().waitFor();
  await shoot(page, "mismatch");
  await page.keyboard.press("Escape");
  const whole = await (await fetch(`${sandbox.url}/sandbox/exchanges?after=0`)).json();
  const said = Object.fromEntries(whole.exchanges.flatMap((one) => (one.conclusions ?? []).map(({ operation, outcome, note }) => [operation, outcome?.verdict ?? note])));
  assert.equal(said["atmoon.token.create"], "done");
  assert.equal(said["atmoon.pg.initiate"], "done");
  assert.equal(said["atmoon.pg.verify"], "done");
  assert.equal(said["atmoon.payout.create"], "unknown", "its answer was lost");
  assert.equal(said["atmoon.payout.verify"], "pending");
  assert.equal(said["atmoon.payin.create"], "done", "a link was made");
  await page.context().close();
});

test("the bank's buttons move payouts, and both ledgers say so", async () => {
  const page = await opened();
  await page.getByRole("tab", { name: "Payouts" }).click();
  const payout = page.locator("#things li", { hasText: "P-78" });
  await payout.getByRole("button", { name: "Delay" }).click();
  await payout.getByRole("button", { name: "Fail" }).click();
  await payout.getByText("untouched").waitFor();
  assert.equal(await page.getByText("✓ balances").count(), 2);
  await shoot(page, "payouts");
  await page.context().close();
});

test("rules are put on and taken off, and strike", async () => {
  const page = await opened();
  await page.getByLabel("Operation").selectOption("atmoon.payout.verify");
  await page.getByLabel("What happens").selectOption("busy");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("atmoon.payout.verify: busy 100%").waitFor();
  assert.equal((await asks.inquire("P-77")).status, 503);
  await page.locator("#log").getByText("busy").first().waitFor();
  await shoot(page, "desk", true);
  await page.getByRole("button", { name: "Remove atmoon.payout.verify: busy 100%" }).click();
  await page.getByText("None: every exchange").waitFor();
  assert.equal((await asks.inquire("P-77")).code, "SU0000");
  await page.context().close();
});

test("everything can be done with the keyboard, and what has the focus keeps it", async () => {
  const page = await opened();
  await page.getByRole("tab", { name: "Orders" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-selected")), "true");
  await page.getByText("A1001", { exact: true }).waitFor();
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.dataset.key);
  const key = await focused();
  assert.match(key, /payins/);
  await asks.payin("A1003", 10);
  await page.getByText("A1003", { exact: true }).waitFor();
  assert.equal(await focused(), key, "though the list was drawn anew");
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  assert.equal(ring, "3px");
  await shoot(page, "focus");
  await page.context().close();
});

test("on a phone nothing is cut off, in the dark either", async () => {
  for (const colorScheme of ["light", "dark"]) {
    const page = await opened("/", { viewport: { width: 390, height: 844 }, colorScheme });
    await page.locator("#log button").first().waitFor();
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({ scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth }));
    assert.ok(scrollWidth <= clientWidth, `${scrollWidth} in ${clientWidth}`);
    await shoot(page, `phone-${colorScheme}`, true);
    await shoot(page, `dashboard-phone-${colorScheme}`);
    await page.locator("#log button", { hasText: "atmoon.pg.verify" }).first().click();
    await page.getByRole("dialog").waitFor();
    await shoot(page, `phone-exchange-${colorScheme}`);
    await page.context().close();
  }
  const page = await opened("/", { colorScheme: "dark" });
  await page.locator("#log button").first().waitFor();
  await shoot(page, "dark", true);
  await page.emulateMedia({ colorScheme: "light" });
  await shoot(page, "dashboard");
  await page.context().close();
});

test("a person clicks through AtaraPay's page: the card fails, then pays", async () => {
  const page = await opened("/", { viewport: { width: 390, height: 844 } });
  const { location } = await asks.send("/?hosted=1", asks.order_form(400000, "2001", { callback_url: `${sandbox.url}/sandbox/settings` }));
  await page.goto(new URL(location, sandbox.url).href);
  await shoot(page, "hosted");
  await page.getByRole("button", { name: "Let the card fail" }).click();
  await page.getByText("The card was declined. Nothing was paid.").waitFor();
  await shoot(page, "hosted-declined");
  await page.getByRole("button", { name: "Pay", exact: true }).click();
  await page.waitForURL(/settings\?product=2001&order=\d+/);
  const { location: other } = await asks.send("/?hosted=1", asks.order_form(400000, "2002"));
  await page.goto(new URL(other, sandbox.url).href);
  await page.getByRole("button", { name: "Leave" }).click();
  await page.getByText("Nothing was paid").waitFor();
  const truth = await (await fetch(`${sandbox.url}/sandbox/truth`)).json();
  assert.equal(truth.atarapay.orders.filter(({ product_id }) => product_id === "2001").length, 1);
  assert.equal(truth.atarapay.orders.filter(({ product_id }) => product_id === "2002").length, 0);
  await page.context().close();
});

test("a UPI code is scanned: declined, and paid", async () => {
  for (const [id, label, end] of [["A2001", "Decline", "This was declined"], ["A2002", "Pay in the app", "This is paid"]]) {
    const made = await asks.payin(id, 1250.5);
    const transaction = /"transactionId":"(\w+)"/.exec(made)[1];
    const page = await opened(`/upi/${transaction}`, { viewport: { width: 390, height: 844 } });
    assert.equal(await page.locator(".code svg").count(), 1);
    await shoot(page, "upi");
    await page.getByRole("button", { name: label }).click();
    await page.getByText(end).waitFor();
    await page.context().close();
  }
});

test("AT MOON calls back when it is told to", async () => {
  await asks.payin("A3001", 10, notices.url);
  const page = await opened();
  await page.getByRole("tab", { name: "UPI" }).click();
  await page.locator("#things li", { hasText: "A3001" }).getByRole("button", { name: "Call back" }).click();
  await page.getByText("AT MOON’s call").waitFor();
  await page.locator("#notice-list li", { hasText: "AT MOON’s call" }).getByText("taken").waitFor();
  assert.equal(notices.got.at(-1).merchantTransactionId, "A3001");
  await shoot(page, "upi-desk");
  await page.context().close();
});

test("another site's page cannot press a button", async () => {
  const page = await opened();
  const elsewhere = notices.url.replace("/notices", "");
  const before = (await (await fetch(`${sandbox.url}/sandbox/truth`)).json()).now;
  await page.route(`${elsewhere}/evil`, (route) => route.fulfill({ contentType: "text/html", body: `<form method=post action="${sandbox.url}/sandbox/advance?seconds=60"><button>Win</button></form>` }));
  await page.goto(`${elsewhere}/evil`);
  await page.getByRole("button").click();
  await page.getByText("not another site’s page").or(page.getByText("not another site's page")).waitFor();
  assert.equal((await (await fetch(`${sandbox.url}/sandbox/truth`)).json()).now, before);
  await page.context().close();
});

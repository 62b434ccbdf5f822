// What the test needs around it: the front end built, a sandbox, shops that count what they ship, and a browser.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { start_sandbox } from "../sandbox.mjs";
import { accounts_from } from "./server/accounts.mjs";
import { CATALOGUE } from "./server/catalogue.mjs";
import { start } from "./server/main.mjs";
import { picture } from "../../npm/packaging/tools/picture.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SCREENSHOTS = join(HERE, "screenshots");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
const FLAGS = ["--no-sandbox", "--disable-gpu", ...QUIET];
const STAFF_KEY = "only-for-this-test";

/** Amounts at which the sandbox misbehaves: see its README. */
const odd = (name, amount) => ({ id: name, name: `Cloth (${name})`, detail: "for the test", prices: { NGN: amount, INR: amount } });
const ODDITIES = [odd("pending", 99_002), odd("lost", 99_005), odd("ten times", 99_006)];

export async function lab() {
  const closing = [];
  const shipped = [];
  const complaints = [];
  let skipped = 0;
  const now = () => Date.now() + skipped;

  await build({ root: HERE, logLevel: "warn" });
  mkdirSync(SCREENSHOTS, { recursive: true });
  const sandbox = await begin(start_sandbox());
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  closing.push(() => browser.close());
  const shop = await a_shop(sandbox.url);

  async function begin(starting) {
    const started = await starting;
    closing.push(() => started.stop());
    return started;
  }

  async function a_shop(url, env = {}, catalogue = [...CATALOGUE, ...ODDITIES]) {
    const ship = ({ number }) => shipped.push(number);
    const shop = await start({ env: { SANDBOX: url, STAFF_KEY, ...env }, catalogue, now, ship, timeout_ms: 20_000 });
    closing.push(() => shop.close());
    return shop;
  }

  /** A page of a browser of its own. What the browser refuses or what breaks in it is a complaint. */
  async function page() {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.setDefaultTimeout(10_000);
    page.shop = shop;
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => /Content Security Policy|Refused to/.test(message.text()) && complaints.push(message.text()));
    return page;
  }

  async function shop_of_its_own() {
    const sandbox = await begin(start_sandbox());
    return { sandbox, shop: await a_shop(sandbox.url) };
  }

  /** Takes requests, and never answers them. */
  async function silent_gateway() {
    let requests = 0;
    const server = createServer(() => requests++).listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(() => (server.closeAllConnections(), server.close()));
    return { url: `http://127.0.0.1:${server.address().port}`, requests: () => requests };
  }

  /** A shop in a process of its own, to be killed in the middle. */
  async function shop_process(env) {
    const all = { ...process.env, SANDBOX: sandbox.url, PORT: "0", ...env };
    const child = spawn(process.execPath, ["server/main.mjs"], { cwd: HERE, env: all, stdio: ["ignore", "pipe", "inherit"] });
    const kill = async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    };
    closing.push(kill);
    const [line] = await once(createInterface(child.stdout), "line", { signal: AbortSignal.timeout(10_000) });
    return { url: /http:\/\/[\d.:]*\d/.exec(line)[0], kill };
  }

  function file() {
    const folder = mkdtempSync(join(tmpdir(), "sanspay-checkout-"));
    closing.push(() => rmSync(folder, { recursive: true }));
    return join(folder, "orders.json");
  }

  /** An order whose payment page is there, and not paid: its `number` and the `page`. */
  async function begun_page(browser_page) {
    await pay(browser_page, { country: "India", method: /AT MOON/ });
    await browser_page.getByRole("button", { name: "Cancel" }).waitFor();
    const page = browser_page.url();
    return { page, number: shop.orders.all().find(({ begun }) => begun?.value?.url === page).number };
  }

  async function staff(method, path, data) {
    const body = data && JSON.stringify(data);
    const headers = { authorization: `Bearer ${STAFF_KEY}`, "content-type": "application/json" };
    const response = await fetch(shop.url + path, { method, headers, body });
    return { status: response.status, data: await response.json() };
  }

  const { atarapay, atmoon } = accounts_from({ SANDBOX: sandbox.url });
  const secrets = [atarapay.private_key, atmoon.access_key, atmoon.merchant_key, atmoon.api_password, atmoon.utoken, STAFF_KEY];
  const another_shop = (env) => a_shop(sandbox.url, env);
  const plain_shop = () => a_shop(sandbox.url, {}, CATALOGUE);
  const wait = (seconds) => (skipped += 1000 * seconds);
  const close = async () => {
    for (const end of closing.reverse()) await end();
  };
  const shops = { shop, another_shop, plain_shop, shop_of_its_own, shop_process };
  return { ...shops, sandbox, shipped, complaints, secrets, page, begun_page, silent_gateway, file, staff, wait, close };
}

/** Fills in the order form. */
export async function fill(page, { shop, country, item = /throw/, method }) {
  await page.goto((shop ?? page.shop).url);
  await page.getByRole("radio", { name: country }).check();
  await page.getByRole("radio", { name: item }).check();
  const phone = country === "India" ? "+91 98765 43210" : "+234 803 555 0142";
  const buyer = { "First name": "Asha", "Last name": "Adeniyi", "E-mail": "asha@example.com", Phone: phone, Town: "Ibadan" };
  for (const [name, value] of Object.entries(buyer)) await page.getByRole("textbox", { name }).fill(value);
  if (method) await page.getByRole("radio", { name: method }).check();
}

/** Orders, and goes as far as the shop leads: to the gateway's page, or to the order. */
export async function pay(page, { leaves = true, ...order }) {
  await fill(page, order);
  await page.getByRole("button", { name: /^Pay / }).click();
  if (leaves) await page.waitForURL((url) => url.pathname !== "/");
}

/** The number of the order that is shown. */
export const order_of = (page) => page.locator(".summary").getByText(/^\d{12}$/).textContent();

export const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

export async function expect_verdict(page, verdict, title) {
  await page.getByRole("heading", { name: title, exact: true }).waitFor();
  assert.equal(await page.locator(".verdict").getAttribute("data-verdict"), verdict);
}

/** Pictures for people to look at: on a desk and on a phone, in light and in dark. */
export async function shoot(page, name) {
  for (const [device, viewport] of [["desk", { width: 1280, height: 900 }], ["phone", { width: 390, height: 844 }]]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await picture(page, { path: join(SCREENSHOTS, `${name}-${device}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: null });
}

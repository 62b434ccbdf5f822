// Chromium, as Debian has it. One for the whole run, a fresh context for each page.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { Missing } from "./runtimes.mjs";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Nothing but what is tested asks for anything over the network. */
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** How long a page may take; a busy machine is no failure. */
const PATIENCE_MS = 60_000;

let started;

/** Opens a page and returns what its `window.told` resolves to. Whatever the page complains of is a failure, too. */
export async function told_by_page(url) {
  return on_page(url, async (page, heard) => {
    // A page may still be loading its script, or never come to run it.
    const told = page.waitForFunction(() => window.told, undefined, { timeout: PATIENCE_MS }).then(() => page.evaluate(() => window.told));
    const result = await told.catch((error) => {
      throw new Error(`${error.message}\nthe page said: ${heard.join("\n") || "nothing"}`);
    });
    if (heard.length > 0) throw new Error(`the page said: ${heard.join("\n")}`);
    return result;
  });
}

/** Opens a page and waits until it complains of something like this. */
export async function complained_by_page(url, pattern) {
  return on_page(url, async (page, heard) => {
    // Nothing is asked of the page meanwhile: one that forbids evaluation answers at once, before its script has run.
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await page.waitForTimeout(20)) {
      const complaint = heard.find((words) => pattern.test(words));
      if (complaint) return complaint;
    }
    throw new Error(`the page complained of nothing like ${pattern}; it said: ${heard.join("\n") || "nothing"}`);
  });
}

/** Opens a page, looks at it as a person would, and closes it. What it complains of is in the second argument. */
export async function on_page(url, look) {
  started ??= launch();
  const context = await (await started).newContext();
  const heard = [];
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => heard.push(String(error)));
    page.on("console", (message) => {
      const { url } = message.location();
      // Browsers ask for an icon by themselves.
      if (message.type() === "error" && !url.endsWith("/favicon.ico")) heard.push(`${message.text()} ${url}`);
    });
    await page.goto(url, { timeout: PATIENCE_MS });
    return await look(page, heard);
  } finally {
    await context.close();
  }
}

/** Ends Chromium, where it was started. */
export async function close_browser() {
  await (await started?.catch(() => undefined))?.close();
}

function launch() {
  const executablePath = [process.env.CHROMIUM, ...PLACES].find((place) => place && existsSync(place));
  if (!executablePath) {
    throw new Missing("Chromium is not there: apt-get install -y --no-install-recommends chromium, or set CHROMIUM to its path");
  }
  return chromium.launch({ executablePath, headless: true, args: QUIET, chromiumSandbox: false, timeout: 60_000 });
}

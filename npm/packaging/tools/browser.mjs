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

let started;

/**
 * Opens a page and returns what its `window.told` resolves to. Whatever the page complains of is a failure, too, unless
 * `complaints` are what is asked for.
 */
export async function told_by_page(url, { complaints = false, timeout_ms = 60_000 } = {}) {
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
    await page.goto(url, { timeout: timeout_ms });
    // A page may still be loading its script, or never come to run it.
    const told = page.waitForFunction(() => window.told, undefined, { timeout: timeout_ms }).then(() => page.evaluate(() => window.told));
    const result = await told.catch((error) => {
      if (complaints) return undefined;
      throw new Error(`${error.message}\nthe page said: ${heard.join("\n") || "nothing"}`);
    });
    if (complaints) return heard;
    if (heard.length > 0) throw new Error(`the page said: ${heard.join("\n")}`);
    return result;
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

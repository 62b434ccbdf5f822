// Vite in Chromium: what it builds and what it serves while one develops, each in a page and in a web worker.

import assert from "node:assert/strict";
import path from "node:path";
import { complained_by_page, told_by_page } from "../../tools/browser.mjs";
import { pages } from "../../tools/pages.mjs";
import { free_port, run, serve } from "../../tools/process.mjs";
import { tool } from "../../tools/runtimes.mjs";
import { SEEN_IN_SANDBOX } from "../shared/in-sandbox.mjs";
import { hold_in_browser, hold_in_page } from "../../tools/told.mjs";

const vite = tool("vite", "bin/vite.js");

export default async function ({ check, folder, gateway }) {
  await built({ check, folder, gateway });
  await developed({ check, folder, gateway });
}

/** The page for itself, in a worker, and the other entries. */
async function look_at(check, how, url, gateway) {
  const told = (page) => told_by_page(`${url}/${page}?gateway=${gateway}`);
  await check(`${how} in Chromium: page`, async () => hold_in_browser(await told("")));
  await check(`${how} in Chromium: worker`, async () => hold_in_browser(await told("worker.html")));
  await check(`${how} in Chromium: sanspay/browser, sanspay/fetch, sanspay/slim, sanspay/sandbox`, async () => {
    const { browser, fetch, sandbox, slim } = await told("entries.html");
    assert.deepEqual(sandbox, SEEN_IN_SANDBOX);
    hold_in_page(browser);
    hold_in_browser(fetch);
    hold_in_browser(slim);
  });
}

async function built({ check, folder, gateway }) {
  if (!(await check("vite build", () => run(process.execPath, [vite, "build"], { cwd: folder })))) return;
  const dist = path.join(folder, "dist");
  const server = await pages(dist);
  // The most that a page can forbid while the module still runs, and one step further.
  const policy = (script) => ({ "content-security-policy": `default-src 'none'; script-src ${script}; connect-src ${gateway}` });
  const strict = await pages(dist, policy("'self' 'wasm-unsafe-eval'"));
  const stricter = await pages(dist, policy("'self'"));
  try {
    await look_at(check, "vite build", server.url, gateway);
    await check("vite build in Chromium: page with script-src 'wasm-unsafe-eval'", async () =>
      hold_in_browser(await told_by_page(`${strict.url}/?gateway=${gateway}`)));
    await check("vite build in Chromium: page whose policy forbids WebAssembly", async () => {
      await complained_by_page(`${stricter.url}/?gateway=${gateway}`, /wasm-unsafe-eval|WebAssembly/);
    });
  } finally {
    for (const each of [server, strict, stricter]) await each.close();
  }
}

async function developed({ check, folder, gateway }) {
  const url = `http://127.0.0.1:${await free_port()}`;
  const args = [vite, "--host", "127.0.0.1", "--port", new URL(url).port, "--strictPort"];
  let server;
  const started = await check("vite dev", async () => (server = await serve(process.execPath, args, { cwd: folder, url })));
  if (!started) return;
  try {
    await look_at(check, "vite dev", url, gateway);
  } finally {
    await server.stop();
  }
}

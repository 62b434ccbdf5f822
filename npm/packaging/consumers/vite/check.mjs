// Vite in Chromium: what it builds and what it serves while one develops, each in a page and in a web worker.

import path from "node:path";
import { told_by_page } from "../../tools/browser.mjs";
import { pages } from "../../tools/pages.mjs";
import { free_port, run, serve } from "../../tools/process.mjs";
import { tool } from "../../tools/runtimes.mjs";
import { hold } from "../../tools/told.mjs";

const vite = tool("vite", "bin/vite.js");

export default async function ({ check, folder, gateway }) {
  await built({ check, folder, gateway });
  await developed({ check, folder, gateway });
}

async function built({ check, folder, gateway }) {
  if (!(await check("vite build", () => run(process.execPath, [vite, "build"], { cwd: folder })))) return;
  const dist = path.join(folder, "dist");
  const server = await pages(dist);
  // The most that a page can forbid while the module still runs, and one step further.
  const policy = (script) => ({ "content-security-policy": `default-src 'none'; script-src ${script}; worker-src 'self'; connect-src 'self' ${gateway}` });
  const strict = await pages(dist, policy("'self' 'wasm-unsafe-eval'"));
  const stricter = await pages(dist, policy("'self'"));
  try {
    await check("vite build in Chromium: page", async () => hold(await told_by_page(`${server.url}/?gateway=${gateway}`)));
    await check("vite build in Chromium: worker", async () => hold(await told_by_page(`${server.url}/worker.html?gateway=${gateway}`)));
    await check("vite build in Chromium: page with script-src 'wasm-unsafe-eval'", async () =>
      hold(await told_by_page(`${strict.url}/?gateway=${gateway}`)));
    await check("vite build in Chromium: page whose policy forbids WebAssembly", async () => {
      const complaints = await told_by_page(`${stricter.url}/?gateway=${gateway}`, { complaints: true });
      if (!complaints.some((complaint) => /wasm-unsafe-eval|WebAssembly/.test(complaint))) throw new Error(`heard only: ${complaints.join("\n")}`);
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
    await check("vite dev in Chromium: page", async () => hold(await told_by_page(`${url}/?gateway=${gateway}`)));
    await check("vite dev in Chromium: worker", async () => hold(await told_by_page(`${url}/worker.html?gateway=${gateway}`)));
  } finally {
    await server.stop();
  }
}

// webpack: its defaults for production, for the web and for node.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import webpack from "webpack";
import { told_by_page } from "../../tools/browser.mjs";
import { pages } from "../../tools/pages.mjs";
import { run } from "../../tools/process.mjs";
import { hold, hold_in_browser, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder, gateway }) {
  const bundled = async (target) => {
    const output = { path: path.join(folder, "dist", target), filename: target === "node" ? "main.cjs" : "main.js" };
    // The inlined module is larger than what webpack thinks a page should load; everything else it says is a failure.
    const performance = { hints: false };
    const stats = await promisify(webpack)({ mode: "production", target, context: folder, entry: "./main.mjs", output, performance });
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
    return output.path;
  };

  await check("webpack: target node", async () => {
    const dist = await bundled("node");
    hold(last_line(await run(process.execPath, [path.join(dist, "main.cjs"), gateway], { cwd: folder })));
  });
  await check("webpack: target web, in Chromium", async () => {
    const dist = await bundled("web");
    const page = '<!doctype html><meta charset="utf-8"><title>webpack</title><script defer src="main.js"></script>';
    writeFileSync(path.join(dist, "index.html"), page);
    const server = await pages(dist);
    try {
      hold_in_browser(await told_by_page(`${server.url}/?gateway=${gateway}`));
    } finally {
      await server.close();
    }
  });
}

// esbuild: bundles for browsers and for node, which then stand alone.

import path from "node:path";
import { build } from "esbuild";
import { run } from "../../tools/process.mjs";
import { hold, last_line } from "../../tools/told.mjs";

const BUNDLES = [
  ["a browser's bundle", { platform: "browser", format: "esm" }],
  ["node's bundle", { platform: "node", format: "esm" }],
  ["node's bundle, minified", { platform: "node", format: "esm", minify: true }],
];

export default async function ({ check, folder, gateway }) {
  for (const [name, options] of BUNDLES) {
    await check(`esbuild: ${name}`, async () => {
      const outfile = path.join(folder, `dist/${name.replaceAll(/\W+/g, "-")}.mjs`);
      const { warnings } = await build({
        entryPoints: [path.join(folder, "main.mjs")],
        outfile,
        bundle: true,
        logLevel: "silent",
        ...options,
      });
      if (warnings.length > 0) throw new Error(JSON.stringify(warnings, null, 2));
      hold(last_line(await run(process.execPath, [outfile, gateway], { cwd: "/" })));
    });
  }
}

// Deno, with the package from node_modules, and no permission but to ask the gateway.

import { run } from "../../tools/process.mjs";
import { runtime } from "../../tools/runtimes.mjs";
import { hold, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder, gateway }) {
  const deno = (...args) => run(runtime("deno"), args, { cwd: folder, env: { DENO_NO_UPDATE_CHECK: "1" } });
  const allowed = [`--allow-net=${new URL(gateway).host}`, "--no-prompt", "--cached-only"];
  await check("deno", async () => hold(last_line(await deno("run", ...allowed, "main.mjs", gateway))));
  await check("deno: sanspay/fetch", async () => hold(last_line(await deno("run", ...allowed, "fetch.mjs", gateway))));
}

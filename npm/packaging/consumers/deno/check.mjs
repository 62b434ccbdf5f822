// Deno, with the package from node_modules, and no permission but to ask the gateway.

import assert from "node:assert/strict";
import { SEEN_IN_SANDBOX } from "../shared/in-sandbox.mjs";
import { run } from "../../tools/process.mjs";
import { runtime } from "../../tools/runtimes.mjs";
import { hold, hold_notices, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder, gateway }) {
  const deno = (...args) => run(runtime("deno"), args, { cwd: folder, env: { DENO_NO_UPDATE_CHECK: "1" } });
  const told = async (file, host) => last_line(await deno("run", `--allow-net=${host}`, "--no-prompt", "--cached-only", file, gateway));
  const { host, hostname } = new URL(gateway);
  await check("deno", async () => hold(await told("main.mjs", host)));
  await check("deno: sanspay/fetch", async () => hold(await told("fetch.mjs", host)));
  await check("deno: sanspay/sandbox", async () => assert.deepEqual(last_line(await deno("run", "--no-prompt", "--cached-only", "sandbox.mjs")), SEEN_IN_SANDBOX));
  await check("deno: notices", async () => hold_notices(await told("notices.mjs", hostname)));
}

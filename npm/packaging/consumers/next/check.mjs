// Next, the app router: built for production, started, and asked over HTTP.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { free_port, run, serve } from "../../tools/process.mjs";
import { tool } from "../../tools/runtimes.mjs";
import { hold, hold_notices } from "../../tools/told.mjs";
import { statuses } from "../shared/notices.mjs";

const next = tool("next", "dist/bin/next");
const ENTITIES = { "&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#x27;": "'" };

export default async function ({ check, folder, gateway }) {
  const env = { NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production", CI: "1" };
  const built = await check("next build", () => run(process.execPath, [next, "build"], { cwd: folder, env, timeout_ms: 240_000 }));
  if (!built) return;
  await check("next: the edge runtime's module is a file", () => {
    // Vercel's edge compiles no module at run time, though `next start` would: so it is told by what was built.
    const files = readdirSync(path.join(folder, ".next/server/edge"), { recursive: true });
    assert.equal(files.filter((file) => file.endsWith(".wasm")).length, 1, files.join("\n"));
  });

  const url = `http://127.0.0.1:${await free_port()}`;
  const args = [next, "start", "--hostname", "127.0.0.1", "--port", new URL(url).port];
  let server;
  if (!(await check("next start", async () => (server = await serve(process.execPath, args, { cwd: folder, env, url }))))) return;
  const asked = async (way) => {
    const response = await fetch(`${url}/${way}?gateway=${gateway}`, { signal: AbortSignal.timeout(60_000) });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text.slice(0, 2000)}\n${server.output()}`);
    return text;
  };
  const route = async (way, edge) => {
    const { on_edge, ...told } = JSON.parse(await asked(way));
    if (on_edge !== edge) throw new Error(`${way} ran in the other runtime`);
    hold(told);
  };
  try {
    await check("next: a route on the node runtime", () => route("in-node", false));
    await check("next: a route on the edge runtime", () => route("on-edge", true));
    await check("next: a server component", async () => {
      const [, escaped] = (await asked("in-server-component")).match(/<pre>(.*?)<\/pre>/s);
      hold(JSON.parse(escaped.replaceAll(/&[#\w]+;/g, (entity) => ENTITIES[entity])));
    });
    await check("next: notices", async () => {
      const answered = await statuses(`${url}/notices`);
      hold_notices({ statuses: answered, handled: await (await fetch(`${url}/notices`, { method: "PUT" })).json() });
    });
  } finally {
    await server.stop();
  }
}

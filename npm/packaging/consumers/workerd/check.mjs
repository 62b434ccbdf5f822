// workerd, the runtime of Cloudflare Workers: it compiles no WebAssembly that is made at run time, so the module must
// come as a module. The bundle is made as Wrangler makes it: esbuild, its conditions, and every .wasm left as it is.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { Failure, free_port, serve } from "../../tools/process.mjs";
import { runtime } from "../../tools/runtimes.mjs";
import { hold, hold_notices } from "../../tools/told.mjs";
import { statuses } from "../shared/notices.mjs";

export default async function ({ check, folder, gateway }) {
  for (const [name, entry] of [["workerd", "worker.mjs"], ["workerd: sanspay/slim and sanspay/sanspay.wasm", "slim.mjs"]]) {
    await check(name, () => with_worker(path.join(folder, entry), async (url, output) => {
      const response = await fetch(`${url}?gateway=${gateway}`, { signal: AbortSignal.timeout(60_000) });
      const text = await response.text();
      if (response.status !== 200) throw new Failure(`${response.status} ${text}\n${output()}`);
      hold(JSON.parse(text));
    }));
  }
  await check("workerd: notices", () => with_worker(path.join(folder, "notices.mjs"), async (url) => {
    const answered = await statuses(url);
    hold_notices({ statuses: answered, handled: await (await fetch(url, { method: "PUT" })).json() });
  }));
}

/** Runs a worker for as long as it is used. */
async function with_worker(entry, use) {
  const workerd = runtime("workerd");
  const dist = `${entry}.dist`;
  mkdirSync(dist);
  const address = `127.0.0.1:${await free_port()}`;
  writeFileSync(path.join(dist, "worker.capnp"), config(await bundled(entry, dist), address));

  const url = `http://${address}/`;
  const { output, stop } = await serve(workerd, ["serve", "worker.capnp"], { cwd: dist, url });
  try {
    await use(url, output);
  } finally {
    await stop();
  }
}

/** Bundles the worker and returns its modules, `[name, type]`. */
async function bundled(entry, dist) {
  const modules = [["worker.mjs", "esModule"]];
  const keep_wasm = {
    name: "wasm is a module",
    setup(bundler) {
      bundler.onResolve({ filter: /\.wasm$/ }, async ({ path: asked, ...options }) => {
        if (options.pluginData === keep_wasm) return undefined;
        const found = await bundler.resolve(asked, { ...options, pluginData: keep_wasm });
        if (found.errors.length > 0) return found;
        const name = path.basename(found.path);
        copyFileSync(found.path, path.join(dist, name));
        modules.push([name, "wasm"]);
        return { path: `./${name}`, external: true };
      });
    },
  };
  await build({
    entryPoints: [entry],
    outfile: path.join(dist, "worker.mjs"),
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    plugins: [keep_wasm],
    logLevel: "silent",
  });
  return modules;
}

/** The worker, a socket for it, and the gateway on this machine as all the network there is. */
function config(modules, address) {
  const embedded = modules.map(([name, type]) => `(name = "${name}", ${type} = embed "${name}")`);
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [${embedded.join(", ")}], compatibilityDate = "2026-11-01", globalOutbound = "net")),
    (name = "net", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "${address}", http = (), service = "main")],
);
`;
}

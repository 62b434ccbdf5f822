// Bun, running the package as it is and as a bundle of its own.

import { run } from "../../tools/process.mjs";
import { runtime } from "../../tools/runtimes.mjs";
import { hold, hold_notices, last_line } from "../../tools/told.mjs";

export default async function ({ check, folder, gateway }) {
  const bun = (...args) => run(runtime("bun"), args, { cwd: folder });
  await check("bun", async () => hold(last_line(await bun("--no-install", "main.mjs", gateway))));
  await check("bun: sanspay/fetch", async () => hold(last_line(await bun("--no-install", "fetch.mjs", gateway))));
  await check("bun: notices", async () => hold_notices(last_line(await bun("--no-install", "notices.mjs"))));
  await check("bun build", async () => {
    await bun("build", "main.mjs", "--target=bun", "--outfile=dist/main.mjs");
    hold(last_line(await bun("--no-install", "dist/main.mjs", gateway)));
  });
}

// A newcomer's way from an empty folder to a verdict, by the README of the repository and nothing else: what it says to type
// is typed, what it says to save is saved, what it says to press is pressed.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { on_page } from "../../tools/browser.mjs";
import { run, serve } from "../../tools/process.mjs";

const README = readFileSync(path.join(import.meta.dirname, "../../../../README.md"), "utf8");
const SANDBOX = "http://127.0.0.1:4010";
const SHOP = "http://127.0.0.1:3000";

/** The commands and the program of the README's first section, as they stand there. */
function steps() {
  const [section] = README.split("\n## ").filter((part) => part.startsWith("A first payment"));
  const block = (fence) => section.split(`\`\`\`${fence}\n`).slice(1).map((rest) => rest.split("\n```")[0]);
  const [install, sandbox, shop] = block("sh").flatMap((lines) => lines.split("\n"));
  const [program] = block("js shop.mjs");
  return { install, sandbox, shop, program };
}

export default async function ({ check, folder, tarball }) {
  const cwd = path.join(folder, "empty");
  const { install, sandbox, shop, program } = steps();
  const stop = [];
  await check("newcomer: from an empty folder to a verdict, by the README", async () => {
    const from = Date.now();
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd);
    assert.equal(install, "npm install sanspay");
    await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd });
    const typed = async (line, url) => {
      const [command, ...words] = line.split(" ");
      const server = await serve(command, words, { cwd, url });
      stop.push(server.stop);
      return server;
    };
    try {
      await typed(sandbox, SANDBOX);
      writeFileSync(path.join(cwd, "shop.mjs"), program);
      const told = await typed(shop, `${SHOP}/none`);
      await on_page(SHOP, async (page) => {
        await page.getByRole("button", { name: "Pay" }).click();
        await page.getByText("Paid. Your money is held until you have your parcel.").waitFor();
        await picture(page, "first-payment-verdict", 420, 220);
      });
      await on_page(SANDBOX, async (page) => {
        await page.getByRole("button", { name: "Deliver" }).click();
        await page.getByText("Awaiting Buyer Response").first().waitFor();
        for (const until = Date.now() + 10_000; !/notice: /.test(told.output()) && Date.now() < until; ) await page.waitForTimeout(50);
        await page.getByText("False notices").click();
        await page.getByRole("button", { name: "Forge" }).click();
        await page.getByText("403").first().waitFor();
        await picture(page, "first-payment-dashboard", 1280, 900);
      });
      const tries = await (await fetch(`${SANDBOX}/sandbox/notices`)).json();
      assert.deepEqual(tries.map(({ kind, tries }) => [kind, tries.at(-1)?.status]), [["genuine", 200], ["forge", 403]]);
      assert.match(told.output(), /^return: done, the money is held$/m);
      assert.equal(told.output().match(/^notice: .*/gm).join(), "notice: delivered, so AtaraPay was asked: done, the money is held");
      await (await fetch(`${SANDBOX}/sandbox/faults`, { method: "POST", body: README.match(/`--fault (\*:\w+)`/)[1] })).text();
      await on_page(`${SHOP}/return?product=1447&order=3021`, (page) => page.getByText("Not confirmed. No answer came").waitFor());
      assert.match(told.output(), /^return: unknown, the money is in_doubt$/m);
      console.log(`   the machine took ${((Date.now() - from) / 1000).toFixed(1)} s of a newcomer's five minutes`);
    } finally {
      for (const each of stop.reverse()) await each();
    }
  });
}

async function picture(page, name, width, height) {
  if (!process.env.SCREENSHOTS) return;
  await page.setViewportSize({ width, height });
  await page.screenshot({ path: path.join(process.env.SCREENSHOTS, `${name}.png`) });
}

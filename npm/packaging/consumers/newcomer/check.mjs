// A newcomer's way from an empty folder to a verdict, by what is written and nothing else: what it says to type is typed, what
// it says to save is saved, what it says to press is pressed.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { on_page } from "../../tools/browser.mjs";
import { picture } from "../../tools/picture.mjs";
import { run, serve } from "../../tools/process.mjs";
import { Missing } from "../../tools/runtimes.mjs";

const SANDBOX = "http://127.0.0.1:4010";
const SHOP = "http://127.0.0.1:3000";
const root = path.join(import.meta.dirname, "../../../..");
const { SANSPAY_PYTHON, SCREENSHOTS } = process.env;

export default async function ({ check, folder, tarball }) {
  const cwd = path.join(folder, "empty");
  const read = (page) => readFileSync(path.join(root, page), "utf8");
  const walked = async (text, title, file, install, env) => {
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd);
    const from = Date.now();
    const { commands, program } = steps(text, title, file);
    assert.equal(commands.length, 3);
    await install(commands[0]);
    writeFileSync(path.join(cwd, file), program);
    await walk(cwd, commands.slice(1), env);
    console.log(`\n   the machine took ${((Date.now() - from) / 1000).toFixed(1)} s of a newcomer's five minutes`);
  };
  await check("newcomer: from an empty folder to a verdict, by the README", () =>
    walked(read("README.md"), "A first payment", "shop.mjs", (command) => {
      assert.equal(command, "npm install sanspay");
      return run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd });
    }));
  await check("newcomer: the same in Python", () => {
    if (!SANSPAY_PYTHON) throw new Missing("SANSPAY_PYTHON is not set to a Python that has sanspay and flask");
    const env = { PATH: `${path.dirname(SANSPAY_PYTHON)}:${process.env.PATH}` };
    return walked(read("docs/first-payment.md"), "In Python", "shop.py", (command) => assert.equal(command, 'pip install "sanspay[flask]"'), env);
  });
}

/** The commands of a section and the program that it says to save, as they stand there. */
function steps(text, title, file) {
  const [section] = text.split("\n## ").filter((part) => part.startsWith(`${title}\n`));
  const blocks = (fence) => section.split(`\`\`\`${fence}\n`).slice(1).map((rest) => rest.split("\n```")[0]);
  const [program] = blocks(file.endsWith(".py") ? `python ${file}` : `js ${file}`);
  return { commands: blocks("sh").flatMap((lines) => lines.split("\n")), program: `${program}\n` };
}

/** Starts the sandbox and the shop, buys, delivers and forges; then the same return once more, with every answer lost. */
async function walk(cwd, [sandbox, shop], env) {
  const stop = [];
  const typed = async (line, url) => {
    const [command, ...words] = line.split(" ");
    const server = await serve(command, words, { cwd, env, url });
    stop.push(server.stop);
    return server.output;
  };
  try {
    await typed(sandbox, SANDBOX);
    const told = await typed(shop, `${SHOP}/none`);
    await on_page(SHOP, async (page) => {
      await page.getByRole("button", { name: "Pay" }).waitFor();
      await shoot(page, "first-payment-page", 480, 560);
      await page.getByRole("button", { name: "Pay" }).click();
      await page.getByText("Paid. Your money is held until you have your parcel.").waitFor();
      await shoot(page, "first-payment-verdict", 480, 160);
    });
    await on_page(SANDBOX, async (page) => {
      await page.getByRole("button", { name: "Deliver" }).click();
      await page.getByText("taken", { exact: true }).waitFor();
      await page.getByText("False notices").click();
      await page.getByRole("button", { name: "Forge" }).click();
      await page.getByText("Replies: 403").waitFor();
      await shoot(page, "first-payment-dashboard", 1280, 900);
    });
    const notices = await (await fetch(`${SANDBOX}/sandbox/notices`)).json();
    assert.deepEqual(notices.map(({ kind, tries }) => [kind, Math.floor(tries[0].status / 100)]), [["genuine", 2], ["forge", 4]]);
    assert.match(told(), /^return: done, the money is held$/m);
    assert.equal(told().match(/^notice: .*/gm).join(), "notice: delivered, so AtaraPay was asked: done, the money is held");

    // What the README says to add to the sandbox's command.
    const [, rule] = readFileSync(path.join(root, "README.md"), "utf8").match(/`--fault (\*:\w+)`/);
    assert.equal((await fetch(`${SANDBOX}/sandbox/faults`, { method: "POST", body: rule })).status, 200);
    await on_page(`${SHOP}/return?product=1447&order=3021`, (page) => page.getByText("Not confirmed. No answer came").waitFor());
    assert.match(told(), /^return: unknown, the money is in_doubt$/m);
  } finally {
    for (const each of stop.reverse()) await each();
  }
}

async function shoot(page, name, width, height) {
  if (!SCREENSHOTS) return;
  await page.setViewportSize({ width, height });
  await picture(page, { path: path.join(SCREENSHOTS, `${name}.png`) });
}

// Starts the shop: `SANDBOX=http://127.0.0.1:4010 node server/main.mjs`.

import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { listener } from "sanspay/node";
import { accounts_from } from "./accounts.mjs";
import { app } from "./app.mjs";
import { CATALOGUE } from "./catalogue.mjs";
import { Orders } from "./orders.mjs";
import { pages } from "./pages.mjs";
import { payments } from "./payments.mjs";

const PAY_ORIGINS = { staging: "https://pay.staging.atarapay.com", live: "https://pay.atarapay.com" };

/** A running shop. `origin` is where buyers and gateways reach it, `ship` is called once for each order that is paid. */
export async function start({ env = process.env, port = 0, origin, catalogue = CATALOGUE, file, ship = () => {}, ...timing } = {}) {
  const { now = Date.now, timeout_ms } = timing;
  const accounts = accounts_from(env);
  const { environment, public_key, base_url } = accounts.atarapay;
  // All that the browser needs of the account. The private key makes every token, so it stays here.
  const browser_account = { environment, public_key, ...(base_url ? { base_url } : {}) };

  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const url = origin ?? `http://127.0.0.1:${server.address().port}`;

  const orders = new Orders(file);
  const money = payments({ accounts, origin: url, orders, now, ship, timeout_ms });
  await money.resume();
  const pay_origin = base_url ? new URL(base_url).origin : PAY_ORIGINS[environment];
  const page = pages(fileURLToPath(new URL("../dist", import.meta.url)), { pay_origin });
  server.on("request", listener(app({ catalogue, browser_account, money, orders, now, staff_key: env.STAFF_KEY, page })));

  const job = setInterval(() => void money.ask_all_due(), 60_000);
  const close = async () => {
    clearInterval(job);
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url, orders, ask_all_due: money.ask_all_due, close };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { PORT = "3000", ORIGIN, ORDERS = "orders.json" } = process.env;
  const ship = ({ number, item }) => console.log(`Pack ${item.name} for order ${number}.`);
  const shop = await start({ port: Number(PORT), origin: ORIGIN, file: ORDERS, ship });
  console.log(`The shop is at ${shop.url}. Stop it with Ctrl-C.`);
}

// A shop in Express: an order, the buyer who comes back, and AtaraPay's notices. Start it with
// `SANDBOX=http://127.0.0.1:4010 node shop.mjs`.

import { fileURLToPath } from "node:url";
import express from "express";
import { atarapay, SanspayError, settle } from "sanspay";
import { listener } from "sanspay/node";

export function shop_app({ account, origin, ship }) {
  const shop = atarapay(account);
  const orders = new Map(); // a database, in a real shop
  const app = express();

  // Before any middleware that reads bodies: a notice is checked against its bytes as they came.
  app.post("/notices", listener(shop.notices("order", take_notice)));

  app.use(express.json());

  /** An order, and the page that sends its buyer to AtaraPay. The price is the shop's own, in kobo. */
  app.post("/orders", (req, res) => {
    const number = 1447 + orders.size;
    const order = { product_id: number, amount: 4_850_000, currency: "NGN", outcome: null, gateway_order: null, shipped: false };
    const { email, phone_number, customer_firstname, customer_lastname, delivery_location } = req.body ?? {};
    const purchase = {
      email,
      phone_number,
      customer_firstname,
      customer_lastname,
      delivery_location,
      recipient: phone_number,
      amount: order.amount,
      currency: order.currency,
      order_product_id: number,
      order_product_name: "Indigo throw",
      delivery_date: "2027-01-15 12:00:00",
      callback_url: `${origin()}/return`,
    };
    const { html } = shop.checkout.form({ purchase }).outcome.value; // throws what is wrong with the fields
    orders.set(String(number), order);
    res.type("html").send(html);
  });

  /** The buyer comes back. The address proves nothing, so AtaraPay is asked. */
  app.get("/return", async (req, res) => {
    const order = orders.get(String(req.query.product));
    if (!order) return res.status(404).json({ error: "there is no such order" });
    const query = new URL(req.originalUrl, origin()).search.slice(1);
    const { product_id, amount, currency } = order;
    const { next } = shop.checkout.returned({ query, product_id, amount, currency }).outcome;
    if (next.do === "ask" && !order.gateway_order) learn(order, await shop.ask(next).send());
    const { verdict, funds, reason } = order.outcome ?? { verdict: "unknown", funds: "in_doubt", reason: null };
    res.json({ order: product_id, verdict, funds, reason: reason?.code ?? null, shipped: order.shipped });
  });

  /** What is wrong with an order's fields, all of it at once. Nothing was sent because of it. */
  app.use((error, req, res, next) => {
    if (error instanceof SanspayError && error.kind === "invalid_input") return res.status(422).json({ problems: error.problems });
    return next(error);
  });

  async function take_notice(notice) {
    if (notice.next.do !== "ask") return;
    const { order: number } = notice.next.input;
    const known = [...orders.values()].find(({ gateway_order }) => gateway_order === String(number));
    const order = known ?? orders.get(String(notice.value?.order?.product_id)); // a hint, which the question below checks
    if (!order) return;
    const { product_id, amount, currency } = order;
    // An error here would be answered 500, and AtaraPay would try again.
    learn(order, await shop.orders.verify_payment({ order: number, product_id, amount, currency }).send());
  }

  function learn(order, seen) {
    order.outcome = order.outcome ? settle(order.outcome, seen) : seen;
    const { verdict, funds, value } = order.outcome;
    if (verdict !== "done" || !["held", "settled"].includes(funds)) return;
    order.gateway_order = value.id;
    if (order.shipped) return;
    order.shipped = true;
    ship(order);
  }

  return app;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { SANDBOX, PORT = "3000", PUBLIC_KEY = "pub_test_1", PRIVATE_KEY = "prv_test_2" } = process.env;
  const base_url = SANDBOX ? { base_url: SANDBOX } : {};
  const account = { environment: "staging", public_key: PUBLIC_KEY, private_key: PRIVATE_KEY, ...base_url };
  const origin = `http://127.0.0.1:${PORT}`;
  const app = shop_app({ account, origin: () => origin, ship: ({ product_id }) => console.log("pack order", product_id) });
  app.listen(Number(PORT), "127.0.0.1", () => console.log(`The shop is at ${origin}. Stop it with Ctrl-C.`));
}

// A shop in Hono, for workerd and so for Cloudflare's workers.

import { Hono } from "hono";
import { atarapay, settle } from "sanspay";

// A worker forgets: keep orders in a Durable Object or a database. Prices are in kobo.
const orders = new Map([["1447", { product_id: 1447, amount: 4_850_000, currency: "NGN", outcome: null, shipped: 0 }]]);

const app = new Hono();

app.use(async (c, next) => {
  const { PUBLIC_KEY, PRIVATE_KEY, BASE_URL } = c.env;
  const base_url = BASE_URL ? { base_url: BASE_URL } : {};
  c.set("shop", atarapay({ environment: "staging", public_key: PUBLIC_KEY, private_key: PRIVATE_KEY, ...base_url }));
  await next();
});

/** The page that sends the buyer to AtaraPay. */
app.get("/orders/:number/pay", (c) => {
  const order = orders.get(c.req.param("number"));
  if (!order) return c.notFound();
  const purchase = {
    email: "emeka@example.com",
    phone_number: "+2348035550142",
    customer_firstname: "Emeka",
    customer_lastname: "Adeniyi",
    delivery_location: "Ibadan",
    recipient: "+2348035550142",
    amount: order.amount,
    currency: order.currency,
    order_product_id: order.product_id,
    order_product_name: "Indigo throw",
    delivery_date: "2027-01-15 12:00:00",
    callback_url: new URL("/return", c.req.url).href,
  };
  return c.html(c.var.shop.checkout.form({ purchase }).outcome.value.html);
});

/** The buyer comes back. The address proves nothing, so AtaraPay is asked. */
app.get("/return", async (c) => {
  const order = orders.get(c.req.query("product"));
  if (!order) return c.notFound();
  const query = new URL(c.req.url).search.slice(1);
  const { next } = c.var.shop.checkout.returned({ query, ...expected(order) }).outcome;
  if (next.do === "ask") learn(order, await c.var.shop.ask(next).send());
  const { verdict, funds } = order.outcome ?? { verdict: "unknown", funds: "in_doubt" };
  return c.json({ verdict, funds, shipped: order.shipped });
});

/** The request as it came: nothing may have read its body before. */
app.post("/notices", (c) => {
  const { shop } = c.var;
  const take = shop.notices("order", async (notice) => {
    const order = orders.get(String(notice.value?.order?.product_id)); // a hint, which the question checks
    if (!order || notice.next.do !== "ask") return;
    learn(order, await shop.orders.verify_payment({ order: notice.next.input.order, ...expected(order) }).send());
  });
  return take(c.req.raw);
});

const expected = ({ product_id, amount, currency }) => ({ product_id, amount, currency });

function learn(order, seen) {
  order.outcome = order.outcome ? settle(order.outcome, seen) : seen;
  const { verdict, funds } = order.outcome;
  if (verdict === "done" && ["held", "settled"].includes(funds) && order.shipped === 0) order.shipped += 1;
}

export default app;

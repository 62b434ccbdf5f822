// What a page may do with "sanspay/browser": no secret, and a smaller module of its own.

import { refused } from "./story.mjs";

const PURCHASE = {
  email: "buyer@example.com",
  phone_number: "+2348082094382",
  currency: "NGN",
  amount: 400_000,
  customer_firstname: "Emeka",
  customer_lastname: "Adeniyi",
  order_product_id: 1447,
  order_product_name: "Samsung Galaxy 7s",
  delivery_date: "2026-12-01 12:00:00",
  delivery_location: "Gombe, NG",
  recipient: "+2348082094382",
};

/** What is to be seen. */
export const SEEN_IN_PAGE = {
  groups: ["checkout"],
  form: ["https://pay.staging.atarapay.com", ["token", "pub_test_1"]],
  inline: "pub_test_1",
  returned: ["unknown", "atarapay.orders.verify_payment"],
  link: "upi://pay?pa=shop@okbank&pn=Shop&am=499.50&cu=INR",
  qr: "</svg>",
  outcome_of: "unknown",
  no_outcome: { name: "SanspayError", is_error: true, kind: "misuse", fields: [] },
};

/** Plays it. */
export function in_page({ atarapay, upi, outcome_of, SanspayError }) {
  const shop = atarapay({ environment: "staging", public_key: "pub_test_1" });
  const { action, fields } = shop.checkout.form({ purchase: PURCHASE }).outcome.value;
  const { merchant } = shop.checkout.inline({ purchase: PURCHASE }).outcome.value;
  const back = { query: "product=1447&order=3021", product_id: "1447", amount: 400_000, currency: "NGN" };
  const returned = shop.checkout.returned(back).outcome;
  const { link } = upi().link.write({ pa: "shop@okbank", pn: "Shop", am: 49_950 }).outcome.value;
  return {
    groups: Object.keys(shop).filter((name) => typeof shop[name] === "object"),
    form: [action, fields[0]],
    inline: merchant.api_key,
    returned: [returned.verdict, returned.next.operation],
    link,
    qr: upi().link.qr({ link }).outcome.value.svg.slice(-6),
    outcome_of: outcome_of(JSON.parse(JSON.stringify(returned))).verdict,
    no_outcome: refused(() => outcome_of({ verdict: "done" }), SanspayError),
  };
}

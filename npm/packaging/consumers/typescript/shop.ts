// A small shop in TypeScript. What is expected to be refused proves that the types are there, and not `any`.

import { atarapay, SanspayError, upi, type Call, type Outcome } from "sanspay";

const shop = atarapay({ environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" });
const call = shop.orders.verify_payment({ order: 3021, product_id: 1447, amount: 400_000, currency: "NGN" });

// @ts-expect-error: an amount is a whole number, not text
const mistaken = () => shop.orders.verify_payment({ order: 3021, product_id: 1447, amount: "4000.00", currency: "NGN" });
// @ts-expect-error: what is required may not be undefined
const missing = () => shop.orders.status({ order: undefined });
// @ts-expect-error: there is no such environment
const nowhere = () => atarapay({ environment: "sandbox", public_key: "p", private_key: "q" });

function concluded<V extends { readonly id: string }>(outcome: Outcome<V> | null): string {
  if (outcome === null) return "undecided";
  return outcome.verdict === "done" ? outcome.value.id : outcome.reason.code;
}

function fields(ask: () => Call<unknown>): string[] {
  try {
    ask();
  } catch (error) {
    if (error instanceof SanspayError) return error.problems.map(({ field }) => field);
  }
  return [];
}

async function told(gateway: string) {
  const reply = await fetch(`${gateway}/api/callback/order`, { method: "POST" });
  await call.reply(reply);
  const link: string | undefined = upi().link.write({ pa: "shop@okbank", pn: "Shop", am: 49_950n }).outcome?.value?.link;
  const refused = { mistaken: fields(mistaken), missing: fields(missing), nowhere: fields(() => nowhere().banks.list({})) };
  return { id: concluded(call.outcome), link, ...refused };
}

told(process.argv[2] ?? "").then((told) => console.log(JSON.stringify(told)));

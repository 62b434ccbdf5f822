// The same story in every runtime: what a shop does first. It returns what it saw, and the one who asked for it holds
// that against `SEEN`: so a consumer that swallows a failure, or tells nothing, has failed.

const ACCOUNT = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" };
const VERIFY = { order: 3021, product_id: 1447, amount: 400_000, currency: "NGN" };
/** The order as the gateway of these tests answers for it. */
export const ORDER = { id: 3021, product_id: "1447", product_cost: 400_000, amount_payed: 450_000, currency: "NGN", status: { id: 1, title: "Pending" } };
/** The whole answer. */
export const PAID = JSON.stringify({ status: "success", message: "Order Fetched", data: ORDER });
const DELIVERED = { status: "Delivered", message: "", data: { ...ORDER, id: 3029, status: { id: 10, title: "Awaiting Buyer Response" } } };
const SIGNED = { ...DELIVERED, token: "cHViX3Rlc3RfMTpwcnZfdGVzdF8yOjMwMjk6NDUwMDAw" };

/** What is to be seen. */
export const SEEN = {
  request: {
    method: "POST",
    url: "https://test-api.atarapay.com/api/callback/order",
    headers: [["accept", "application/json"], ["content-type", "application/x-www-form-urlencoded"]],
    body: "authtoken=cHViX3Rlc3RfMTpwcnZfdGVzdF8y&order=3021&status=order",
    redirect: "manual",
  },
  plain_reply: ["done", "held", "3021"],
  response: ["done", "held", "3021"],
  unreadable: ["unknown", "in_doubt", "not_json"],
  sent: ["done", "held", "3021"],
  notices: [["verified", "3029"], ["forged", "3029"]],
  link: "upi://pay?pa=shop@okbank&pn=Shop%20%26%20Sons&tr=Order1449&am=499.50&cu=INR",
  qr: ["<?xml version", "</svg>"],
  error: { name: "SanspayError", is_error: true, kind: "invalid_input", fields: ["amount"] },
};

/** Plays the story with the package, whose calls are sent to a stand-in for the gateway. */
export async function story({ atarapay, upi, SanspayError }, gateway) {
  // A page of this project's own, where the account guards nothing; a shop leaves its secrets on its server.
  const options = globalThis.window ? { allow_secrets_in_browser: true } : undefined;
  const shop = atarapay(ACCOUNT, options);

  const asked = shop.orders.verify_payment(VERIFY);
  const { method, url, headers, body, redirect } = asked.request;
  asked.reply({ status: 200, headers: { "content-type": "application/json" }, body: PAID });

  const fetched = shop.orders.verify_payment(VERIFY);
  await fetched.reply(new Response(PAID));

  const unreadable = shop.orders.verify_payment(VERIFY);
  await unreadable.reply(new Response("<html>"));

  const sent = atarapay({ ...ACCOUNT, base_url: gateway }, options).orders.verify_payment(VERIFY);
  await sent.send();

  const { link } = upi().link.write({ pa: "shop@okbank", pn: "Shop & Sons", am: 49_950, tr: "Order1449" }).outcome.value;
  const { svg } = upi().link.qr({ link }).outcome.value;

  return {
    request: { method, url, headers, body, redirect },
    plain_reply: concluded(asked),
    response: concluded(fetched),
    unreadable: concluded(unreadable),
    sent: concluded(sent),
    notices: [SIGNED, { ...SIGNED, token: "Zm9yZ2Vk" }].map((notice) => received(shop, notice)),
    link,
    qr: [svg.slice(0, 13), svg.slice(-6)],
    error: refused(() => shop.orders.verify_payment({ ...VERIFY, amount: 1.5 }), SanspayError),
  };
}

function concluded({ outcome: { verdict, funds, value, reason } }) {
  return [verdict, funds, value?.id ?? reason.code];
}

function received(shop, notice) {
  const { authenticity, value } = shop.receive("order", { headers: { "content-type": "application/json" }, body: JSON.stringify(notice) });
  return [authenticity, value.order.id];
}

function refused(ask, SanspayError) {
  try {
    ask();
  } catch (error) {
    const { name, kind, problems } = error;
    return { name, is_error: error instanceof SanspayError && error instanceof Error, kind, fields: problems.map(({ field }) => field) };
  }
  return null;
}

// The same story in every runtime: what a shop does first. It returns what it saw, and the one who asked for it holds
// that against `SEEN`: so a consumer that swallows a failure, or tells nothing, has failed.

const ACCOUNT = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" };
const VERIFY = { order: 3021, product_id: 1447, amount: 400_000, currency: "NGN" };
const JSON_TYPE = { "content-type": "application/json" };

const PRODUCT = { product_id: "1447", product_cost: 400_000, amount_payed: 450_000, currency: "NGN" };
const ORDER = { id: 3021, ...PRODUCT, status: { id: 1, title: "Pending" } };
/** What the stand-in for the gateway answers. */
export const PAID = JSON.stringify({ status: "success", message: "Order Fetched", data: ORDER });

const TAKEN = { id: 3029, ...PRODUCT, status: { id: 10, title: "Awaiting Buyer Response" } };
const DELIVERED = { status: "Delivered", message: "", data: TAKEN };
/** A notice as the gateway would sign it, and one that somebody else made. */
export const SIGNED = JSON.stringify({ ...DELIVERED, token: "cHViX3Rlc3RfMTpwcnZfdGVzdF8yOjMwMjk6NDUwMDAw" });
export const FORGED = JSON.stringify({ ...DELIVERED, token: "Zm9yZ2Vk" });

/** What is to be seen. */
export const SEEN = {
  request: {
    method: "POST",
    url: "https://test-api.atarapay.com/api/callback/order",
    headers: [["accept", "application/json"], ["content-type", "application/x-www-form-urlencoded"]],
    body: "authtoken=cHViX3Rlc3RfMTpwcnZfdGVzdF8y&order=3021&status=order",
    redirect: "manual",
  },
  to_request: ["POST", "https://test-api.atarapay.com/api/callback/order", "application/x-www-form-urlencoded"],
  plain_reply: ["done", "held", "3021"],
  response: ["done", "held", "3021"],
  unreadable: ["unknown", "in_doubt", "not_json"],
  sent: ["done", "held", "3021"],
  resumed: { request: "misuse", with_reply: ["done", "held", "3021"], sent: ["unknown", "in_doubt", "no_answer"] },
  received: [["verified", "3029"], ["forged", "3029"]],
  notices: { statuses: [200, 403, 405], handled: ["delivered"] },
  link: "upi://pay?pa=shop@okbank&pn=Shop%20%26%20Sons&tr=Order1449&am=499.50&cu=INR",
  qr: ["<?xml version", "</svg>"],
  error: { name: "SanspayError", is_error: true, kind: "invalid_input", fields: ["amount"] },
};

/** Plays the story with the package, whose calls are sent to a stand-in for the gateway. */
export async function story({ atarapay, upi, SanspayError }, gateway, options) {
  const shop = atarapay(ACCOUNT, options);
  const verify = () => shop.orders.verify_payment(VERIFY);

  const asked = verify();
  const { method, url, headers, body, redirect } = asked.request;
  const to_request = asked.request.toRequest();
  asked.reply({ status: 200, headers: JSON_TYPE, body: PAID });

  const fetched = verify();
  await fetched.reply(new Response(PAID));
  const unreadable = verify();
  await unreadable.reply(new Response("<html>"));

  const sent = atarapay({ ...ACCOUNT, base_url: gateway }, options).orders.verify_payment(VERIFY);
  await sent.send();

  const { link } = upi().link.write({ pa: "shop@okbank", pn: "Shop & Sons", am: 49_950, tr: "Order1449" }).outcome.value;
  const { svg } = upi().link.qr({ link }).outcome.value;

  return {
    request: { method, url, headers, body, redirect },
    to_request: [to_request.method, to_request.url, to_request.headers.get("content-type")],
    plain_reply: concluded(asked),
    response: concluded(fetched),
    unreadable: concluded(unreadable),
    sent: concluded(sent),
    resumed: await resumed(shop, verify().save()),
    received: [SIGNED, FORGED].map((body) => received(shop, body)),
    notices: await notices(shop),
    link,
    qr: [svg.slice(0, 13), svg.slice(-6)],
    error: refused(() => shop.orders.verify_payment({ ...VERIFY, amount: 1.5 }), SanspayError),
  };
}

function concluded({ outcome: { verdict, funds, value, reason } }) {
  return [verdict, funds, value?.id ?? reason.code];
}

async function resumed(shop, saved) {
  const replied = shop.resume(saved);
  const { kind } = refused(() => replied.request, Error);
  replied.reply({ status: 200, body: PAID });
  const sent = shop.resume(saved);
  await sent.send();
  return { request: kind, with_reply: concluded(replied), sent: concluded(sent) };
}

function received(shop, body) {
  const { authenticity, value } = shop.receive("order", { headers: JSON_TYPE, body });
  return [authenticity, value.order.id];
}

async function notices(shop) {
  const handled = [];
  const handler = shop.notices("order", async ({ event }) => void handled.push(event));
  const statuses = [];
  for (const init of [{ method: "POST", body: SIGNED }, { method: "POST", body: FORGED }, { method: "GET" }]) {
    const { status } = await handler(new Request("https://shop.example/notices", { ...init, headers: JSON_TYPE }));
    statuses.push(status);
  }
  return { statuses, handled };
}

/** What a mistake is told as. */
export function refused(ask, SanspayError) {
  try {
    ask();
  } catch (error) {
    const { name, kind, problems } = error;
    // Whatever else may be thrown is told as well as it can be.
    return { name, is_error: error instanceof SanspayError && error instanceof Error, kind, fields: problems?.map(({ field }) => field) };
  }
  return null;
}

// The money. Only `learn` and `found` change what is known of a payment, and only `ship_if_paid` ships.

import { atarapay, atmoon, settle, upi } from "sanspay";

/** For how long an order is asked after before a person looks at it: a payment page that nobody pays is unknown for ever. */
const PATIENCE_MS = 24 * 3_600_000;

export function payments({ accounts, origin, orders, now, ship, timeout_ms }) {
  const escrow = atarapay(accounts.atarapay);
  const india = atmoon(accounts.atmoon);
  const begin = { escrow: async () => {}, upi: begin_upi, page: begin_page };
  const under_way = new Map();
  const sent = (call) => call.send(undefined, { timeout_ms });

  /** Throws what is wrong with an order's fields, all of it at once, before anything is stored or sent. */
  function check(order) {
    if (order.method === "escrow") escrow.checkout.form({ purchase: purchase(order) });
    if (order.method === "upi") india.payin.create(payin(order));
    if (order.method === "page") india.pg.initiate(page(order));
  }

  /** Whatever must happen before the buyer can pay. Two presses of the button are one. */
  function pay(order) {
    if (!under_way.has(order.number)) {
      under_way.set(order.number, begin[order.method](order).finally(() => under_way.delete(order.number)));
    }
    return under_way.get(order.number);
  }

  /** A page that is lost may be made anew: nobody has its address, so nobody can pay it. */
  async function begin_page(order) {
    if (order.begun?.verdict === "done") return;
    order.begun = await sent(india.pg.initiate(page(order)));
    if (order.begun.verdict === "done") {
      const { transaction_id, pg_reference_no } = order.begun.value;
      order.ids = [transaction_id, pg_reference_no];
      later(order, order.begun.next, order.begun.next.not_before_seconds);
    }
    orders.save();
  }

  /** A UPI link that is lost must not be made anew: two could both be paid. So the call is stored before it is sent. */
  async function begin_upi(order) {
    if (order.saved || !["not_sent", "refused", undefined].includes(order.begun?.verdict)) return;
    const call = india.payin.create(payin(order));
    order.saved = call.save();
    orders.save();
    conclude_upi(order, await sent(call));
  }

  function conclude_upi(order, outcome) {
    order.begun = outcome;
    order.saved = null;
    if (outcome.verdict === "done") {
      const { transaction_id, order_id, intent_url } = outcome.value;
      order.ids = [transaction_id, order_id];
      if (upi().link.read({ link: intent_url }).outcome.value?.pa === accounts.upi_payee) order.link = intent_url;
      else order.review = "the UPI link pays somebody else";
    }
    if (outcome.verdict === "unknown") order.review = outcome.reason.message;
    orders.save();
  }

  /** After a start: what was being sent when the server stopped is concluded, and never sent again. */
  async function resume() {
    for (const order of orders.all().filter(({ saved }) => saved)) conclude_upi(order, await sent(india.resume(order.saved)));
  }

  /** The buyer's browser came back. That proves nothing, but it is a good moment to ask. */
  async function came_back(order, query) {
    if (order.method !== "escrow") return order.outcome ? ask_if_due(order) : ask(order, order.question);
    // Anybody can type an address. Once AtaraPay's number is proven, no other is asked after.
    if (order.gateway_order) return;
    const { next } = escrow.checkout.returned({ query, ...expected(order) }).outcome;
    if (next.do !== "ask") return;
    return next.input.order === order.question?.input.order ? ask_if_due(order) : ask(order, next);
  }

  /** Asks again, not before `next` says. */
  async function ask_if_due(order) {
    if (may_ask(order) && now() >= order.ask_after) await ask(order, order.question);
  }

  /** Asking changes nothing at the gateway, so it does not matter if two do at once. */
  async function ask(order, question) {
    if (!question) return;
    const shop = question.operation.startsWith("atarapay.") ? escrow : india;
    learn(order, question, await sent(shop.ask(question)));
  }

  /** For buyers who never come back: asks whatever is due. A job calls it, once a minute. */
  async function ask_all_due() {
    for (const order of orders.all()) {
      if (is_paid(order) || !order.question || now() < order.ask_after || (order.outcome && !may_ask(order))) continue;
      await ask(order, order.question);
      if (!is_paid(order) && now() > order.placed + PATIENCE_MS) order.review ??= "not known for a day: look in the dashboard";
    }
    orders.save();
  }

  function later(order, question, seconds = 0) {
    order.question = question;
    order.ask_after = now() + 1000 * seconds;
  }

  function learn(order, question, seen) {
    order.outcome = order.outcome ? settle(order.outcome, seen) : seen;
    const { next } = order.outcome;
    // A question that never left is the same question, and need not wait.
    later(order, next.do === "ask" ? next : question, next.not_before_seconds);
    order.review = next.do === "review" ? order.outcome.reason?.message ?? "a person must look" : null;
    if (seen.verdict === "done" && order.method === "escrow") order.gateway_order = seen.value.id;
    ship_if_paid(order);
    orders.save();
  }

  /** A person has found a UPI payment on the bank statement. One payment pays for one order. */
  function found(order, { rrn, amount }) {
    if (order.method !== "upi") return "only a UPI payment is confirmed by hand";
    if (!/^[0-9]{12}$/.test(rrn)) return "rrn must be the 12 digits of the bank statement";
    if (amount !== order.amount) return `the order costs ${order.amount} paise`;
    if (orders.is_taken(order, "rrn", rrn)) return "this payment pays for another order";
    order.rrn = rrn;
    order.review = null;
    ship_if_paid(order);
    orders.save();
    return null;
  }

  function ship_if_paid(order) {
    if (order.shipped || !is_paid(order)) return;
    if (orders.is_taken(order, "gateway_order", order.gateway_order)) {
      order.review = "AtaraPay's order pays for another order already";
      return;
    }
    // Stored before it happens: after a crash in between, a person finds an order that was not sent, not one sent twice.
    order.shipped = new Date(now()).toISOString();
    orders.save();
    ship(order);
  }

  /** AtaraPay tells that something happened. The notice says what to ask, and only the answer counts. */
  async function order_notice(notice) {
    if (notice.next.do !== "ask") return;
    const number = notice.next.input.order;
    const stored = orders.all().find(({ gateway_order }) => gateway_order === String(number));
    // A buyer who paid and never came back: the notice hints at which order it may be, and asking tells.
    const order = stored ?? orders.find(notice.value?.order?.product_id);
    if (!order || order.method !== "escrow" || (order.gateway_order && order !== stored)) return;
    const question = { do: "ask", operation: "atarapay.orders.verify_payment", input: { order: number, ...expected(order) } };
    // The answer to the notice does not wait for this, and whatever comes of it is an outcome, not an error.
    void ask(order, question);
  }

  /** AT MOON's call is unsigned: the ids in it only say where to look. After a UPI payment nothing can be asked, so a person does. */
  async function callback(notice) {
    const ids = Object.values(notice.value?.ids ?? {});
    const order = orders.all().find((order) => order.ids.some((id) => ids.includes(id)));
    if (!order || is_paid(order)) return;
    if (order.method === "upi") order.review ??= "AT MOON called: look for it on the bank statement";
    else void (order.outcome ? ask_if_due(order) : ask(order, order.question));
    orders.save();
  }

  function purchase(order) {
    const { firstname, lastname, email, phone, city } = order.buyer;
    return {
      email,
      phone_number: phone,
      currency: order.currency,
      amount: order.amount,
      customer_firstname: firstname,
      customer_lastname: lastname,
      order_product_id: order.number,
      order_product_name: order.item.name,
      delivery_date: new Date(now() + 7 * 86_400_000).toISOString().slice(0, 10) + " 12:00:00",
      delivery_location: city,
      recipient: phone,
      callback_url: `${origin}/return`,
    };
  }

  function page(order) {
    const { firstname, lastname, email, phone } = order.buyer;
    // AT MOON takes no order number of ours, so the address brings it back.
    const redirect_url = `${origin}/return?shop_order=${order.number}`;
    return { name: `${firstname} ${lastname}`.trim(), phone, email, amount: order.amount, redirect_url };
  }

  function payin(order) {
    const { email, phone } = order.buyer;
    return {
      merchant_transaction_id: `Order${order.number}`,
      amount: order.amount,
      payment_for: `Order ${order.number}`,
      payment_mode: "INTENT", // its link opens an app, and drawn as a QR code it is the same link
      callback_url: `${origin}/notices/atmoon`,
      // Here it takes the ten digits alone.
      customer_details: { customer_email: email, customer_phone: phone.replace(/^\+?91(?=[0-9]{10}$)/, "") },
    };
  }

  const notices = { atarapay: escrow.notices("order", order_notice), atmoon: india.notices("callback", callback) };
  return { check, pay, resume, came_back, ask_if_due, ask_all_due, found, purchase, notices };
}

const expected = ({ number, amount, currency }) => ({ product_id: number, amount, currency });

/** Proven by the gateway, or found by a person on the bank statement. Nothing else is paid. */
export function is_paid({ outcome, rrn }) {
  return rrn !== null || (outcome?.verdict === "done" && ["held", "settled"].includes(outcome.funds));
}

/** Whether `next` leaves something to ask: the next question, or the same one where it never left. */
export const may_ask = ({ outcome, question }) => Boolean(question) && ["ask", "send_again"].includes(outcome?.next.do);

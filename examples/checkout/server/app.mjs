// The shop's addresses: a handler that takes a Request and gives a Response.

import { timingSafeEqual } from "node:crypto";
import { SanspayError } from "sanspay";
import { METHODS } from "./catalogue.mjs";
import { is_paid, may_ask } from "./payments.mjs";
import { new_order } from "./orders.mjs";

const LONGEST = 16 * 1024;
const BUYER = ["firstname", "lastname", "email", "phone", "city"];

export function app({ catalogue, browser_account, money, orders, now, staff_key, page }) {
  const routes = [
    ["GET", /^\/api\/shop$/, () => json(200, { catalogue, account: browser_account })],
    ["POST", /^\/api\/orders$/, place],
    ["GET", /^\/api\/orders\/(\d+)$/, with_order((order) => json(200, view(order)))],
    ["POST", /^\/api\/orders\/(\d+)\/pay$/, with_order(pay)],
    ["POST", /^\/api\/orders\/(\d+)\/returned$/, with_order(returned)],
    ["POST", /^\/api\/orders\/(\d+)\/ask$/, with_order(ask)],
    ["POST", /^\/api\/orders\/(\d+)\/claim$/, with_order(claim)],
    ["GET", /^\/staff\/review$/, staff(() => json(200, orders.all().filter(needs_a_person).map(for_staff)))],
    ["POST", /^\/staff\/orders\/(\d+)\/found$/, staff(with_order(found))],
    ["*", /^\/notices\/atarapay$/, (request) => money.notices.atarapay(request)],
    ["*", /^\/notices\/atmoon$/, (request) => money.notices.atmoon(request)],
    ["GET", /./, (request) => page(new URL(request.url).pathname)],
  ];

  return async (request) => {
    const { pathname } = new URL(request.url);
    for (const [method, path, answer] of routes) {
      const found = path.exec(pathname);
      if (found && (method === "*" || method === request.method)) return said(() => answer(request, ...found.slice(1)));
    }
    return json(404, { error: "there is no such address" });
  };

  /** An order is stored only when nothing is wrong with it, and priced here, whatever the browser says. */
  async function place(request) {
    const { key, item: id, method, buyer: given } = await body_of(request);
    const before = orders.all().find((order) => order.key === key);
    if (before) return json(200, view(before));
    const item = catalogue.find((item) => item.id === id);
    if (typeof key !== "string" || key.length < 16 || !item || !Object.hasOwn(METHODS, method)) {
      return json(400, { error: "the order has no key, or no such item or way to pay" });
    }
    const { currency } = METHODS[method];
    const { id: _, name, detail, prices } = item;
    const buyer = Object.fromEntries(BUYER.map((name) => [name, String(given?.[name] ?? "").trim()]));
    const order = new_order({ key, item: { id, name, detail }, method, amount: prices[currency], currency, buyer, placed: now() });
    try {
      money.check(order);
    } catch (error) {
      if (error instanceof SanspayError && error.kind === "invalid_input") return json(422, { problems: error.problems });
      throw error;
    }
    return json(201, view(orders.add(order)));
  }

  async function pay(order) {
    if (!is_paid(order)) await money.pay(order);
    return json(200, view(order));
  }

  async function returned(order, request) {
    const { query } = await body_of(request);
    await money.came_back(order, String(query ?? ""));
    return json(200, view(order));
  }

  async function ask(order) {
    await money.ask_if_due(order);
    return json(200, view(order));
  }

  /** What a buyer says about a UPI payment helps a person to find it, and proves nothing. */
  async function claim(order, request) {
    const { reference } = await body_of(request);
    if (order.method !== "upi" || !order.link) return json(409, { error: "there is no UPI link to pay by" });
    if (reference && !/^[0-9]{12}$/.test(reference)) {
      return json(422, { problems: [{ field: "reference", message: "must be the 12 digits that your app shows" }] });
    }
    order.claim = { reference: reference || null, at: new Date(now()).toISOString() };
    order.review ??= "the buyer says it is paid: look for it on the bank statement";
    orders.save();
    return json(200, view(order));
  }

  async function found(order, request) {
    const problem = money.found(order, await body_of(request));
    return problem ? json(409, { error: problem }) : json(200, for_staff(order));
  }

  function with_order(answer) {
    return (request, number) => {
      const order = orders.find(number);
      return order ? answer(order, request) : json(404, { error: "there is no such order" });
    };
  }

  function staff(answer) {
    return (request, ...found) => {
      const [given, right] = [request.headers.get("authorization") ?? "", `Bearer ${staff_key}`].map((text) => Buffer.from(text));
      const is_right = staff_key && given.length === right.length && timingSafeEqual(given, right);
      return is_right ? answer(request, ...found) : json(401, { error: "this is for the shop's own people" });
    };
  }

  /** What the buyer's browser gets to see. */
  function view(order) {
    const { number, item, method, amount, currency, begun, link, outcome, review } = order;
    const is_open = !outcome && !is_paid(order);
    return {
      number,
      item,
      method,
      gateway: METHODS[method].gateway,
      amount,
      currency,
      begun,
      outcome,
      link,
      is_paid: is_paid(order),
      is_shipped: order.shipped !== null,
      is_claimed: order.claim !== null,
      is_found: order.rrn !== null,
      needs_a_person: review !== null,
      may_ask: may_ask(order),
      ask_in_seconds: Math.max(0, Math.ceil((order.ask_after - now()) / 1000)),
      // What the browser does next to pay, while nothing is known yet.
      purchase: is_open && method === "escrow" ? money.purchase(order) : null,
      page: is_open && method === "page" && begun?.verdict === "done" ? begun.value.url : null,
    };
  }
}

const needs_a_person = ({ review }) => review !== null;

const for_staff = ({ number, item, amount, currency, method, outcome, claim, rrn, review, shipped, ids, gateway_order }) => {
  const { verdict = null, funds = null, reason = null } = outcome ?? {};
  return { number, item: item.name, amount, currency, method, verdict, funds, reason, claim, rrn, review, shipped, ids, gateway_order };
};

export const json = (status, data) => Response.json(data, { status, headers: { "cache-control": "no-store" } });

/** A Response may be thrown, where a request is no good. */
async function said(answer) {
  try {
    return await answer();
  } catch (thrown) {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  }
}

/** JSON alone, so that no other site's form can send it. */
async function body_of(request) {
  if (!/^application\/json\b/.test(request.headers.get("content-type") ?? "")) throw json(415, { error: "send JSON" });
  const text = await request.text();
  if (text.length > LONGEST) throw json(413, { error: "that is too long" });
  try {
    return { ...JSON.parse(text) };
  } catch {
    throw json(400, { error: "that is not JSON" });
  }
}

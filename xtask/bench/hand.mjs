// What a careful developer would write by hand instead: the same checks and the same care, for one operation and one
// notice, and nothing else.

import { timingSafeEqual } from "node:crypto";

const STAGES = { pending: "held", "awaiting buyer response": "held", "pending ii": "held" };

export function build(account, input) {
  check(account, input);
  const token = Buffer.from(`${account.public_key}:${account.private_key}`).toString("base64");
  return {
    method: "POST",
    url: "https://test-api.atarapay.com/api/callback/order",
    headers: [["accept", "application/json"], ["content-type", "application/x-www-form-urlencoded"]],
    body: new URLSearchParams({ authtoken: token, order: String(input.order), status: "order" }).toString(),
  };
}

export function classify(account, input, reply) {
  check(account, input);
  const unknown = (reason, details = []) => ({ verdict: "unknown", funds: "in_doubt", value: null, reason, details });
  if (reply.fault) return unknown(reply.fault);
  if (reply.status < 200 || reply.status >= 300 || reply.body.length > 1 << 20) return unknown("http_status");
  let answer;
  try {
    answer = JSON.parse(reply.body);
  } catch {
    return unknown("not_json");
  }
  const data = answer?.data;
  if (answer?.status !== "success" || answer.message !== "Order Fetched" || typeof data !== "object" || data === null) {
    return unknown("unrecognised");
  }
  const details = [];
  if (String(data.id) !== String(input.order)) details.push("id");
  if (String(data.product_id) !== String(input.product_id)) details.push("product_id");
  if (data.currency !== input.currency) details.push("currency");
  if (whole(data.product_cost) !== input.amount) details.push("product_cost");
  if (!(whole(data.amount_payed) >= input.amount)) details.push("amount_payed");
  if (data.payment && String(data.payment.status) !== "1") details.push("payment.status");
  if (details.length > 0) return unknown("mismatch", details);
  const funds = STAGES[String(data.status?.title).trim().toLowerCase()];
  if (!funds || data.payout || data.refund) return unknown("unrecognised");
  const { product_name, product_cost, amount_payed, amount_net, currency, transaction_date, delivery_date } = data;
  const value = { id: String(data.id), product_id: String(data.product_id), product_name, product_cost, amount_payed, amount_net, currency,
    status: data.status.title, status_id: data.status.id, transaction_date, delivery_date };
  return { verdict: "done", funds, value, reason: null, details };
}

export function notice(account, body) {
  check(account, { order: 1, product_id: 1, amount: 1, currency: "NGN" });
  const told = JSON.parse(body);
  const { id, amount_payed } = told.data ?? {};
  if (typeof told.token !== "string" || id === undefined || amount_payed === undefined) return { authenticity: "unsigned" };
  const expected = Buffer.from(Buffer.from(`${account.public_key}:${account.private_key}:${id}:${amount_payed}`).toString("base64"));
  const given = Buffer.from(told.token);
  const verified = given.length === expected.length && timingSafeEqual(given, expected);
  return { authenticity: verified ? "verified" : "forged", event: told.status, value: told.data, ask: String(id) };
}

function check(account, input) {
  const problems = [];
  for (const name of ["public_key", "private_key"]) {
    if (typeof account[name] !== "string" || !/^[\x21-\x7e]+$/.test(account[name])) problems.push(`account.${name}`);
  }
  for (const name of ["order", "product_id"]) {
    if (!/^[\x21-\x7e]{1,100}$/.test(String(input[name] ?? ""))) problems.push(name);
  }
  if (!Number.isSafeInteger(input.amount) || input.amount < 1) problems.push("amount");
  if (!/^[A-Z]{3}$/.test(input.currency)) problems.push("currency");
  if (problems.length > 0) throw new Error(problems.join(", "));
}

const whole = (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value);

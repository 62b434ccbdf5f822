// A sandbox to look at, and a shop that asks it one of everything.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const REPOSITORY = fileURLToPath(new URL("../../..", import.meta.url));
const CREDENTIALS = {
  "access-key": "51a4bd18-5bc1-4eaa-97b0-c09323398883",
  "merchant-key": "41d9eda4b67538fc8ad27e564ddde1bb7b20ad08",
  "client-id": "61662",
  "api-password": "a90db387a3e3b8a22d923966326327c17e9a6ed6",
};
const AUTHTOKEN = "cHViX3Rlc3RfMTpwcnZfdGVzdF8y";

/** The program that SANSPAY_SANDBOX names, or what cargo makes of this repository, on a free port. */
export async function start_sandbox(...options) {
  const built = process.env.SANSPAY_SANDBOX;
  const [program, first] = built ? [built, []] : ["cargo", ["run", "-q", "-p", "sanspay-sandbox", "--"]];
  const child = spawn(program, [...first, "--port", "0", ...options], { cwd: REPOSITORY, stdio: ["ignore", "pipe", "inherit"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const url = await new Promise((started, failed) => {
    child.once("exit", () => failed(new Error(`${program} ended`)));
    createInterface(child.stdout).on("line", (line) => {
      const [, address] = /^The sandbox is at (http:\/\/[\d.:]+)/.exec(line) ?? [];
      if (address) started(address);
    });
  });
  const stop = async () => {
    process.removeListener("exit", kill);
    const ended = once(child, "exit");
    kill();
    await ended;
  };
  return { url, stop };
}

/** A merchant's address that takes notices, and what it got. */
export async function merchant() {
  const got = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part)).on("end", () => {
      got.push(JSON.parse(body));
      response.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}/notices`, got, stop: () => server.close() };
}

/** The requests of a shop, answered. */
export function shop(url) {
  const send = async (path, fields, headers = {}) => {
    const body = new URLSearchParams(fields);
    const response = await fetch(new URL(path, url), { method: "POST", headers, body, redirect: "manual" });
    const text = await response.text();
    try { return JSON.parse(text); } catch { return { status: response.status, location: response.headers.get("location"), text }; }
  };
  const order_form = (amount, product, more = {}) => ({
    token: "pub_test_1", email: "emeka@example.com", phone_number: "08082094382", currency: "NGN", amount, customer_firstname: "Emeka",
    customer_lastname: "Adeniyi", order_product_id: product, order_product_name: "Hand-woven throw", delivery_date: "2024-02-01 12:00:00",
    delivery_location: "Gombe", recipient: "08082094382", type: "1", ...more,
  });
  return {
    send,
    order_form,
    buy: (amount, product, more) => send("/", order_form(amount, product, more)),
    order: (order, status, more = {}) => send("/api/callback/order", { authtoken: AUTHTOKEN, order, status, ...more }),
    token: async () => (await send("/api/uat/merchant/getToken", {}, CREDENTIALS)).data.token,
    page: (api_token, amount) =>
      send("/api/uat/merchant/pg/payment/initiate",
        { name: "Asha Rao", phone: "9193979193", email: "asha@example.com", amount, redirect_url: url, api_token }, CREDENTIALS),
    verify: (page) => send(`${page.url}/response`, { transaction_id: page.transaction_id, pg_reference_no: page.pg_reference_no }, CREDENTIALS),
    pay_out: (api_token, amount, reference) =>
      send("/sandbox/atmoon/payout", { beneficiary_name: "Meera Nair", beneficiary_account_numb: "39628544321", beneficiary_ifsc_code: "SBIN0011243",
        amount, payment_mode: "IMPS", api_token, reference }).catch(() => "no answer"),
    inquire: (reference) => send(`/payout/status/${reference}`, { paymentReferNo: reference }, CREDENTIALS).catch(() => "no answer"),
    payin: (id, amount, callback_url = "https://example.com/upi") =>
      fetch(new URL("/sandbox/atmoon/payin", url), {
        method: "POST", headers: { user_id: "ATM172", utoken: "531234548188123", "content-type": "application/json" },
        body: JSON.stringify({ method: "PAYIN", merchantTransactionId: id, payment_for: "cushions", payment_mode: "QR", amount,
          callback_url, customer_details: { customer_email: "a@b.co", customer_phone: "9999999999" } }),
      }).then((response) => response.text()),
  };
}

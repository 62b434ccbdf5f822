// What the types must not allow. Each line after `@ts-expect-error` is a mistake; `tsc` fails where one is let through.

import { atarapay, atmoon, exchange, gateway, SanspayError, settle, type AtMoonPage, type Next, type Outcome } from "../types/index.mjs";
import * as page from "../types/browser.mjs";
import { listener } from "../types/node.mjs";
import * as slim from "../types/slim.mjs";

const shop = atarapay({ environment: "staging", public_key: "p", private_key: "q" });
const expected = { order: 3021, product_id: 1447, amount: 400_000, currency: "NGN" };
declare const outcome: Outcome<AtMoonPage>;
declare const next: Next;
declare const account: { environment: "staging"; public_key: string; private_key: string };

// @ts-expect-error: there is no such environment
atarapay({ environment: "sandbox", public_key: "p", private_key: "q" });
// @ts-expect-error: the private key is missing
atarapay({ environment: "live", public_key: "p" });
// @ts-expect-error: no such setting
atmoon({ acces_key: "a" });
// @ts-expect-error: the account of another gateway
gateway("atmoon", { environment: "staging", public_key: "p", private_key: "q" });
// @ts-expect-error: no such gateway
gateway("upay", {});

// @ts-expect-error: there is no such group
shop.order;
// @ts-expect-error: there is no such operation
shop.orders.pay(expected);
// @ts-expect-error: an amount is a whole number, not text
shop.orders.verify_payment({ ...expected, amount: "4000.00" });
// @ts-expect-error: what is required may not be undefined
shop.orders.verify_payment({ ...expected, currency: undefined });
// @ts-expect-error: all that is required must be there
shop.orders.verify_payment({ order: 3021 });
// @ts-expect-error: no such field
shop.orders.status({ order: 3021, amount: 1 });
// @ts-expect-error: this operation needs its input
shop.orders.status();
// @ts-expect-error: this operation has no input
atmoon({}).token.create({ name: "A" });

// @ts-expect-error: the outcome may not be there yet
shop.orders.status({ order: 1 }).outcome.verdict;
// @ts-expect-error: nor the request
shop.orders.status({ order: 1 }).request.url;
// @ts-expect-error: there may be no value before the verdict was looked at
outcome.value.url;
// @ts-expect-error: there is a value only with `done`
if (outcome.verdict === "failed") outcome.value.url;
// @ts-expect-error: with `pending` there may be none
if (outcome.verdict === "pending") outcome.value.url;
// @ts-expect-error: with `done` there may be no reason
if (outcome.verdict === "done") outcome.reason.code;
// @ts-expect-error: the page has no such field
if (outcome.verdict === "done") outcome.value.amount;
// @ts-expect-error: there is no such verdict
if (outcome.verdict === "paid") throw outcome;
// @ts-expect-error: there is no such state of the money
if (outcome.funds === "paid") throw outcome;
// @ts-expect-error: an outcome is not changed
outcome.verdict = "done";

// @ts-expect-error: only `ask` has an operation
next.operation;
// @ts-expect-error: there is no such step
if (next.do === "retry") throw next;

// @ts-expect-error: outcomes of two different things
settle<AtMoonPage>(outcome, await shop.orders.status({ order: 1 }).send());
// @ts-expect-error: a reply has a status or a fault
shop.orders.status({ order: 1 }).reply({});
// @ts-expect-error: there is no such fault
shop.orders.status({ order: 1 }).reply({ fault: "timeout" });
// @ts-expect-error: the timeout is in milliseconds, and named so
await shop.orders.status({ order: 1 }).send(fetch, { timeout: 5 });
// @ts-expect-error: the raw body, not a parsed one
shop.receive("order", { body: { status: "success" } });
// @ts-expect-error: there is no such notice
shop.receive("payment", { body: "" });
// @ts-expect-error: no such operation
exchange({ operation: "atarapay.orders.pay", account: {}, input: {} });
// @ts-expect-error: the account of another gateway
exchange({ operation: "atmoon.token.create", account: { environment: "live", public_key: "p", private_key: "q" }, input: {} });
// @ts-expect-error: errors are made by sanspay
new SanspayError("no");

// @ts-expect-error: a page has no private key
page.atarapay({ environment: "staging", public_key: "p", private_key: "q" });
// @ts-expect-error: nor one that it was not seen to have
page.atarapay(account);
// @ts-expect-error: a page cannot ask after an order
page.atarapay({ environment: "staging", public_key: "p" }).orders;
// @ts-expect-error: a page has no such gateway
page.atmoon;
// @ts-expect-error: what is resumed was saved as text
shop.resume(shop.orders.status({ order: 1 }));
// @ts-expect-error: a notice of this gateway
shop.notices("callback", () => {});
// @ts-expect-error: an answer is a Response
shop.notices("order", () => "thanks");
// @ts-expect-error: the handler, not its listener
listener(listener(shop.notices("order", () => {})));
// @ts-expect-error: nothing else may be set
atarapay({ environment: "staging", public_key: "p", private_key: "q" }, { browser: true });
// @ts-expect-error: the module, not its address
slim.init("sanspay.wasm");

export {};

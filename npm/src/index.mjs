// What the package offers. It knows no operation: the core's manifest says what there is.

import { Call } from "./call.mjs";
import { ask, call } from "./door.mjs";
import { misuse, SanspayError } from "./error.mjs";
import { message_from } from "./reply.mjs";

export { SanspayError };

/** AtaraPay with an account: `atarapay(account).orders.status(input)` is a call. */
export const atarapay = (account) => gateway("atarapay", account);

/** AT MOON DPS with an account: `atmoon(account).pg.initiate(input)` is a call. */
export const atmoon = (account) => gateway("atmoon", account);

/** UPI links and their QR codes: `upi().link.write(input)` is a call that needs no gateway. */
export const upi = (account = {}) => gateway("upi", account);

/** A gateway by its name: `shop.<group>.<verb>(input)` for each operation, and `shop.receive(kind, message)`. */
export function gateway(name, account) {
  const names = operations().operations.map((operation) => operation.name.split("."));
  const own = names.filter(([first]) => first === name);
  if (own.length === 0) {
    throw misuse(`there is no gateway "${name}"; known: ${[...new Set(names.map(([first]) => first))].join(", ")}`);
  }
  const shop = {
    ask(next) {
      if (next?.do !== "ask") throw misuse(`next says to do "${next?.do}"; only "ask" can be asked`);
      return new Call(next.operation, account, next.input);
    },
    receive: (kind, message) => notice(`${name}.${kind}`, account, message),
  };
  for (const [, group, verb] of own) {
    shop[group] ??= {};
    shop[group][verb] = (input) => new Call(`${name}.${group}.${verb}`, account, input);
  }
  return shop;
}

function notice(name, account, message) {
  return ask({ receive: { notice: name, account, message: message_from(message) } }).notice;
}

/** Combines what is known of a payment with what was seen later. */
export const settle = (known, seen) => ask({ settle: { known, seen } }).outcome;

/** Every operation and notice there is. */
export const operations = () => ask({ operations: {} }).operations;

/** The door itself: `{ operation, account, input, replies }` in; `{ request }`, `{ outcome }` or `{ error }` out. */
export const exchange = (question) => call({ exchange: question });

/** The door for notices: `{ notice, account, message }` in; `{ notice }` or `{ error }` out. */
export const receive = (question) => call({ receive: question });

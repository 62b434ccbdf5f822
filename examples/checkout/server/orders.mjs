// Orders, in memory and in one JSON file. In a database two rules matter: a number of the gateway's or the bank's pays for
// one order only (unique), and an order is shipped once (update … where shipped is null).

import { randomInt } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

export class Orders {
  #file;
  #orders = new Map();

  /** Without a file they are forgotten when the server stops. */
  constructor(file) {
    this.#file = file;
    if (!file || !existsSync(file)) return;
    for (const order of JSON.parse(readFileSync(file, "utf8"))) this.#orders.set(order.number, order);
  }

  find(number) {
    return this.#orders.get(String(number)) ?? null;
  }

  all() {
    return [...this.#orders.values()];
  }

  add(order) {
    this.#orders.set(order.number, order);
    this.save();
    return order;
  }

  /** Whether a number that pays for this order pays for another one already. */
  is_taken(order, name, number) {
    return this.all().some((other) => other !== order && other[name] !== null && other[name] === number);
  }

  /** Writes everything down before it goes on: what stands here decides whether money is asked for twice. */
  save() {
    if (!this.#file) return;
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.all(), null, 1), { mode: 0o600 });
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** An order that is not stored yet. `key` is made once for each form shown, so that a button pressed twice is one order. */
export const new_order = ({ key, item, method, amount, currency, buyer, placed }) => ({
  // Twelve digits by chance: who was not given the address does not find the order.
  number: String(randomInt(1e11, 2e11)),
  key,
  item,
  method,
  amount,
  currency,
  buyer,
  placed, // when, in milliseconds
  saved: null, // a call that was begun and has no outcome yet
  begun: null, // what came of asking for a payment page or a UPI link
  link: null, // the UPI link, where it may be shown
  question: null, // what to ask about the payment, as data
  ask_after: 0, // when to ask it, in milliseconds
  outcome: null, // all that is known of the payment, combined
  gateway_order: null, // AtaraPay's number of it, once it is proven
  ids: [], // AT MOON's ids of it
  claim: null, // what the buyer says of a UPI payment: a hint
  rrn: null, // the bank's number of a UPI payment, once a person of the shop has found it
  review: null, // why a person must look
  shipped: null,
});

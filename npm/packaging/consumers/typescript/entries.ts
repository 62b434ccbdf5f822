// The other entries: each has types, and they fit together.

import { createServer } from "node:http";
import express from "express";
import { atarapay, type Outcome } from "sanspay";
import * as browser from "sanspay/browser";
import * as fetching from "sanspay/fetch";
import { listener } from "sanspay/node";
import * as slim from "sanspay/slim";

const account = { environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" } as const;
const shop = atarapay(account);
const saved: string = shop.orders.status({ order: 3021 }).save();
export const resumed: Outcome<unknown> | null = shop.resume(saved).outcome;

export const server = createServer(listener(shop.notices("order", async ({ event }) => void event?.toUpperCase())));
export const app = express().post("/notices", listener(shop.notices("order", () => undefined)));
// @ts-expect-error: a handler takes a request, not its body
listener((body: string) => new Response(body));

export const sent: Promise<Response> = fetching.fetch("http://127.0.0.1/", { method: "POST" });
export const the_same: typeof atarapay = fetching.atarapay;
export const slim_too: typeof atarapay = slim.atarapay;
export const begin = (bytes: Uint8Array, module: ArrayBuffer) => [slim.init(bytes), slim.init(module)];
// @ts-expect-error: an address is no module
slim.init("https://shop.example/sanspay.wasm");

// @ts-expect-error: a page has no secrets
browser.atarapay(account);
export const form = browser.atarapay({ environment: "staging", public_key: "pub_test_1" }).checkout.form;
// @ts-expect-error: a page asks nothing of the gateway
browser.atarapay({ environment: "staging", public_key: "pub_test_1" }).orders;
export const read: Outcome<{ id: string }> = browser.outcome_of<{ id: string }>(JSON.parse("{}"));

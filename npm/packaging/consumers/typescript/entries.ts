// The other entries: each has types, and they fit together.

import { createServer } from "node:http";
import express from "express";
import { atarapay, type Outcome } from "sanspay";
import * as browser from "sanspay/browser";
import * as fetching from "sanspay/fetch";
import { listener } from "sanspay/node";
import { sandbox, type Money } from "sanspay/sandbox";
import { serve } from "sanspay/sandbox/serve";
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

const world = sandbox({ seed: 7, faults: ["atmoon.payout.create: lose_answer 20%"] });
export const asked = atarapay(world.accounts.atarapay).orders.status({ order: 3021 }).send(world.fetch);
export const where: Money[] = world.truth().atarapay.orders.map(({ money }) => money);
export const posted: Promise<string> = serve(world, { port: 0 }).then(({ url }) => url);
// @ts-expect-error: there is no such option
sandbox({ sed: 7 });
// @ts-expect-error: money is never simply "paid"
world.truth().atmoon.payouts[0]!.money === "paid";

// @ts-expect-error: a page has no secrets
browser.atarapay(account);
export const form = browser.atarapay({ environment: "staging", public_key: "pub_test_1" }).checkout.form;
// @ts-expect-error: a page asks nothing of the gateway
browser.atarapay({ environment: "staging", public_key: "pub_test_1" }).orders;
export const read: Outcome<{ id: string }> = browser.outcome_of<{ id: string }>(JSON.parse("{}"));

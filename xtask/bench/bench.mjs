// Microseconds per call in Node, as JSON: the npm package, the same by hand, and others' libraries verifying a webhook.
// `node bench.mjs < work.json`, in which the questions are.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import Razorpay from "razorpay";
import { exchange, receive } from "sanspay";
import { Webhook } from "standardwebhooks";
import Stripe from "stripe";
import * as hand from "./hand.mjs";

const { account, input, reply, message } = JSON.parse(readFileSync(0, "utf8"));
const operation = "atarapay.orders.verify_payment";
const stripe = new Stripe("sk_test_1");
const payload = message.body;
const header = stripe.webhooks.generateTestHeaderString({ payload, secret: "whsec_1" });
const signature = createHmac("sha256", "whsec_1").update(payload).digest("hex");
const webhook = new Webhook(btoa("a secret of some length"));
const headers = {
  "webhook-id": "msg_1",
  "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
  "webhook-signature": webhook.sign("msg_1", new Date(), payload),
};

const work = {
  sanspay: {
    build: () => exchange({ operation, account, input }).request.method,
    classify: () => exchange({ operation, account, input, replies: [reply] }).outcome.verdict,
    notice: () => receive({ notice: "atarapay.order", account, message }).notice.authenticity,
  },
  "by hand": {
    build: () => hand.build(account, input).method,
    classify: () => hand.classify(account, input, reply).verdict,
    notice: () => hand.notice(account, message.body).authenticity,
  },
  stripe: {
    notice: () => stripe.webhooks.constructEvent(payload, header, "whsec_1", Infinity) && "verified",
  },
  razorpay: {
    notice: () => Razorpay.validateWebhookSignature(payload, signature, "whsec_1") && JSON.parse(payload) && "verified",
  },
  standardwebhooks: {
    notice: () => webhook.verify(payload, headers) && "verified",
  },
};

const expected = { build: "POST", classify: "done", notice: "verified" };
const best = {};
for (let round = 0; round < 30; round++) {
  for (const [who, tasks] of Object.entries(work)) {
    for (const [task, run] of Object.entries(tasks)) {
      if (run() !== expected[task]) throw new Error(`${who} ${task}: ${run()}`);
      const began = process.hrtime.bigint();
      for (let n = 0; n < 1000; n++) run();
      const each = Number(process.hrtime.bigint() - began) / 1e6;
      best[who] ??= {};
      best[who][task] = Math.min(best[who][task] ?? Infinity, each);
    }
  }
}
console.log(JSON.stringify(best));

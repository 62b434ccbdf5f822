// What the types must allow. Checked by `tsc`, never run.

import {
  atarapay,
  atmoon,
  exchange,
  gateway,
  operations,
  receive,
  SanspayError,
  settle,
  type AtMoonAccount,
  type Call,
  type Fetch,
  type Next,
  type OperationName,
  type Outcome,
  type PlainReply,
} from "../types/index.mjs";
import * as page from "../types/browser.mjs";
import * as sending from "../types/fetch.mjs";
import { listener, type NodeRequest, type NodeResponse } from "../types/node.mjs";
import * as slim from "../types/slim.mjs";

const shop = atarapay({ environment: "staging", public_key: "pub_test_1", private_key: "prv_test_2" });
const expected = { order: 3021, product_id: "1447", amount: 400_000n, currency: "NGN" };

/** The loop with a fetch of one's own. */
export async function loop(): Promise<string> {
  const call = shop.orders.verify_payment(expected);
  for (let request; (request = call.request); ) {
    await call.reply(await fetch(request.url, request));
  }
  const outcome = call.outcome;
  if (outcome?.verdict === "done") return outcome.value.id;
  return outcome?.reason.message ?? "undecided";
}

/** Every verdict, its value and its reason. */
export function told(outcome: Outcome<{ readonly id: string }>): string | null {
  switch (outcome.verdict) {
    case "done":
      return outcome.value.id;
    case "pending":
      return outcome.value?.id ?? outcome.reason.message;
    case "refused":
    case "failed":
    case "unknown":
    case "not_sent":
      return outcome.reason.code satisfies string;
    default:
      return outcome satisfies never;
  }
}

/** Every next step. */
export function step(next: Next): OperationName | number {
  switch (next.do) {
    case "ask": {
      const answer = exchange({ operation: next.operation, account, input: next.input, replies: [] });
      return answer.request ? next.operation : next.not_before_seconds;
    }
    case "send_again":
    case "fix":
    case "review":
    case "nothing":
      return 0;
    default:
      return next satisfies never;
  }
}

const account: AtMoonAccount = { access_key: "a", merchant_key: undefined, client_id: "1", environment: null };

/** Sending, with what may be left out given and left out. */
export async function sent(): Promise<string> {
  const pages = gateway("atmoon", account);
  await pages.token.create().send();
  await pages.token.create({}).send(fetch);
  const buyer = { name: "A", phone: "1", email: "a@example.com", redirect_url: "https://example.com" };
  const outcome = await pages.pg
    .initiate({ ...buyer, amount: 49_900, api_token: undefined })
    .send(fetch, { timeout_ms: 5_000, signal: AbortSignal.timeout(9_000) });
  if (outcome.verdict !== "done") return outcome.reason.message;
  const { url, transaction_id, pg_reference_no } = outcome.value;
  const verified = atmoon(account).pg.verify({ url, transaction_id, pg_reference_no, amount: 49_900 });
  const stands = settle(await verified.send(), await verified.send());
  const paise: number | undefined = stands.value?.amount;
  return `${stands.funds}: ${paise}`;
}

/** What came back, from whatever was used to send. */
export function replies(call: Call<unknown>, error: unknown): void {
  call.reply({ status: 200, headers: [["content-type", "application/json"]], body: "{}" });
  call.reply({ status: 200, headers: { "set-cookie": ["a", "b"] }, body: new Uint8Array() });
  call.reply({ status: 200, headers: new Headers(), body: new ArrayBuffer(0) });
  call.reply({ fault: "no_answer" });
  if (error instanceof Error) call.reply(error);
}

/** A fetch for tests. */
export const canned: Fetch = async (url, { method, signal }) => new Response(`${method} ${url} ${signal.aborted}`);

/** A notice, both ways, and the mistakes in a question. */
export async function noticed(request: Request): Promise<number | null> {
  try {
    const notice = shop.receive("order", { headers: request.headers, body: await request.text() });
    if (notice.authenticity === "verified") return notice.value?.order?.amount_payed ?? null;
  } catch (error) {
    if (error instanceof SanspayError) return error.problems.map(({ field }) => field).length;
  }
  const answer = receive({
    notice: "atarapay.order",
    account: { environment: "live", public_key: "p", private_key: "q" },
    message: { headers: [["a", "b"]], body: "" },
  });
  return answer.error ? answer.error.problems.length : (answer.notice.value?.order?.amount_net ?? null);
}

/** The door, with the value's type by the operation's name. */
export function door(replies: readonly PlainReply[]): string | null | undefined {
  const answer = exchange({
    operation: "atarapay.orders.status",
    account: { environment: "live", public_key: "p", private_key: "q" },
    input: { order: 3021n },
    replies,
  });
  if (answer.request) return answer.request.summary;
  if (answer.error) return answer.error.kind;
  return answer.outcome.value?.product_name;
}

/** What there is. */
export const moving: string[] = operations()
  .operations.filter(({ effect }) => effect === "moves_money")
  .map(({ name }) => name);

/** A call across a restart, and a request for what takes one. */
export async function stored(put: (text: string) => void): Promise<Request | undefined> {
  const call = shop.orders.cancel_as_seller({ order: 3021 });
  put(call.save());
  const resumed: Call<unknown> = shop.resume(call.save());
  return resumed.request?.toRequest();
}

/** Notices, by whatever serves them. */
export const notices: (request: Request) => Promise<Response> = shop.notices("order", async (notice, request) => {
  if (notice.next.do !== "ask") return;
  const { verdict } = await shop.ask(notice.next).send();
  return new Response(`${verdict} ${notice.value?.order?.id} ${request.url}`);
});
export const listening: (req: NodeRequest, res: NodeResponse, next?: (error?: unknown) => void) => Promise<void> = listener(notices, {
  failed: (error) => console.error(error),
});

/** A page. */
export function paid(data: unknown): string {
  const form = page.atarapay({ environment: "staging", public_key: "pub_test_1" }).checkout.form;
  const { svg } = page.upi().link.qr({ link: "upi://pay?pa=shop@okbank&pn=Shop" }).outcome?.value ?? { svg: "" };
  const outcome: page.Outcome<{ readonly id: string }> = page.outcome_of<{ readonly id: string }>(data);
  return outcome.verdict === "done" ? outcome.value.id : `${svg}${typeof form}`;
}

/** An account whose secrets a page may hold, in a test. */
export const allowed = atarapay({ environment: "staging", public_key: "p", private_key: "q" }, { allow_secrets_in_browser: true });

/** The module, brought, and the library's own fetch. */
export async function brought(module: WebAssembly.Module): Promise<Outcome<unknown>> {
  slim.init(module);
  slim.init(new Uint8Array());
  const again: Call<unknown> = slim.atmoon({}).token.create();
  return again.send(sending.fetch);
}

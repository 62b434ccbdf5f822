import type { AtaraPayAccount, AtMoonAccount } from "./index.cjs";
import type { Notice, Outgoing, Truth } from "./truth.cjs";

export { SanspayError } from "./index.cjs";
export type * from "./truth.cjs";

/** How a sandbox begins. The defaults are those of `sanspay sandbox`. */
export interface SandboxOptions {
  /** Decides every token and reference it gives out, and which exchanges the faults strike; 1 if not given. */
  readonly seed?: number | undefined;
  /** Faults by rule, such as `"atmoon.payout.create: lose_answer 20%"`. */
  readonly faults?: readonly string[] | undefined;
  /** AtaraPay's payment form leads to a page with Pay, Fail and Leave, instead of paying at once. */
  readonly hosted_pages?: boolean | undefined;
  /** Where AtaraPay's notices go, on this machine, as by `send_notices_to`. */
  readonly notices?: string | undefined;
  /** Takes AT MOON's credentials as four headers of their own only. */
  readonly strict_auth?: boolean | undefined;
  /** The bodies that AT MOON's documents print with a comma missing or too many come as valid JSON. */
  readonly strict_json?: boolean | undefined;
  /** How many orders, payments, payouts … of each kind are remembered; all of them if not given. */
  readonly keep?: number | undefined;
  /** What `save` gave: goes on from it. */
  readonly saved?: string | undefined;
  /** Where it pretends to be; `http://127.0.0.1:4010` if not given. */
  readonly base_url?: string | undefined;
}

/** Both gateways in this process: a stateful stand-in, with faults on demand, that knows where the money truly is. */
export interface Sandbox {
  /** Where it pretends to be. */
  readonly base_url: string;
  /** The accounts that it knows: `atmoon(sandbox.accounts.atmoon)`. */
  readonly accounts: { readonly atarapay: AtaraPayAccount; readonly atmoon: AtMoonAccount };
  /** The same accounts for another address. */
  accounts_at(base_url: string): Sandbox["accounts"];
  /**
   * A `fetch` that reaches this sandbox and nothing else: `call.send(sandbox.fetch)`. It follows no redirect. What is asked
   * of another address is thrown, by `send` too.
   */
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** Lets time pass, in seconds: nothing else does. Answers with the truth. */
  advance(seconds: number): Truth;
  /** What the gateways hold, and where the money truly is: `truth().atmoon.payouts`, `truth().atarapay.orders`. */
  truth(): Truth;
  /** Every notice so far, and what became of it. */
  notices(): Notice[];
  /**
   * Does what a person, a bank or a switch does: `control("orders/3021/accept")` is `POST /sandbox/orders/3021/accept`. The
   * sandbox's README lists them. What cannot be done is thrown, in the sandbox's words.
   */
  control(path: string, body?: string): unknown;
  /** Sets AtaraPay's callback address, which must be on this machine. Notices wait for `deliver`. */
  send_notices_to(url: string, encoding?: "json" | "multipart"): void;
  /**
   * Hands each waiting notice to the shop's handler, and tells the sandbox what came of it. One that is answered with no 2xx
   * is handed over again by the next `deliver`, as often as a gateway would; what the handler throws is thrown on.
   */
  deliver(handler: (request: Request) => Response | number | Promise<Response | number>): Promise<{ number: number; status: number }[]>;
  /** The notices to be posted now, each once, for who posts them by other means than `deliver`. */
  take_notices(): Outgoing[];
  /** Tells what came of posting a notice. */
  notice_tried(tried: { readonly number: number; readonly status: number } | { readonly number: number; readonly problem: string }): void;
  /** Answers a request as plain data. `reply` is null where the connection ends without one. */
  answer(request: {
    readonly method: string;
    readonly url: string;
    readonly headers?: Iterable<readonly [string, string]> | undefined;
    readonly body?: string | Uint8Array | undefined;
  }): { readonly reply: { readonly status: number; readonly headers: [string, string][]; readonly body: string } | null; readonly late_seconds: number };
  /** Everything there is, as text: `sandbox({ saved })` goes on from it. */
  save(): string;
}

/** A new sandbox, in which nothing has happened yet. No other sees anything of it. */
export function sandbox(options?: SandboxOptions): Sandbox;

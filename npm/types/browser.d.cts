import type { AtaraPay, AtaraPayAccount, Outcome, Upi } from "./index.cjs";

export type * from "./index.cjs";
export { SanspayError, settle } from "./index.cjs";

/** What a page may ask of AtaraPay with the public key alone: the payment form, and what a browser brought back. */
export function atarapay(account: Omit<AtaraPayAccount, "private_key"> & { readonly private_key?: never }): Pick<AtaraPay, "checkout">;

/** UPI links and their QR codes. */
export function upi(): Upi;

/**
 * Reads an outcome that your server sent as JSON, so that its verdict can be shown. What is none is thrown, by its fields.
 * It proves nothing here: whoever owns the browser can change it.
 */
export function outcome_of<V = unknown>(data: unknown): Outcome<V>;

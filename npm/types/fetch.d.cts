export * from "./index.cjs";

/**
 * The library's own `fetch`, by which the calls of this entry are sent where `send` is given none. It goes through the
 * `fetch` of the runtime. Whatever fails, it does not say whether the request had left, so nothing is ever `not_sent`.
 */
export function fetch(url: string, init?: RequestInit): Promise<Response>;

// What every entry of the package offers over its own door. It knows no operation: the core's manifest says what there is.

import { Call } from "./call.mjs";
import { misuse } from "./error.mjs";
import { notice_handler } from "./notices.mjs";
import { message_from } from "./reply.mjs";

/** Everything there is behind a door. Calls are sent with this fetch where they are given none. */
export function api({ ask, call }, fetch = () => globalThis.fetch) {
  const operations = () => ask({ operations: {} }).operations;

  function gateway(name, account, options) {
    const known = operations();
    const all = known.operations.map((operation) => operation.name.split("."));
    const own = all.filter(([first]) => first === name);
    if (own.length === 0) {
      throw misuse(`there is no gateway "${name}"; known: ${[...new Set(all.map(([first]) => first))].join(", ")}`);
    }
    keep_out_of_browsers(known, name, account, options);
    const about = (operation, input) => new Call({ ask, fetch }, { operation, account, input });
    const shop = {
      ask(next) {
        if (next?.do !== "ask") throw misuse(`next says to do "${next?.do}"; only "ask" can be asked`);
        return about(next.operation, next.input);
      },
      resume: (saved) => Call.resumed({ ask, fetch }, saved, name, account),
      receive: (kind, message) => ask({ receive: { notice: `${name}.${kind}`, account, message: message_from(message) } }).notice,
      notices: (kind, handler) => notice_handler((message) => shop.receive(kind, message), handler),
    };
    for (const [, group, verb] of own) {
      shop[group] ??= {};
      shop[group][verb] = (input) => about(`${name}.${group}.${verb}`, input);
    }
    return shop;
  }

  return {
    atarapay: (account, options) => gateway("atarapay", account, options),
    atmoon: (account, options) => gateway("atmoon", account, options),
    upi: (account = {}) => gateway("upi", account),
    gateway,
    settle: (known, seen) => ask({ settle: { known, seen } }).outcome,
    operations,
    exchange: (question) => call({ exchange: question }),
    receive: (question) => call({ receive: question }),
  };
}

/** A key in a page is everybody's key. Every browser's name begins so, in windows and workers; no server's does. */
function keep_out_of_browsers({ gateways }, name, account, { allow_secrets_in_browser = false } = {}) {
  if (allow_secrets_in_browser || !/^Mozilla\//.test(globalThis.navigator?.userAgent ?? "")) return;
  const secrets = gateways.find((gateway) => gateway.name === name).secrets.filter((field) => account?.[field] !== undefined);
  if (secrets.length === 0) return;
  throw misuse(
    `account.${secrets[0]} would be readable by everybody who opens this page. Make the call on your server, and use ` +
      `"sanspay/browser" here. In a test or an app of your own: ${name}(account, { allow_secrets_in_browser: true })`,
  );
}

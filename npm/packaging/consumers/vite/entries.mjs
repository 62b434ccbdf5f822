import * as browser from "sanspay/browser";
import * as fetching from "sanspay/fetch";
import * as sandboxed from "sanspay/sandbox";
import * as slim from "sanspay/slim";
import address from "sanspay/sanspay.wasm?url";
import { in_page } from "../shared/in-page.mjs";
import { in_sandbox } from "../shared/in-sandbox.mjs";
import { tell_in_browser } from "../shared/tell.mjs";

async function told(gateway) {
  slim.init(await WebAssembly.compileStreaming(fetch(address)));
  const sandbox = await in_sandbox(slim, sandboxed, { allow_secrets_in_browser: true });
  return { browser: in_page(browser), sandbox, fetch: await tell_in_browser(fetching, gateway), slim: await tell_in_browser(slim, gateway) };
}

window.told = told(new URLSearchParams(location.search).get("gateway"));

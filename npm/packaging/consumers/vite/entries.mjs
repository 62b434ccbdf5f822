import * as browser from "sanspay/browser";
import * as fetching from "sanspay/fetch";
import * as slim from "sanspay/slim";
import address from "sanspay/sanspay.wasm?url";
import { in_page } from "../shared/in-page.mjs";
import { tell_in_browser } from "../shared/tell.mjs";

async function told(gateway) {
  slim.init(await WebAssembly.compileStreaming(fetch(address)));
  return { browser: in_page(browser), fetch: await tell_in_browser(fetching, gateway), slim: await tell_in_browser(slim, gateway) };
}

window.told = told(new URLSearchParams(location.search).get("gateway"));

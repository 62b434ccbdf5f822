// Which page it is: the checkout, an order, or a buyer who comes back from a gateway.

import "./style.css";
import { checkout } from "./checkout.mjs";
import { order_page } from "./order.mjs";
import { ask_shop, make } from "./page.mjs";

async function start() {
  const { pathname, search } = window.location;
  const query = new URLSearchParams(search);
  if (pathname === "/return") {
    // AtaraPay brings our number as `product`; for AT MOON we have put it into the address ourselves. Either may be typed
    // by anybody: the server asks the gateway, and this page shows what came of that.
    const number = query.get("shop_order") ?? query.get("product") ?? "";
    return order_page(await ask_shop("POST", `/api/orders/${encodeURIComponent(number)}/returned`, { query: search.slice(1) }));
  }
  const [, number] = /^\/order\/(\d+)$/.exec(pathname) ?? [];
  if (number) return order_page(await ask_shop("GET", `/api/orders/${number}`));
  return checkout(await ask_shop("GET", "/api/shop"));
}

// Coming back by the browser's own button, what stands here may be old.
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());

start().catch((error) => {
  const title = make("h1", { tabIndex: -1 }, "That did not work");
  const again = make("button", { className: "primary", type: "button", onclick: () => window.location.reload() }, "Try again");
  const text = make("p", { className: "lead", role: "alert" }, error.message);
  document.getElementById("main").replaceChildren(make("section", { className: "verdict alone" }, title, text, again));
  title.focus();
});

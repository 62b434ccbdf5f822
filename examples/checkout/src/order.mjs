// One order: what is known of its payment, and what the buyer can do now.

import { ask_shop, make, money, show, summary } from "./page.mjs";
import { outcome_from, qr_code, to_payment } from "./pay.mjs";
import { steps, words } from "./words.mjs";

const PACE = 3_000;
const SIGNS = { good: "✓", waiting: "⋯", doubt: "?", bad: "!", plain: "" };
const NEXT = {
  ask: "we ask again",
  send_again: "we ask again",
  fix: "we mend what was wrong",
  review: "one of us looks at it",
  nothing: "nothing is left to do",
};
const WAYS = { escrow: "AtaraPay escrow", upi: "UPI", page: "AT MOON" };

export async function order_page(order) {
  const slots = show("order");
  let shown = "";
  let may_ask_at = 0;
  await draw(order);
  slots.title.focus();
  setInterval(tick, 500);
  setInterval(() => document.visibilityState === "visible" && refresh(), PACE);

  /** Draws what has changed, and nothing else: a button in use must not vanish under the finger. */
  async function draw(now) {
    order = now;
    may_ask_at = Date.now() + 1000 * order.ask_in_seconds;
    const text = JSON.stringify({ ...order, ask_in_seconds: 0 });
    if (text === shown) return;
    shown = text;
    const outcome = await outcome_from(order.outcome);
    const { tone, title, text: lead } = words(order, outcome);
    document.title = `${title} · Aro & Neel`;
    slots.verdict.dataset.tone = tone;
    slots.verdict.dataset.verdict = outcome?.verdict ?? "";
    slots.sign.textContent = SIGNS[tone];
    slots.title.textContent = title;
    slots.text.textContent = lead;
    const can_scan = order.link !== null && !order.is_paid && !order.is_claimed;
    slots.scan.replaceChildren(...(can_scan ? [await scan_panel()] : []));
    slots.actions.replaceChildren(...actions(outcome));
    slots.steps.replaceChildren(...steps(order, tone).map(step));
    slots.known.replaceChildren(...known(outcome));
    const lines = [["Order", order.number], ["By", WAYS[order.method]]];
    slots.summary.replaceChildren(...summary(order.item, order.amount, order.currency, lines));
    tick();
  }

  /** A notice, a person of the shop, or another tab may have changed it. */
  async function refresh() {
    if (order.is_paid) return;
    await ask_shop("GET", `/api/orders/${order.number}`).then(draw, () => {});
  }

  function actions(outcome) {
    if (order.is_paid) return [shop_link("Back to the shop")];
    const list = [];
    if (order.may_ask) list.push(button("Ask again", "ask", () => ask_shop("POST", `/api/orders/${order.number}/ask`)));
    if (order.purchase || order.page) list.push(button("Continue to payment", "continue", go_on));
    if (!outcome && ["send_again", "fix"].includes(order.begun?.next.do)) list.push(button("Try again", "retry", retry));
    list.push(outcome?.verdict === "failed" ? shop_link("Order again", "primary") : shop_link("Back to the shop"));
    return list;
  }

  function retry() {
    return ask_shop("POST", `/api/orders/${order.number}/pay`);
  }

  async function go_on() {
    const { account } = await ask_shop("GET", "/api/shop");
    await to_payment(account, order);
    return order;
  }

  function button(text, name, act) {
    const element = make("button", { className: "primary", type: "button" }, text);
    element.dataset.action = name;
    element.addEventListener("click", async () => {
      element.disabled = true;
      element.dataset.busy = "";
      try {
        await draw(await act());
      } catch (error) {
        slots.text.textContent = error.message;
      }
      element.disabled = false;
      delete element.dataset.busy;
    });
    return element;
  }

  /** The question may be asked again when its time has come, and the button says when that is. */
  function tick() {
    const ask = slots.actions.querySelector("[data-action=ask]");
    if (!ask || "busy" in ask.dataset) return;
    const seconds = Math.ceil((may_ask_at - Date.now()) / 1000);
    ask.disabled = seconds > 0;
    ask.textContent = seconds > 0 ? `Ask again in ${seconds} s` : "Ask again";
  }

  async function scan_panel() {
    const code = await qr_code(order.link);
    code.setAttribute("role", "img");
    code.setAttribute("aria-label", `QR code that pays ${money(order.amount, order.currency)} by UPI`);
    const open = make("a", { className: "secondary", href: order.link }, "Open a UPI app");
    const reference = make("input", { name: "reference", inputMode: "numeric", autocomplete: "off", maxLength: 12 });
    const wrong = make("span", { className: "wrong", role: "alert" });
    const field = make("label", { className: "field" }, make("span", {}, "UPI reference, 12 digits"), reference, wrong);
    const form = make("form", { noValidate: true }, field, make("button", { className: "primary", type: "submit" }, "I have paid"));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const claimed = await ask_shop("POST", `/api/orders/${order.number}/claim`, { reference: reference.value.trim() });
        if (claimed.problems) wrong.textContent = `This ${claimed.problems[0].message}.`;
        else await draw(claimed);
      } catch (error) {
        wrong.textContent = error.message;
      }
    });
    return make("div", { className: "scan" }, make("div", { className: "code" }, code), make("div", { className: "claim" }, open, form));
  }
}

const shop_link = (text, className = "quiet") => make("a", { className, href: "/" }, text);

function step([name, state, sign]) {
  const element = make("li", { className: state }, make("span", { className: "dot", ariaHidden: "true" }, sign), name);
  if (state === "now") element.setAttribute("aria-current", "step");
  return element;
}

/** The outcome's own words, for whoever wants them exactly. */
function known(outcome) {
  const row = (name, value) => [make("dt", {}, name), make("dd", {}, value)];
  if (!outcome) return row("Nothing yet", "The gateway has not been asked about a payment.");
  const { verdict, funds, reason, next } = outcome;
  const mismatches = reason?.mismatches ?? [];
  return [
    ...row("Verdict", verdict),
    ...row("The money", funds.replace("_", " ")),
    ...(reason ? row("Why", reason.message) : []),
    ...mismatches.flatMap(({ field, expected, got }) => row(field, `expected ${expected}, but was told ${got ?? "nothing"}`)),
    ...row("Next", NEXT[next.do]),
  ];
}

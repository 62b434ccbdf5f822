// What the dashboard shows. It is put into the page behind page.js.

/* Both ledgers */
function ledger(title, currency, sum, parts, balances) {
  const total = parts.reduce((all, [, , amount]) => all + amount, 0);
  const bar = h("div", { class: "bar", "aria-hidden": true }, parts.map(([key, , amount]) => {
    const part = h("i", { class: `k-${key}` });
    part.style.flexGrow = total ? amount / total : 0;
    part.hidden = !amount;
    part.style.minWidth = "4px";
    return part;
  }));
  const line = ([key, name, amount]) => h("div", { class: key }, h("dt", {}, h("span", {}, name)), h("dd", { class: "amount" }, money(amount, currency)));
  return h("section", { class: "panel", "aria-label": title },
    h("header", {}, h("h2", {}, title), h("span", { class: `balances ${balances ? "" : "off"}` }, balances ? "✓ balances" : "✗ does not balance")),
    h("div", { class: "body" }, bar, h("dl", { class: "legend" }, sum.map(([name, amount]) => line(["sum", name, amount])),
      parts.map(([key, name, amount]) => line([`k-${key}`, name, amount])))));
}
const ledgers = ({ escrow, balance }) => [
  ledger("AtaraPay’s escrow", "NGN", [["Paid in", escrow.paid_in]],
    [["held", "Held", escrow.held], ["settled", "To sellers", escrow.settled], ["returned", "Back to buyers", escrow.returned]],
    escrow.paid_in === escrow.held + escrow.settled + escrow.returned),
  ledger("AT MOON’s balance", "INR", [["Opened with", balance.opening], ["Collected", balance.collected]],
    [["balance", "Balance", balance.balance], ["under_way", "Under way", balance.under_way], ["paid_out", "Paid out", balance.paid_out], ["settled", "Settled", balance.settled]],
    balance.opening + balance.collected === balance.balance + balance.under_way + balance.paid_out + balance.settled),
];

/* What is true */
const RISKY = new Set(["reject", "dispute", "raise_dispute", "fail", "refuse", "cancel", "cancel_as_seller", "cancel_as_buyer"]);
const LABELS = { wait: "Delay", credit: "Credit", fail: "Fail", refuse: "Decline" };
const acts = (base, can) => can.map((what) =>
  button(LABELS[what] ?? words(what), `${base}/${what}`, `${LABELS[what] ?? words(what)}: done.`, { class: RISKY.has(what) ? "risky" : "" }));
function thing(title, sub, amount, state, truth, buttons, more) {
  return h("li", {},
    h("div", { class: "row" }, h("b", {}, title), state && h("span", { class: "sub" }, state), h("span", { class: "row" }, h("span", { class: "amount" }, amount), chip(truth))),
    sub && h("div", { class: "sub mono" }, sub),
    buttons?.length ? h("div", { class: "buttons" }, buttons) : null, more);
}
const page = (path) => h("a", { class: "button", href: path, target: "_blank", rel: "noopener", "data-key": path }, "Open page ↗");
function false_notices(order) {
  const base = `/sandbox/orders/${order.id}/notices`;
  const edit = h("form", { class: "form", onsubmit: (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    press(`${base}/edit?${new URLSearchParams(form)}`, "An edited notice is on its way.");
  } }, h("label", {}, "Field", h("select", { name: "field" }, ["status", "amount", "product_id"].map((name) => h("option", {}, name)))),
    h("label", {}, "New value", h("input", { name: "value", required: true, size: 12, autocomplete: "off" })), h("button", { class: "button" }, "Send edited"));
  return h("details", { "data-key": `false ${order.id}` }, h("summary", {}, "False notices"),
    h("div", { class: "buttons" }, button("Replay", `${base}/replay`, "The last notice is sent again.", { title: "The last notice again" }),
      button("Forge", `${base}/forge`, "A forged notice is on its way.", { title: "A token made without the private key", class: "risky" }),
      button("Out of order", `${base}/out_of_order`, "The last two are sent, the later first."),
      button("Printed token", `${base}/printed_token`, "A notice with the authtoken is on its way.")), edit);
}
const KINDS = [
  { id: "orders", name: "Orders", of: "atarapay", none: "No order was paid yet.",
    show: (one) => thing(`Order ${one.id}`, null, money(one.amount_payed, one.currency), `for ${one.product_id} · ${one.status}`, one.money,
      acts(`/sandbox/orders/${one.id}`, one.can), one.notices ? false_notices(one) : null) },
  { id: "payments", name: "Pages", of: "atmoon", none: "No payment page was asked for yet.",
    show: (one) => thing(one.transaction_id, one.pg_reference_no, money(one.amount, "INR"), "", one.money,
      [...acts(one.page, one.can), page(one.page)]) },
  { id: "payins", name: "UPI", of: "atmoon", none: "No UPI payment was asked for yet.",
    show: (one) => thing(one.merchant_transaction_id, one.transaction_id, money(one.link_amount, "INR"), "", one.money,
      [...acts(`/sandbox/payins/${one.transaction_id}`, one.can), page(one.page),
        button("Call back", `/sandbox/payins/${one.transaction_id}/callback`, "The call is on its way.", { title: "Calls its callback_url with the two ids" })]) },
  { id: "payouts", name: "Payouts", of: "atmoon", none: "No payout was accepted yet.",
    show: (one) => thing(one.payment_refer_no, `${one.payout_id} to ${one.beneficiary_account_numb}`, money(one.amount, "INR"), one.requests > 1 ? `asked ${one.requests} times` : "", one.money,
      acts(`/sandbox/payouts/${one.payout_id}`, one.can)) },
  { id: "settlements", name: "Settlements", of: "atmoon", none: "No settlement was accepted yet.",
    show: (one) => thing(one.external_ref, `to ${one.account_number}`, money(one.amount, "INR"), one.requests > 1 ? `asked ${one.requests} times` : "", one.money,
      acts(`/sandbox/settlements/${encodeURIComponent(one.external_ref)}`, one.can)) },
];
let kind = "orders";
const sample = () => press("/?hosted=0", "A sample order was paid.", { body: new URLSearchParams({
  token: "pub_test_1", email: "emeka@example.com", phone_number: "08082094382", currency: "NGN", amount: "400000", customer_firstname: "Emeka",
  customer_lastname: "Adeniyi", order_product_id: "1447", order_product_name: "Telephone", delivery_date: "2024-02-01 12:00:00",
  delivery_location: "Gombe", recipient: "08082094382", type: "1" }) });
function tabs({ kinds, kind }) {
  return kinds.map(([id, name, made]) => h("button", { role: "tab", "data-key": `tab ${id}`, "aria-selected": String(id === kind), tabindex: id === kind ? 0 : -1,
    onclick: () => choose(id), onkeydown: (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) choose(KINDS[(KINDS.findIndex((one) => one.id === kind) + step + KINDS.length) % KINDS.length].id, true);
    } }, name, h("span", { class: "count" }, made)));
}
function choose(id, focus) {
  kind = id;
  show();
  if (focus) document.querySelector(`[data-key="tab ${id}"]`).focus();
}
function things({ kind, list, checkouts, made }) {
  const { none, show: item } = KINDS.find((one) => one.id === kind);
  const waiting = checkouts.map((one) => h("li", {}, h("div", { class: "row" }, h("b", {}, `A buyer is deciding about ${one.product_id}`), page(one.page)),
    h("div", { class: "sub" }, `${money(one.product_cost, "NGN")}${one.declined ? ` · declined ${one.declined} times` : ""}`)));
  if (!list.length && !waiting.length) {
    return h("div", { class: "empty" }, h("p", {}, none), kind === "orders" && h("button", { class: "button main", onclick: sample, "data-key": "sample" }, "Pay a sample order"));
  }
  const rest = made - list.length;
  return h("ul", { class: "list" }, waiting, list.map(item), rest > 0 && h("li", { class: "sub" }, `and ${rest.toLocaleString("en")} before, at /sandbox/truth`));
}

/* Exchanges */
let log = [], last = 0, looked_at = null;
function conclusion_chips(exchange) {
  const [first, second] = exchange.conclusions ?? [];
  const best = second?.outcome ?? first?.outcome;
  return best ? [chip(best.verdict), best.funds !== "untouched" && chip(best.funds)] : [];
}
const status_chip = ({ status }) => (status ? chip(status, `s${String(status)[0]}`) : chip("no answer", "none"));
const line = (one, is_new) => h("li", { class: is_new ? "new" : "" }, h("button", { class: "exchange", "data-key": `exchange ${one.number}`, onclick: () => look(one.number) },
  h("span", { class: "number" }, one.number), h("span", { class: "name" }, one.operation ?? "payment page"),
  h("span", { class: "chips" }, one.fault && chip(one.fault, "unknown"), status_chip(one), conclusion_chips(one)),
  h("span", { class: "path" }, `${one.method} ${one.path}`)));
function formatted(body, as_sent) {
  if (as_sent || !body) return body;
  try { return JSON.stringify(JSON.parse(body), null, 2); } catch { /* it is shown as it is */ }
  if (/^[\w%.+-]+=[^\n<]*$/.test(body)) {
    return [...new URLSearchParams(body)].map(([name, value]) => `${name} = ${value}`).join("\n");
  }
  return body;
}
function side(title, first, message, as_sent) {
  const headers = message.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
  return h("section", {}, h("h3", {}, title), h("pre", { tabindex: 0 }, `${first}\n`, h("span", { class: "soft" }, headers), message.body ? `\n\n${formatted(message.body, as_sent)}` : ""));
}
const NEXT = { ask: (next) => `ask ${next.operation}`, send_again: () => "send it again", fix: () => "fix what is named, then ask again", review: () => "a person must look", nothing: () => "nothing" };
function conclusion({ operation, outcome, note }) {
  if (!outcome) return h("div", { class: "conclusion" }, h("div", { class: "row" }, h("b", {}, operation)), h("p", { class: "sub" }, `Concludes ${/^cannot/.test(note) ? "nothing: it " : ""}${note}.`));
  return h("div", { class: `conclusion ${outcome.verdict}` },
    h("div", { class: "row" }, h("b", {}, operation), h("span", { class: "buttons" }, chip(outcome.verdict), chip(outcome.funds))),
    outcome.reason?.message && h("p", {}, outcome.reason.message),
    outcome.reason?.gateway_message && h("p", { class: "sub" }, `The gateway’s words: ${outcome.reason.gateway_message}`),
    outcome.reason?.mismatches?.length > 0 && h("ul", { class: "mismatches" }, outcome.reason.mismatches.map(({ field, expected, got }) =>
      h("li", {}, h("code", {}, field), ` should be ${expected}, and is ${got ?? "missing"}`))),
    outcome.next && h("p", { class: "sub" }, `Next: ${(NEXT[outcome.next.do] ?? (() => outcome.next.do))(outcome.next)}${outcome.next.not_before_seconds ? `, not before ${outcome.next.not_before_seconds} s` : ""}`),
    note && h("p", { class: "sub" }, `Here, ${note}.`),
    outcome.value && h("details", {}, h("summary", {}, "Value"), h("pre", { tabindex: 0 }, JSON.stringify(outcome.value, null, 2))));
}
async function look(number) {
  let one;
  try {
    one = JSON.parse(await ask(`/sandbox/exchanges/${number}${$("secrets").checked ? "?secrets=1" : ""}`));
  } catch (error) {
    return say(error.message, true);
  }
  looked_at = number;
  const as_sent = $("as-sent").checked;
  $("exchange-title").textContent = `${number} · ${one.operation ?? `${one.method} ${one.path}`}`;
  $("conclusions").replaceChildren(...(one.conclusions ?? []).map(conclusion), ...(one.fault ? [h("p", { class: "sub" }, "A rule struck: ", chip(one.fault, "unknown"))] : []));
  const query = one.request.query ? `?${one.request.query}` : "";
  $("sides").replaceChildren(side("Request", `${one.method} ${one.path}${query}`, one.request, as_sent),
    one.answer ? side("Reply", `${one.answer.status}`, one.answer, as_sent) : h("section", {}, h("h3", {}, "Reply"), h("pre", {}, "The connection ended without an answer.")));
  if (!$("exchange").open) $("exchange").showModal();
}
const step = (by) => {
  const index = log.findIndex((one) => one.number === looked_at) + by;
  if (log[index]) look(log[index].number);
};

/* Notices */
function notice(one) {
  const taken = one.tries.some(({ status }) => status >= 200 && status < 300);
  const tries = one.tries.map(({ status }) => status ?? "no reply").join(", ");
  const state = one.held ? chip("on hold", "held_back") : taken ? chip("taken", "done") : one.tries.length ? chip("not taken", "failed") : chip("on its way", "pending");
  let said = "";
  try { said = JSON.parse(one.body).status; } catch { said = /name="status"\r\n\r\n(.*)/.exec(one.body)?.[1] ?? ""; }
  return h("li", {}, h("div", { class: "row" }, h("b", {}, `${one.number} · ${one.order ? said : "AT MOON’s call"}`), h("span", { class: "sub" }, one.order ? `of order ${one.order}` : `to ${one.url}`), h("span", { class: "buttons" }, one.kind !== "genuine" && one.order > 0 && chip(one.kind, "false"), state)),
    h("div", { class: "row sub" }, h("span", {}, tries ? `Replies: ${tries}` : "Not tried yet"), button(one.held ? "Send" : "Send again", `/sandbox/notices/${one.number}/send`, "It is on its way.")),
    h("details", { "data-key": `body ${one.number}` }, h("summary", {}, "Body"), h("pre", { tabindex: 0 }, formatted(one.body))));
}

/* Faults and switches */
const SWITCHES = [
  ["hold_notices", "Hold notices back", "They wait here until you send them"],
  ["hosted_pages", "AtaraPay’s page", "A person decides: Pay, Fail or Leave. Off: the form pays at once"],
  ["strict_auth", "Strict authentication", "AT MOON’s credentials only as four headers of their own"],
  ["strict_json", "Valid JSON from AT MOON", "Off: with the commas missing as its documents print it"],
  ["buyer_bears_escrow_fee", "The buyer bears the escrow fee", "Off: the seller does"],
];
const AMOUNTS = [[99001, "refused"], [99002, "pending for a minute"], [99003, "comes to nothing"], [99004, "a 500 after doing it"], [99005, "no answer after doing it"],
  [99006, "a wrong amount in the reply"], [99007, "another’s id in the reply"], [99008, "an HTML page"], [99009, "broken JSON"]];
$("amounts").replaceChildren(...AMOUNTS.map(([amount, does]) => h("tr", {}, h("td", { class: "mono" }, amount), h("td", {}, does))));
const set_rules = (rules, done) => press("/sandbox/faults", done, { body: rules.join("\n") });
const rules = (list) => list.length ? list.map((rule, index) => h("li", {}, h("span", { class: "mono" }, rule),
  h("button", { class: "button", "data-key": `rule ${rule}`, "aria-label": `Remove ${rule}`, onclick: () => set_rules(list.filter((_, other) => other !== index), "The rule is gone.") }, "Remove")))
  : h("p", { class: "sub" }, "None: every exchange arrives as it was sent.");
const switches = (settings) => [h("legend", {}, "Switches"), ...SWITCHES.map(([name, title, does]) => h("label", {},
  h("input", { type: "checkbox", "data-key": name, checked: settings[name], onchange: (event) => press(`/sandbox/settings?${name}=${event.target.checked ? 1 : 0}`, `${title}: ${event.target.checked ? "on" : "off"}.`) }),
  h("span", {}, title, h("small", {}, does))))];
function choices(state) {
  const operations = ["*", "atarapay.*", "atmoon.*", ...state.operations];
  $("rule-form").elements.operation.replaceChildren(...operations.map((name) => h("option", { value: name }, name === "*" ? "* (all)" : name)));
  $("rule-form").elements.fault.replaceChildren(...state.fault_names.map(({ name, does }) => h("option", { value: name, title: does }, words(name))));
}

/* Showing all of it */
let state;
function show() {
  if (!state) return;
  const { atarapay, atmoon, settings } = state;
  $("now").textContent = state.now;
  render("ledgers", { escrow: atarapay.ledger, balance: atmoon.ledger }, ledgers);
  render("tabs", { kinds: KINDS.map(({ id, name, of }) => [id, name, state[of][`${id}_made`].toLocaleString("en")]), kind }, tabs);
  const { of } = KINDS.find((one) => one.id === kind);
  render("things", { kind, list: state[of][kind], checkouts: kind === "orders" ? atarapay.checkouts : [], made: state[of][`${kind}_made`] }, things);
  render("log", log, (list) => list.length ? list.map((one) => line(one, one.number > seen)) : h("li", { class: "empty" }, "Nothing was asked yet. Point a shop at this address."));
  seen = last;
  $("callback").textContent = settings.callback ? `go to ${settings.callback.url}` : "go nowhere yet: set your callback address";
  render("notice-list", state.notices, (list) => list.length ? list.map(notice) : h("li", { class: "empty" }, "None was sent yet."));
  render("rules", settings.faults, rules);
  render("switches", settings, switches);
}
let seen = Infinity, running = null, again = false;
/** One look at a time; what changes meanwhile is looked at right after. */
function refresh() {
  if (running) { again = true; return running; }
  running = (async () => {
    do {
      again = false;
      const [overview, exchanges] = (await Promise.all([ask("/sandbox/dashboard"), ask(`/sandbox/exchanges?after=${last}`)])).map((text) => JSON.parse(text));
      if (!state) choices(overview);
      state = overview;
      if (exchanges.newest < last) {
        [log, last, again] = [[], 0, true];
        continue;
      }
      if (seen === Infinity) seen = exchanges.newest;
      last = exchanges.newest;
      log = [...exchanges.exchanges.reverse(), ...log].slice(0, 100);
      show();
    } while (again);
  })().finally(() => (running = null));
  return running;
}
function live(on, text) {
  $("live").className = on ? "live on" : "live";
  if ($("live").textContent !== text) $("live").textContent = text;
}
const events = new EventSource("/sandbox/events");
events.onmessage = () => refresh().then(() => live(true, "live"), () => live(false, "the sandbox does not answer"));
events.onerror = () => live(false, "connecting again");

for (const one of document.querySelectorAll("[data-seconds]")) {
  one.addEventListener("click", () => press(`/sandbox/advance?seconds=${one.dataset.seconds}`, `${one.textContent.slice(1)} later.`));
}
$("callback-form").addEventListener("submit", (event) => {
  event.preventDefault();
  press(`/sandbox/atarapay/callback?${new URLSearchParams(new FormData(event.target))}`, "Notices go there now.");
});
$("rule-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const { operation, fault, percent } = event.target.elements;
  set_rules([...state.settings.faults, `${operation.value}: ${fault.value} ${percent.value}%`], "The rule is on.");
});
$("secrets").addEventListener("change", () => look(looked_at));
$("as-sent").addEventListener("change", () => look(looked_at));
$("older").addEventListener("click", () => step(1));
$("newer").addEventListener("click", () => step(-1));
$("close").addEventListener("click", () => $("exchange").close());
$("exchange").addEventListener("close", () => {
  $("secrets").checked = false;
  document.querySelector(`[data-key="exchange ${looked_at}"]`)?.focus();
});
$("exchange").addEventListener("click", (event) => event.target === $("exchange") && $("exchange").close());
$("exchange").addEventListener("keydown", (event) => {
  if (event.target.tagName === "PRE" || event.target.tagName === "INPUT") return;
  if (event.key === "ArrowLeft") step(1);
  if (event.key === "ArrowRight") step(-1);
});

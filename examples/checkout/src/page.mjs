// Small things that both pages need: elements, money, and the shop's own server.

import cushions from "./cushions.svg";
import throw_ from "./throw.svg";

const PICTURES = { throw: throw_, cushions };
const LOCALES = { NGN: "en-NG", INR: "en-IN" };

/** An element with its properties and children: `make("p", { className: "fine" }, "text")`. */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Puts a template of index.html into the page, and gives its named places. */
export function show(template) {
  const content = document.getElementById(template).content.cloneNode(true);
  const slots = {};
  for (const slot of content.querySelectorAll("[data-slot]")) slots[slot.dataset.slot] = slot;
  document.getElementById("main").replaceChildren(content);
  return slots;
}

export const picture = (item, size) => make("img", { src: PICTURES[item.id] ?? throw_, alt: "", width: size, height: size });

/** An amount in kobo or paise, as people of the country write it. The digits are moved as text, so nothing is rounded. */
export function money(amount, currency) {
  const digits = String(amount).padStart(3, "0");
  const text = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
  return new Intl.NumberFormat(LOCALES[currency], { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(text);
}

/** The column on the right: what is bought, and what it costs. */
export function summary(item, amount, currency, lines = []) {
  const row = (name, value, className = "") => make("div", { className }, make("dt", {}, name), make("dd", {}, value));
  return [
    make("div", { className: "art" }, picture(item, 320)),
    make("div", { className: "bought" }, make("strong", {}, item.name), make("span", {}, item.detail)),
    make(
      "dl",
      {},
      ...lines.map(([name, value]) => row(name, value)),
      row("Delivery", "included"),
      row("Total", money(amount, currency), "total"),
    ),
  ];
}

/** Asks the shop's own server. What is wrong with a form's fields comes as `problems`. */
export async function ask_shop(method, path, data) {
  let response;
  try {
    const body = data === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(data) };
    response = await fetch(path, { method, ...body, signal: AbortSignal.timeout(60_000) });
  } catch {
    throw new Error("The shop does not answer. Check your connection and try again.");
  }
  const answer = await response.json().catch(() => ({}));
  if (response.ok || response.status === 422) return answer;
  throw new Error(response.status === 404 ? "We know of no such order." : "Something went wrong with us. Try again.");
}

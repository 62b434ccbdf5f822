// The order form. It knows no price that counts: the server has its own.

import { order_page } from "./order.mjs";
import { ask_shop, make, money, picture, show, summary } from "./page.mjs";
import { to_payment } from "./pay.mjs";

const METHODS = [
  {
    id: "escrow",
    currency: "NGN",
    name: "Escrow with AtaraPay",
    detail: "AtaraPay holds your money until you have the goods and accept them.",
    leaving: "You pay on AtaraPay's page and come back here.",
  },
  {
    id: "upi",
    currency: "INR",
    name: "UPI",
    detail: "Scan a code, or open any UPI app on this phone.",
    leaving: "You see the code on the next page.",
  },
  {
    id: "page",
    currency: "INR",
    name: "AT MOON payment page",
    detail: "Pay on AT MOON's own page, by UPI.",
    leaving: "You pay on AT MOON's page and come back here.",
  },
];

/** Where a gateway's name for a field is not the form's own. */
const FIELDS = {
  name: "firstname",
  customer_firstname: "firstname",
  customer_lastname: "lastname",
  customer_email: "email",
  phone_number: "phone",
  customer_phone: "phone",
  recipient: "phone",
  delivery_location: "city",
};

export function checkout({ catalogue, account }) {
  const slots = show("checkout");
  const form = document.querySelector("form");
  // One key for each form shown: pressed twice, it is one order.
  const key = crypto.randomUUID();
  document.title = "Checkout · Aro & Neel";
  slots.items.append(...catalogue.map((item, at) => item_card(item, at === 0)));
  update();
  form.addEventListener("change", update);
  form.addEventListener("input", (event) => tell(event.target, ""));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    place().catch((error) => problem(error.message));
  });

  function update(event) {
    const { country, item: id } = chosen();
    if (!event || event.target.name === "country") {
      slots.methods.replaceChildren(...METHODS.filter(({ currency }) => currency === country).map(method_card));
    }
    for (const price of slots.items.querySelectorAll("[data-item]")) {
      price.textContent = money(catalogue.find(({ id }) => id === price.dataset.item).prices[country], country);
    }
    const item = catalogue.find((item) => item.id === id);
    slots.summary.replaceChildren(...summary(item, item.prices[country], country));
    slots.pay.textContent = `Pay ${money(item.prices[country], country)}`;
    slots.leaving.textContent = METHODS.find(({ id }) => id === chosen().method).leaving;
    form.elements.phone.placeholder = country === "NGN" ? "+234 803 555 0142" : "+91 98765 43210";
  }

  async function place() {
    problem("");
    const { item, method, country, ...buyer } = chosen();
    buyer.phone = buyer.phone.replace(/[\s().-]/g, "");
    const wrong = [...form.elements].filter((input) => input.validationMessage && tell(input, input.validationMessage));
    if (wrong.length > 0) return wrong[0].focus();
    busy(true);
    try {
      const placed = await ask_shop("POST", "/api/orders", { key, item, method, buyer });
      if (placed.problems) return problems(placed.problems);
      // From here on the address is the order's: a reload shows it, and does not order again.
      history.replaceState(null, "", `/order/${placed.number}`);
      const order = await ask_shop("POST", `/api/orders/${placed.number}/pay`);
      if (!(await to_payment(account, order))) order_page(order);
    } finally {
      busy(false);
    }
  }

  function chosen() {
    return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
  }

  function busy(is) {
    form.querySelector("[type=submit]").disabled = is;
    form.ariaBusy = String(is);
  }

  function problem(text) {
    slots.problem.textContent = text;
    slots.problem.hidden = text === "";
  }

  /** What the library found wrong, at the field where it is. */
  function problems(found) {
    const inputs = found.map(({ field, message }) => {
      const name = field.split(".").at(-1);
      const input = form.elements[FIELDS[name] ?? name];
      if (!input) problem(`${field} ${message}`);
      else tell(input, `This ${message}.`);
      return input;
    });
    inputs.find(Boolean)?.focus();
  }
}

/** Says below a field what is wrong with it, for the eye and for a screen reader; "" takes it back. */
function tell(input, message) {
  const id = `${input.name}-problem`;
  document.getElementById(id)?.remove();
  if (!input.closest(".field")) return false;
  if (message) input.closest(".field").append(make("span", { className: "wrong", id }, message));
  if (message) input.setAttribute("aria-describedby", id);
  else input.removeAttribute("aria-describedby");
  input.ariaInvalid = String(Boolean(message));
  return Boolean(message);
}

function item_card(item, checked) {
  const price = make("span", { className: "price" });
  price.dataset.item = item.id;
  return make(
    "label",
    { className: "card" },
    make("input", { type: "radio", name: "item", value: item.id, checked }),
    picture(item, 56),
    make("span", { className: "what" }, make("strong", {}, item.name), make("span", {}, item.detail)),
    price,
  );
}

function method_card({ id, name, detail }, at) {
  return make(
    "label",
    { className: "card" },
    make("input", { type: "radio", name: "method", value: id, checked: at === 0 }),
    make("span", { className: "what" }, make("strong", {}, name), make("span", {}, detail)),
  );
}

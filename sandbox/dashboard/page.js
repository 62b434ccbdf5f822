// What the dashboard stands on: elements, the sandbox’s answers, and drawing anew without losing one’s place.
"use strict";
const $ = (id) => document.getElementById(id);

/** An element. Text only ever becomes text. */
function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}
const chip = (word, kind = word) => h("span", { class: `chip ${kind}` }, String(word).replaceAll("_", " "));
const words = (name) => name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());
const money = (minor, currency) => {
  const text = (BigInt(minor) / 100n).toLocaleString(currency === "INR" ? "en-IN" : "en-NG");
  return `${currency} ${text}.${String(minor % 100).padStart(2, "0")}`;
};

/* Talking to the sandbox */
let quiet;
function say(text, wrong = false) {
  clearTimeout(quiet);
  $("said").textContent = text;
  $("said").className = wrong ? "wrong" : "";
  quiet = setTimeout(() => ($("said").textContent = ""), wrong ? 9000 : 3500);
}
async function ask(path, options) {
  const response = await fetch(path, { redirect: "manual", ...options });
  const text = response.type === "opaqueredirect" ? "" : await response.text();
  if (response.status >= 400) throw new Error(/^\s*</.test(text) ? `It was answered with ${response.status}.` : text.trim());
  return text;
}
async function press(path, done, options = {}) {
  try {
    await ask(path, { method: "POST", ...options });
    if (done) say(done);
    await refresh();
    return true;
  } catch (error) {
    say(error.message || "The sandbox does not answer.", true);
    return false;
  }
}
const button = (label, path, done, extra = {}) =>
  h("button", { class: `button ${extra.class ?? ""}`, "data-key": path + (extra.key ?? ""), title: extra.title, onclick: () => press(path, done) }, label);

/* Keeping one's place while things change */
const shown = {};
const open = new Set();
function render(id, data, make) {
  const text = JSON.stringify(data);
  if (shown[id] === text) return;
  shown[id] = text;
  const place = $(id);
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const top = place.querySelector(".list")?.scrollTop ?? place.scrollTop;
  place.replaceChildren(...[make(data)].flat().filter(Boolean));
  for (const details of place.querySelectorAll("details[data-key]")) {
    details.open = open.has(details.dataset.key);
    details.addEventListener("toggle", () => (details.open ? open.add(details.dataset.key) : open.delete(details.dataset.key)));
  }
  (place.querySelector(".list") ?? place).scrollTop = top;
  if (focused) [...place.querySelectorAll("[data-key]")].find((element) => element.dataset.key === focused)?.focus();
}

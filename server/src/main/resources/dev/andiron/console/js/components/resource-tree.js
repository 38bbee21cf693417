/**
 * A resource as a tree that opens and closes; references lead to what they name, numbers stand as they were written.
 */
import { h } from "../lib/dom.js";
import { NumberText } from "../lib/json-text.js";
import { referenceOf } from "../lib/resource.js";
import { referenceLink } from "./reference-link.js";

const LONG = 280;
const MANY = 100;
const FEW = 5;
const OPEN_DEPTH = 2;

/** @param {object} value of `readJson` */
export function resourceTree(value) {
  return h("div", { class: "tree" }, members(value, 0));
}

function members(value, depth) {
  const entries = Array.isArray(value) ? value.map((each, i) => [`[${i}]`, each]) : Object.entries(value);
  return list(entries, value, depth, 0);
}

/** So many at first; a button brings the next. */
function list(entries, parent, depth, from) {
  const shown = entries.slice(from, from + MANY).map(([name, value]) => h("li", {}, member(name, value, parent, depth)));
  const left = entries.length - from - MANY;
  const element = h("ul", {}, shown);
  if (left > 0) {
    const more = h(
      "li",
      {},
      h(
        "button",
        {
          type: "button",
          class: "quiet",
          onclick: () => {
            const next = [...list(entries, parent, depth, from + MANY).children];
            more.replaceWith(...next);
            next[0].querySelector("a, button, summary")?.focus();
          },
        },
        `Show ${Math.min(left, MANY)} more of ${left}`,
      ),
    );
    element.append(more);
  }
  return element;
}

function member(name, value, parent, depth) {
  if (isSimple(value)) {
    return h("div", { class: "leaf" }, h("span", { class: "name" }, name), " ", leaf(name, value, parent));
  }
  if (Object.keys(value).length === 0) {
    return h("div", { class: "leaf" }, h("span", { class: "name" }, name), " ", h("span", { class: "muted" }, "empty"));
  }
  const details = h(
    "details",
    { open: isOpen(value, depth) },
    h("summary", {}, h("span", { class: "name" }, name), " ", h("span", { class: "muted" }, hint(value))),
  );
  const grow = () => {
    if (details.open && details.childElementCount === 1) {
      details.append(members(value, depth + 1));
    }
  };
  details.addEventListener("toggle", grow);
  grow();
  return details;
}

function isOpen(value, depth) {
  const members = Object.values(value);
  return members.length <= MANY && (depth < OPEN_DEPTH || (members.length <= FEW && members.every(isSimple)));
}

function isSimple(value) {
  return value === null || typeof value !== "object" || value instanceof NumberText;
}

/** What is inside, for as long as it is closed. */
function hint(value) {
  if (Array.isArray(value)) {
    return value.length === 1 ? "1 item" : `${value.length} items`;
  }
  const reference = referenceOf(value);
  const text = value.text ?? value.display ?? value.code ?? value.value ?? value.system ?? value.url ?? reference ?? value.resourceType;
  const shown = typeof text === "string" || text instanceof NumberText ? String(text) : Object.keys(value).join(", ");
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}

function leaf(name, value, parent) {
  if (value instanceof NumberText) {
    return h("span", { class: "code-number" }, value.text);
  }
  if (typeof value !== "string") {
    return h("span", { class: "code-word" }, String(value));
  }
  if (name === "reference" || (name === "id" && parent.resourceType && Object.keys(parent).every((each) => /^(resourceType|id|display)$/.test(each)))) {
    return referenceLink(name === "reference" ? value : referenceOf(parent), value);
  }
  return value.length > LONG ? longText(value) : h("span", { class: "value" }, value);
}

function longText(value) {
  const text = h("span", { class: "value" }, `${value.slice(0, LONG)}…`);
  const button = h("button", { type: "button", class: "quiet", "aria-expanded": "false", onclick: turn }, "More");
  return [text, " ", button];

  function turn() {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Less" : "More";
    text.textContent = open ? value : `${value.slice(0, LONG)}…`;
  }
}

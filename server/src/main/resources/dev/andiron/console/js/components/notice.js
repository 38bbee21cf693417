/**
 * What the console has to say: in the page (`problem`, `notice`, `empty`), or for a moment in its corner (`message`).
 */
import { h, icon } from "../lib/dom.js";

const CROSS = "M6 6l12 12M18 6L6 18";
const STAYS = 6000;

/** A refusal, in the place of what it kept from happening. */
export function problem(error) {
  return h(
    "div",
    { class: "notice bad", role: "alert" },
    h("p", {}, error.message),
    error.requestId ? h("p", { class: "muted" }, h("small", {}, `Request ${error.requestId}`)) : null,
  );
}

/** @param {"info"|"good"|"warn"|"bad"} kind */
export function notice(kind, ...children) {
  return h("div", { class: ["notice", kind] }, ...children);
}

/** What stands where there is nothing yet: what it would be, and what to do next. */
export function empty(title, text, action = null) {
  return h("div", { class: "empty" }, h("h2", {}, title), h("p", {}, text), action);
}

/** Says something that needs no answer. Refusals and warnings stay until they are put away. */
export function message(text, kind = "good") {
  const box = h(
    "div",
    { class: ["notice", kind, "raised"] },
    h("p", {}, text),
    h(
      "button",
      { type: "button", class: "quiet", "aria-label": "Put away", onclick: () => box.remove() },
      icon(CROSS),
    ),
  );
  document.getElementById("messages").append(box);
  if (kind !== "bad" && kind !== "warn") {
    setTimeout(() => box.remove(), STAYS);
  }
}

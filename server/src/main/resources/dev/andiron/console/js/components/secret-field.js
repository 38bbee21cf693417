/**
 * A field for a secret: hidden until it is asked for, and never offered to be kept.
 */
import { h } from "../lib/dom.js";
import { field } from "./field.js";

/** @param {object} attributes as for `field` */
export function secretField(label, { hint = null, ...attributes } = {}) {
  const input = h("input", { type: "password", autocomplete: "new-password", spellcheck: "false", autocapitalize: "off", ...attributes });
  const whole = field(label, { control: input, hint });
  const word = h("span", {}, "Show");
  const show = () => {
    const hidden = input.type === "text";
    input.type = hidden ? "password" : "text";
    word.textContent = hidden ? "Show" : "Hide";
  };
  const button = h(
    "button",
    { type: "button", class: "quiet", onclick: show, "aria-controls": input.id },
    word,
    h("span", { class: "visually-hidden" }, ` ${label.toLowerCase()}`),
  );
  const line = h("div", { class: "secret-line" });
  input.replaceWith(line);
  line.append(input, button);
  return whole;
}

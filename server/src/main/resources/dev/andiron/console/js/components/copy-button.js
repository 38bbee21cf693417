/**
 * A button that puts a text on the clipboard, and says so.
 */
import { h } from "../lib/dom.js";

const SAID = 1600;

/** @param {() => string} text what to copy, asked for when it is pressed */
export function copyButton(label, text) {
  const word = h("span", {}, label);
  const said = h("span", { class: "visually-hidden", role: "status" });
  const press = async () => {
    const done = await copy(text());
    word.textContent = done ? "Copied" : "Not copied";
    said.textContent = done ? `${label}: copied` : `${label}: the browser did not allow it`;
    setTimeout(() => {
      word.textContent = label;
      said.textContent = "";
    }, SAID);
  };
  return h("button", { type: "button", class: "quiet", onclick: press }, word, said);
}

/** The clipboard's own interface needs TLS or localhost; where it is missing, a selection and the old command do. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const holder = h("textarea", { class: "visually-hidden", "aria-hidden": "true", tabindex: "-1" });
    holder.value = text;
    // what a modal dialog covers cannot be selected
    (document.querySelector("dialog[open]") ?? document.body).append(holder);
    holder.select();
    const done = document.execCommand("copy");
    holder.remove();
    return done;
  }
}

/**
 * A state in one word. @param {"good"|"bad"|"warn"|"plain"} kind
 */
import { h } from "../lib/dom.js";

export function badge(text, kind = "plain") {
  return h("span", { class: ["badge", kind] }, text);
}

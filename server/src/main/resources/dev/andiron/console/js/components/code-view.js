/**
 * JSON or YAML to be read: coloured, in a box that scrolls, with a button that copies it.
 */
import { fill, h } from "../lib/dom.js";
import * as json from "../lib/json-text.js";
import * as yaml from "../lib/yaml-text.js";
import { copyButton } from "./copy-button.js";

// What is longer is shown without colours: nobody reads it, and each token is an element.
const MOST_COLOURED = 200_000;

/** The text as nodes, coloured by what its pieces are. @param {"json"|"yaml"|"text"} language */
export function coloured(text, language) {
  if (language === "text" || text.length > MOST_COLOURED) {
    return [document.createTextNode(text)];
  }
  const tokens = (language === "yaml" ? yaml : json).tokensOf(text);
  const parts = [];
  for (const token of tokens) {
    const piece = text.slice(token.start, token.end);
    parts.push(
      token.kind === "space" || token.kind === "mark"
        ? document.createTextNode(piece)
        : h("span", { class: `code-${token.kind}` }, piece),
    );
  }
  return parts;
}

/** @param {string} label what it is, for those who do not see it */
export function codeView(text, language, label) {
  const shown = language === "json" ? pretty(text) : text;
  const code = h("code", {});
  fill(code, coloured(shown, language));
  return h(
    "figure",
    { class: "code" },
    h("pre", { tabindex: "0", role: "region", "aria-label": label }, code),
    h("div", { class: "code-actions" }, copyButton("Copy", () => shown)),
  );
}

/** JSON indented, its numbers and the order of its members as they were. */
export function pretty(text) {
  try {
    return json.writeJson(json.readJson(text).value);
  } catch {
    return text;
  }
}

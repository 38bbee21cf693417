/**
 * JSON or YAML to be read: coloured, in a box that scrolls, with a button that copies it.
 */
import { fill, h } from "../lib/dom.js";
import * as json from "../lib/json-text.js";
import * as yaml from "../lib/yaml-text.js";
import { copyButton } from "./copy-button.js";

// What is longer is shown without colours: nobody reads it, and each token is an element.
const MOST_COLOURED = 200_000;
// What is longer is cut: tens of thousands of lines hold the page up.
const MOST_LINES = 2_000;
const MOST_SHOWN = 150_000;

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

/** What is very long is cut, and says so; the button copies the whole. @param {string} label what it is, for those who do not see it */
export function codeView(text, language, label) {
  const whole = language === "json" ? pretty(text) : text;
  const { shown, lines, all } = cut(whole);
  const code = h("code", {});
  fill(code, coloured(shown, language));
  const number = (count) => count.toLocaleString("en");
  return h(
    "figure",
    { class: "code" },
    h("pre", { tabindex: "0", role: "region", "aria-label": label }, code),
    h("div", { class: "code-actions" }, copyButton("Copy", () => whole)),
    shown.length < whole.length
      ? h("figcaption", { class: "hint" }, `Only the beginning is shown, ${number(lines)} of ${number(all)} lines; Copy has the whole.`)
      : null,
  );
}

function cut(text) {
  let end = 0;
  let lines = 0;
  while (end < text.length && end <= MOST_SHOWN && lines < MOST_LINES) {
    const next = text.indexOf("\n", end);
    end = next < 0 ? text.length : next + 1;
    lines++;
  }
  const all = end < text.length ? text.split("\n").length : lines;
  return { shown: text.slice(0, Math.min(end, 2 * MOST_SHOWN)), lines, all };
}

/** JSON indented, its numbers and the order of its members as they were. */
export function pretty(text) {
  try {
    return json.writeJson(json.readJson(text).value);
  } catch {
    return text;
  }
}

/**
 * `<code-editor>`: JSON or YAML to be written. A plain textarea, with its text coloured behind it, numbered lines, faults marked where they are, and
 * words to complete. Tab leaves it, as everywhere.
 *
 * Properties: `label`, `language` ("json", "yaml" or "text"), `value`, `problems` (`[{expression, message}]`, as an
 * OperationOutcome has them), `complete` (`({text, at}) => [{word, detail}]`, the words that may stand at the caret).
 * Events: `input`.
 */
import { fill, h, uniqueId } from "../lib/dom.js";
import * as json from "../lib/json-text.js";
import { placesOf } from "../lib/yaml-text.js";
import { coloured } from "./code-view.js";
import { Completion } from "./completion.js";

// What is longer has no colours, but the textarea's own text: they are drawn anew at every letter.
const MOST_COLOURED = 60_000;

export class CodeEditor extends HTMLElement {
  #language = "json";
  #label = "Text";
  #problems = [];
  #numbered = "";
  #area = h("textarea", {
    class: "editor-text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    wrap: "off",
    rows: "4",
  });
  #shown = h("pre", { class: "editor-shown", "aria-hidden": "true" });
  #lines = h("pre", { class: "editor-lines", "aria-hidden": "true" });
  #faults = h("ul", { class: "editor-faults", id: uniqueId("faults") });
  #completion = new Completion(this.#area);

  connectedCallback() {
    if (this.childElementCount > 0) {
      return;
    }
    this.#area.id = uniqueId("editor");
    this.#area.setAttribute("aria-label", this.#label);
    this.#area.addEventListener("input", () => {
      this.#problems = [];
      this.#draw();
    });
    this.#area.addEventListener("scroll", () => this.#follow());
    this.#area.addEventListener("keydown", (event) => this.#key(event));
    const frame = h(
      "div",
      { class: "editor-frame" },
      this.#lines,
      h("div", { class: "editor-pane" }, this.#shown, this.#area, this.#completion.list),
    );
    this.append(frame, h("div", { role: "status" }, this.#faults));
    this.#draw();
  }

  get value() {
    return this.#area.value;
  }

  set value(text) {
    this.#area.value = text;
    this.#problems = [];
    this.#draw();
  }

  get language() {
    return this.#language;
  }

  set language(language) {
    this.#language = language;
    this.#draw();
  }

  set label(label) {
    this.#label = label;
    this.#area.setAttribute("aria-label", label);
  }

  set readOnly(readOnly) {
    this.#area.readOnly = readOnly;
  }

  set complete(words) {
    this.#completion.words = words;
  }

  /** The element that takes the focus. */
  get control() {
    return this.#area;
  }

  get problems() {
    return this.#problems;
  }

  set problems(problems) {
    this.#problems = problems;
    this.#draw();
  }

  /** Puts the caret at a place of the text, and shows it. */
  reveal([start, end]) {
    this.#area.focus();
    this.#area.setSelectionRange(start, end);
    const line = this.value.slice(0, start).split("\n").length - 1;
    const height = parseFloat(getComputedStyle(this.#area).lineHeight);
    this.#area.scrollTop = Math.max(0, (line - 3) * height);
  }

  #draw() {
    const text = this.value;
    const marked = this.#problems.map((problem) => ({ ...problem, place: this.#placeOf(problem) }));
    const plain = text.length > MOST_COLOURED;
    this.classList.toggle("plain", plain);
    fill(this.#shown, plain ? null : [coloured(text, this.#language), "\n"]);
    const count = text.split("\n").length;
    const faulty = new Set(marked.filter((each) => each.place).map((each) => this.#lineOf(each.place[0])));
    this.#number(count, faulty);
    this.#area.rows = Math.min(Math.max(count + 1, 6), 32);
    this.#area.toggleAttribute("aria-invalid", false);
    if (marked.length > 0) {
      this.#area.setAttribute("aria-invalid", "true");
      this.#area.setAttribute("aria-describedby", this.#faults.id);
    } else {
      this.#area.removeAttribute("aria-describedby");
    }
    fill(this.#faults, marked.map((each) => h("li", {}, this.#fault(each))));
    this.#follow();
  }

  /** Numbers the lines, where there are others than before: of ten thousand each costs something. */
  #number(count, faulty) {
    const numbered = `${count} ${[...faulty]}`;
    if (this.#numbered !== numbered) {
      this.#numbered = numbered;
      fill(
        this.#lines,
        Array.from({ length: count }, (_, i) => h("span", { class: faulty.has(i + 1) ? "faulty" : null }, String(i + 1))),
      );
    }
  }

  #fault({ message, expression, place }) {
    if (!place) {
      return [expression ? h("code", {}, `${expression}: `) : null, message];
    }
    return [
      h(
        "button",
        { type: "button", class: "quiet", onclick: () => this.reveal(place) },
        `Line ${this.#lineOf(place[0])}`,
      ),
      message,
    ];
  }

  #lineOf(at) {
    return this.value.slice(0, at).split("\n").length;
  }

  /**
   * Where an expression such as `Patient.name[0].given` stands; the nearest that holds it where it is not there itself. Of what is no YAML or
   * JSON the server names the line.
   */
  #placeOf({ expression, message }) {
    const line = /\bline (\d+), column \d+/.exec(message);
    if (!expression && line) {
      const start = this.value.split("\n").slice(0, line[1] - 1).join("\n").length + (line[1] > 1 ? 1 : 0);
      return [start, start];
    }
    const places = this.#places();
    let path = (expression ?? "").replace(/^[A-Z]\w*\.?/, "");
    while (path && !places.has(path)) {
      path = path.includes("[0]") && places.has(path.replace(/\[0\]$/, ""))
        ? path.replace(/\[0\]$/, "")
        : path.replace(/(\[\d+\]|\.?[^.[\]]+)$/, "");
    }
    return path ? places.get(path) : null;
  }

  #places() {
    try {
      return this.#language === "yaml" ? placesOf(this.value) : json.readJson(this.value).places;
    } catch {
      return new Map();
    }
  }

  #follow() {
    this.#shown.scrollTop = this.#area.scrollTop;
    this.#shown.scrollLeft = this.#area.scrollLeft;
    this.#lines.scrollTop = this.#area.scrollTop;
  }

  /** A new line begins below the one before. */
  #key(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.defaultPrevented || event.isComposing || this.#area.readOnly) {
      return;
    }
    event.preventDefault();
    const { selectionStart: at, selectionEnd: to, value } = this.#area;
    const line = value.slice(value.lastIndexOf("\n", at - 1) + 1, at);
    const indent = /^\s*/.exec(line)[0] + (/[[{:]\s*$/.test(line) ? "  " : "");
    this.#area.setRangeText(`\n${indent}`, at, to, "end");
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("code-editor", CodeEditor);

/** An editor. @param {object} options its properties */
export function codeEditor(options) {
  return Object.assign(h("code-editor"), options);
}

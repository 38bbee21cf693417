/**
 * One line for the search parameters of a type, completed by those that the type has.
 */
import { h, uniqueId } from "../lib/dom.js";
import { parametersOf } from "../lib/metadata.js";
import { Completion } from "./completion.js";

/**
 * @param {string} type
 * @param {string} value
 * @param {(text: string) => void} onsearch
 * @returns {{view: HTMLElement, input: HTMLInputElement, fault: (text: string) => void}}
 */
export function searchLine(type, value, onsearch) {
  const id = uniqueId("search");
  const input = h("input", {
    type: "text",
    id,
    value,
    class: "code-line",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: "name=…&_lastUpdated=gt2026-01-01",
    "aria-describedby": `${id}-hint ${id}-fault`,
  });
  const fault = h("p", { class: "fault", id: `${id}-fault`, role: "alert" });
  const completion = new Completion(input);
  let known = [];
  parametersOf(type).then((parameters) => {
    known = parameters.map((each) => ({ word: `${each.name}=`, detail: each.type }));
  });
  completion.words = ({ text, at }) => (/(^|&)[^=&]*$/.test(text.slice(0, at)) ? known : []);
  const view = h(
    "form",
    {
      class: "search-line",
      role: "search",
      onsubmit: (event) => {
        event.preventDefault();
        onsearch(input.value.trim().replace(/^\?/, ""));
      },
    },
    h("label", { for: id }, "Search parameters"),
    h("div", { class: "search-box" }, h("div", { class: "completed" }, input, completion.list), h("button", { type: "submit" }, "Search")),
    h("p", { class: "hint", id: `${id}-hint` }, "As in a FHIR search: name=value, joined by &. Ctrl+Space lists the parameters of this type."),
    fault,
  );
  return {
    view,
    input,
    fault: (text) => {
      fault.textContent = text;
      input.toggleAttribute("aria-invalid", false);
      if (text) {
        input.setAttribute("aria-invalid", "true");
      }
    },
  };
}

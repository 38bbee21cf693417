/**
 * Controls with their names, hints and faults, tied together for those who do not see them.
 */
import { h, uniqueId } from "../lib/dom.js";

/**
 * A labelled control.
 *
 * @param {string} label
 * @param {object} attributes of the input; `hint` is a sentence below; `control` another element in the place of the input
 */
export function field(label, { hint = null, control = null, ...attributes } = {}) {
  const id = attributes.id ?? uniqueId("field");
  const input = control ?? h("input", { type: "text", autocomplete: "off", spellcheck: "false", ...attributes });
  input.id = id;
  const note = hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null;
  if (note) {
    input.setAttribute("aria-describedby", note.id);
  }
  return h("div", { class: "field" }, h("label", { for: id }, label), input, note);
}

/** A box to tick, its name behind it. */
export function checkbox(label, { hint = null, ...attributes } = {}) {
  const id = attributes.id ?? uniqueId("box");
  const note = hint ? h("p", { class: "hint", id: `${id}-hint` }, hint) : null;
  const input = h("input", { type: "checkbox", ...attributes, id, "aria-describedby": note?.id });
  return h("div", { class: "box" }, input, h("div", {}, h("label", { for: id }, label), note));
}

/** One of several. @param {Array<[string, string]>} choices value and label */
export function choice(label, choices, { value, hint, ...attributes } = {}) {
  const control = h(
    "select",
    attributes,
    choices.map(([each, text]) => h("option", { value: each, selected: each === value }, text)),
  );
  return field(label, { control, hint });
}

/** A few that exclude each other, side by side: `JSON | YAML`. @param {(value: string) => void} onchange */
export function segmented(label, choices, value, onchange) {
  const name = uniqueId("segment");
  return h(
    "fieldset",
    { class: "segmented" },
    h("legend", { class: "visually-hidden" }, label),
    choices.map(([each, text]) =>
      h(
        "label",
        {},
        h("input", { type: "radio", name, value: each, checked: each === value, onchange: () => onchange(each) }),
        h("span", {}, text),
      ),
    ),
  );
}

/**
 * What a user is called, to be changed.
 */
import { fill, h } from "../lib/dom.js";
import { once } from "../lib/once.js";
import { patchResource } from "../lib/resource.js";
import { may } from "../lib/session.js";
import { conflict } from "./conflict.js";
import { clearFaults, showFaults } from "./faults.js";
import { field } from "./field.js";
import { message } from "./notice.js";

const FIELDS = [
  ["userName", "User name"],
  ["email", "E-mail"],
  ["name.givenName", "Given name"],
  ["name.familyName", "Family name"],
  ["name.formatted", "Full name"],
  ["displayName", "Display name"],
  ["phoneNumber", "Telephone"],
];

/**
 * @param {{user: object, etag: string}} state the version that is shown
 * @param {{changed: (saved: object) => void, reload: () => void}} on
 */
export function userDetails(state, on) {
  const rest = h("div", {});
  const editable = may("patch", "User");
  const inputs = new Map(
    FIELDS.map(([element, label]) => [
      element,
      field(label, { name: element, value: valueOf(state.user, element), "data-element": element, readonly: !editable }),
    ]),
  );
  const form = h(
    "form",
    { class: "card stack", "aria-labelledby": "details", onsubmit: once(() => save(state.etag)), novalidate: true },
    h("h2", { id: "details" }, "Names"),
    h("div", { class: "grid narrow" }, [...inputs.values()]),
    rest,
    editable ? h("div", { class: "actions" }, h("button", { type: "submit", class: "primary" }, "Save the names")) : null,
  );
  return form;

  async function save(etag) {
    clearFaults(form, rest);
    const changes = changesOf(state.user, new FormData(form));
    if (Object.keys(changes).length === 0) {
      message("There is nothing to save: nothing was changed.", "info");
      return;
    }
    try {
      on.changed(await patchResource("User", state.user.id, changes, etag));
      message("The names were saved.");
    } catch (error) {
      if (error.status === 412) {
        fill(rest, conflict("User", state.user.id, { load: on.reload, overwrite: () => save(null) }));
      } else {
        showFaults(form, rest, error);
      }
    }
  }
}

function valueOf(user, element) {
  return element.split(".").reduce((value, name) => value?.[name], user) ?? "";
}

/** A merge patch (RFC 7396) of what was changed; what was emptied is taken away. */
function changesOf(user, entered) {
  const changes = {};
  for (const [element] of FIELDS) {
    const value = entered.get(element).trim();
    if (value !== valueOf(user, element)) {
      const names = element.split(".");
      const last = names.pop();
      const within = names.reduce((object, name) => (object[name] ??= {}), changes);
      within[last] = value === "" ? null : value;
    }
  }
  return changes;
}

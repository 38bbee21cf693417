/**
 * Questions that must be answered before anything else.
 */
import { h, uniqueId } from "../lib/dom.js";
import { clearFaults, showFaults } from "./faults.js";

/**
 * Opens a dialog with a form.
 *
 * @param {string} title
 * @param {Array} content of the form
 * @param {object} options `action` the word on its button; `danger` whether it cannot be undone; `submit` is given the form's
 *   FormData and may refuse by throwing, which is shown in the dialog, at the fields where they are named;
 *   `cancel: false` leaves only the one way out
 * @returns {Promise<any>} what `submit` gave back, or null when it was cancelled
 */
export function ask(title, content, { action = "Save", danger = false, cancel = true, submit = () => true } = {}) {
  const heading = uniqueId("dialog");
  const refusal = h("div", {});
  const button = h("button", { type: "submit", class: danger ? "danger" : "primary" }, action);
  const form = h(
    "form",
    { method: "dialog", class: "stack" },
    h("h2", { id: heading }, title),
    content,
    refusal,
    h(
      "div",
      { class: "actions" },
      cancel ? h("button", { type: "button", onclick: () => dialog.close() }, "Cancel") : null,
      button,
    ),
  );
  const dialog = h("dialog", { "aria-labelledby": heading }, form);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let result = null;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      clearFaults(form, refusal);
      button.disabled = true;
      try {
        result = await submit(new FormData(form));
        dialog.close();
      } catch (error) {
        button.disabled = false; // before the focus goes anywhere
        showFaults(form, refusal, error);
      } finally {
        button.disabled = false;
      }
    });
    dialog.addEventListener("cancel", (event) => {
      if (!cancel) {
        event.preventDefault();
      }
    });
    // The button back leads to another page; a question of this one does not go along.
    const leave = () => dialog.close();
    addEventListener("popstate", leave);
    dialog.addEventListener("close", () => {
      removeEventListener("popstate", leave);
      dialog.remove(); // and what was typed with it
      resolve(result);
    });
    dialog.showModal();
  });
}

/** Asks before something that cannot be undone; true when it was said and done. */
export async function confirmed(title, text, action, submit) {
  const done = await ask(title, [h("p", {}, text)], {
    action,
    danger: true,
    submit: async () => {
      await submit();
      return true;
    },
  });
  return done === true;
}

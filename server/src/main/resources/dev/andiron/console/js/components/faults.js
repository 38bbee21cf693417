/**
 * A refusal shown where it belongs: at the fields that it names, the rest in a place of its own.
 */
import { fill, h, uniqueId } from "../lib/dom.js";
import { problem } from "./notice.js";

/** Takes all faults away again. */
export function clearFaults(form, rest) {
  rest.replaceChildren();
  for (const note of form.querySelectorAll(".fault")) {
    note.remove();
  }
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    const others = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !id.startsWith("fault-"));
    if (others.join("")) {
      control.setAttribute("aria-describedby", others.join(" "));
    } else {
      control.removeAttribute("aria-describedby");
    }
  }
}

/** Says at a control what is wrong with it. */
export function faultAt(control, text) {
  const note = h("p", { class: "fault", id: uniqueId("fault") }, text);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [control.getAttribute("aria-describedby"), note.id].filter(Boolean).join(" "));
  (control.closest(".field, .box") ?? control.parentElement).append(note);
}

/** What is found to be wrong before anything is sent, at the control of an element. */
export function faultOf(element, message) {
  return Object.assign(new Error(message), { issues: [{ expression: element, message }] });
}

/**
 * Shows a refusal.
 *
 * @param {HTMLElement} form what holds the controls; one of `data-element="userName"` gets what is said of `User.userName`
 * @param {HTMLElement} rest where everything else goes
 */
export function showFaults(form, rest, error) {
  clearFaults(form, rest);
  const others = [];
  let first = null;
  for (const issue of error.issues ?? []) {
    const element = issue.expression.replace(/^[A-Z]\w*\./, "").replaceAll(/\[\d+\]/g, "");
    const control = element ? form.querySelector(`[data-element="${CSS.escape(element)}"]`) : null;
    if (control) {
      faultAt(control, issue.message);
      first ??= control;
    } else {
      others.push(issue);
    }
  }
  if (others.length > 0 || !first) {
    fill(rest, problem(others.length > 0 && first ? new Error(others.map((each) => each.message).join(" ")) : error));
  }
  first?.focus();
}

/**
 * Changing one's own password, by the one that one has.
 */
import { api, ApiError } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { ask } from "./dialog.js";
import { faultOf } from "./faults.js";
import { field } from "./field.js";

const RULE = "new_password ";

/** @returns {Promise<boolean>} whether it was changed */
export async function ownPassword() {
  const changed = await ask(
    "Change your password",
    [
      h("p", {}, "All your other sessions end then: you must sign in again everywhere else. You stay signed in here."),
      secret("Current password", "current", "current-password"),
      secret("New password", "password", "new-password"),
      secret("The same again", "again", "new-password"),
    ],
    { action: "Change the password", submit: change },
  );
  return changed === true;
}

function secret(label, name, autocomplete) {
  return field(label, { type: "password", name, autocomplete, "data-element": name });
}

async function change(form) {
  const current = form.get("current");
  const next = form.get("password");
  if (current === "") {
    throw faultOf("current", "Enter the password that you have now.");
  }
  if (next === "") {
    throw faultOf("password", "Enter the new password.");
  }
  if (next !== form.get("again")) {
    throw faultOf("again", "The two are not the same.");
  }
  try {
    await api("POST", "/auth/change-password", { body: { current_password: current, new_password: next } });
  } catch (error) {
    throw error instanceof ApiError ? atItsField(error) : error;
  }
  return true;
}

function atItsField(error) {
  if (error.status === 422 && error.message.startsWith(RULE)) {
    return faultOf("password", `The new password ${error.message.slice(RULE.length)}`);
  }
  return error.status === 400 ? faultOf("current", "That is not your current password.") : error;
}

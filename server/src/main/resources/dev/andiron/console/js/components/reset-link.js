/**
 * A link by which somebody sets a new password themselves.
 */
import { api } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { nameOf } from "../lib/session.js";
import { copyButton } from "./copy-button.js";
import { ask, confirmed } from "./dialog.js";

/** Asks first, makes it, and shows it once. @returns {Promise<boolean>} whether it was made */
export async function resetLink(user) {
  let made = null;
  const text = `The password of ${nameOf(user)} and all their sessions end now. You get a link by which they set a new password themselves.`;
  const done = await confirmed(`Reset the password of ${nameOf(user)}?`, text, "Make the link", async () => {
    made = (await api("POST", "/auth/force-reset-password", { body: { userId: user.id } })).json().data;
  });
  if (done) {
    await ask(
      "The link",
      [
        h("p", {}, `Give it to ${nameOf(user)}, and to nobody else, by a way that you trust: whoever has it sets the password. It is good once, for ${minutes(made.expiresIn)}.`),
        h("p", { class: "row" }, h("code", { class: "secret" }, made.resetUrl), copyButton("Copy the link", () => made.resetUrl)),
        h("p", { class: "hint" }, "Copy it now: it is not shown again, not even to you."),
      ],
      { action: "Done", cancel: false },
    );
  }
  return done;
}

function minutes(seconds) {
  return seconds < 120 ? `${seconds} seconds` : seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}

/**
 * What becomes of a client's secret at the next save: it stays, a new one is made here, or it goes. No secret is ever read back.
 */
import { fill, h } from "../lib/dom.js";
import { randomText } from "../lib/random.js";
import { ask } from "./dialog.js";
import { copyButton } from "./copy-button.js";
import { segmented } from "./field.js";

const BYTES = 32;
const ENDS = "This ends all sessions of the client: people who use it must sign in again.";

/** @returns {{view: Node, value: () => string|null|undefined, reset: (isNew: boolean) => void}} undefined keeps the secret, null takes it away */
export function secretChoice(isNew) {
  let value;
  const said = h("p", { class: "hint", role: "status" });
  const buttons = h("div", {});
  const view = h(
    "section",
    { class: "card stack tight", "aria-labelledby": "secret" },
    h("h2", { id: "secret" }, "Secret"),
    buttons,
    said,
  );
  reset(isNew);
  return { view, value: () => value, reset };

  function reset(fresh) {
    const choices = fresh
      ? [["keep", "None"], ["make", "Generate one"]]
      : [["keep", "Leave as it is"], ["make", "Generate a new one"], ["remove", "Remove"]];
    const says = fresh
      ? { keep: "Without a secret anybody can claim to be this client.", make: "It is made now and shown once, after the client was saved." }
      : {
          keep: "A secret is kept as a hash and cannot be shown, and whether there is one is not told either.",
          make: `A new secret is set when you save, and shown once. If there was another, it is refused from then on. ${ENDS}`,
          remove: `The client has no secret once you have saved. ${ENDS}`,
        };
    const turn = (choice) => {
      value = { keep: undefined, make: choice === "make" ? randomText(BYTES) : undefined, remove: null }[choice];
      said.textContent = says[choice];
    };
    fill(buttons, segmented("The secret", choices, "keep", turn));
    turn("keep");
  }
}

/** Shows a secret the one time that it can be seen. */
export function showSecretOnce(id, secret) {
  return ask(
    "The secret of this client",
    [
      h("p", {}, "Copy it now to where the app keeps it. It is not shown again, not even to you."),
      h("p", { class: "secret-line" }, h("code", { class: "secret" }, secret), copyButton("Copy the secret", () => secret)),
      h("p", { class: "hint" }, "Client id: ", h("code", {}, id)),
    ],
    { action: "I have copied it", cancel: false },
  );
}

/**
 * A password for somebody else: typed twice, or made here and shown once.
 */
import { fill, h } from "../lib/dom.js";
import { randomText } from "../lib/random.js";
import { copyButton } from "./copy-button.js";
import { faultOf } from "./faults.js";
import { field, segmented } from "./field.js";

/** @returns {{view: Node, read: (form: FormData) => string}} `read` refuses by throwing what is shown at the fields */
export function passwordFields() {
  let made = null;
  const place = h("div", { class: "stack tight" });
  const view = h(
    "div",
    { class: "stack tight" },
    segmented("How the password is chosen", [["typed", "Type it"], ["made", "Generate it"]], "typed", draw),
    place,
  );
  draw("typed");
  return { view, read };

  function draw(how) {
    made = how === "made" ? randomText(18) : null;
    fill(place, made ? shownOnce(made) : typedTwice());
  }

  function read(form) {
    if (made) {
      return made;
    }
    const password = form.get("password");
    if (password === "") {
      throw faultOf("password", "Enter a password, or have one generated.");
    }
    if (password !== form.get("again")) {
      throw faultOf("again", "The two are not the same.");
    }
    return password;
  }
}

function typedTwice() {
  const hidden = { type: "password", autocomplete: "new-password" };
  return [
    field("Password", { ...hidden, name: "password", "data-element": "password" }),
    field("The same again", { ...hidden, name: "again", "data-element": "again" }),
  ];
}

function shownOnce(password) {
  return [
    h("p", { class: "row" }, h("code", { class: "secret" }, password), copyButton("Copy the password", () => password)),
    h("p", { class: "hint" }, "Copy it now: it is not shown again, not even to you."),
  ];
}

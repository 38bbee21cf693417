/**
 * What stands where somebody else was faster: what one has typed stays, and one says what becomes of it.
 */
import { h } from "../lib/dom.js";
import { resourcePath } from "../lib/resource.js";
import { notice } from "./notice.js";

/**
 * @param {{load: () => void, overwrite: () => void, compare?: () => void}} ways out: the newest version, or one's own in its place; `compare`
 *   shows both beside each other
 */
export function conflict(type, id, { load, overwrite, compare = null }) {
  return Object.assign(
    notice(
      "warn",
      h(
        "div",
        { class: "stack tight" },
        h("p", {}, h("strong", {}, "Somebody else has changed it meanwhile."), " Nothing was saved; what you have entered is still here."),
        h(
          "div",
          { class: "actions" },
          h("button", { type: "button", onclick: load }, "Load the newest version"),
          h("button", { type: "button", onclick: overwrite }, "Save mine over it"),
          compare
            ? h("button", { type: "button", onclick: compare }, "See the differences")
            : h("a", { href: resourcePath(type, id), target: "_blank" }, "See what was changed (new tab)"),
        ),
      ),
    ),
    { role: "alert" },
  );
}

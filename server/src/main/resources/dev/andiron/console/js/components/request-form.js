/**
 * A request that nobody sends: who would, which method, which path.
 */
import { h } from "../lib/dom.js";
import { once } from "../lib/once.js";
import { METHODS } from "../lib/rest-request.js";
import { choice, field } from "./field.js";

/**
 * @param {object} options
 * @param {string} options.label of the button
 * @param {(request: {method: string, path: string, user: string, client: string}) => Promise<void>} options.ontry
 */
export function requestForm({ label, ontry }) {
  const user = field("User", { hint: "The id of a user; empty for a client of its own." });
  const client = field("Client", { hint: "The id of a client, where there is no user." });
  const method = choice("Method", METHODS.map((each) => [each, each]), { value: "GET" });
  const path = field("Path", { value: "/Patient", class: "code-line", hint: "With its query, as it would be sent." });
  const value = (part) => part.querySelector("input, select").value.trim();
  const asked = () => ontry({ method: value(method), path: value(path), user: value(user), client: value(client) });
  return h(
    "form",
    { class: "stack tight", onsubmit: once(asked) },
    h("div", { class: "grid narrow" }, user, client, method, path),
    h("div", { class: "actions" }, h("button", { type: "submit" }, label)),
  );
}

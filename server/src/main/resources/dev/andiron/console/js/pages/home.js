/**
 * `/ui`: where to go from here, for this person.
 */
import { h } from "../lib/dom.js";
import { may, nameOf, session } from "../lib/session.js";

const PLACES = [
  ["/ui/auth/sandbox/resource-owner", "Try the sign-in", "Watch a password become a token, the token open the API, and a closed session be closed: request by request."],
  ["/ui/users", "Users", "Who may sign in; their passwords, roles, and the Patient or Practitioner they are.", "User"],
  ["/ui/clients", "Clients", "The apps: which grants they may use, how long their tokens live, their secrets.", "Client"],
  ["/ui/sessions", "Sessions", "Who is signed in now, through which app, from where; and to end it.", "Session"],
  ["/ui/policies", "Policies", "Who may do what. Everything is denied unless one of these allows it.", "AccessPolicy"],
  ["/ui/resources", "Resources", "Everything that is stored, by its type: to find, read, change and compare.", null],
  ["/ui/rest", "REST console", "Any request to the API, sent as you.", null],
  ["/ui/profile", "My profile", "Who you are here, and where else you are signed in.", null],
];

export default function home() {
  const { user, version } = session();
  const shown = PLACES.filter(([, , , type]) => !type || may("search", type));
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, `Good to see you, ${nameOf(user)}`), h("p", {}, `Andiron ${version} at ${location.host}`)),
    ),
    h(
      "ul",
      { class: "grid places" },
      shown.map(([path, title, text]) =>
        h("li", { class: "card" }, h("h2", {}, h("a", { href: path }, title)), h("p", { class: "muted" }, text)),
      ),
    ),
  );
}

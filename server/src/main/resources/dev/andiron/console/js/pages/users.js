/**
 * `/ui/users`: who may sign in.
 */
import { api, page, search } from "../lib/api.js";
import { afterPause } from "../lib/delay.js";
import { fill, h } from "../lib/dom.js";
import { rolesOfUsers } from "../lib/people.js";
import { pagePath, partsOf, referenceOf, resourcePath } from "../lib/resource.js";
import { go } from "../lib/router.js";
import { may, nameOf } from "../lib/session.js";
import { badge } from "../components/badge.js";
import { ask } from "../components/dialog.js";
import { choice, field } from "../components/field.js";
import { moment } from "../components/moment.js";
import { empty, message, problem } from "../components/notice.js";
import { passwordFields } from "../components/password-fields.js";
import { pager, table } from "../components/table.js";

const PAGE = 50;

export default async function users() {
  const found = h("div", { class: "stack" });
  const count = h("p", { class: "muted", role: "status" });
  const look = afterPause((current) => show(current), 250);
  const text = h("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput: look });
  let state = "";
  await show(() => true);
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, "Users"), h("p", {}, "Who may sign in, what they are called, and which person of the records they are.")),
      may("create", "User") ? h("button", { type: "button", class: "primary", onclick: create }, "New user") : null,
    ),
    h(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      field("Find", { control: text, hint: "The beginning of a name; or a whole user name, e-mail address or id." }),
      choice("State", [["", "All"], ["active", "Active"], ["inactive", "Disabled"]], {
        value: "",
        onchange: (event) => {
          state = event.target.value;
          look();
        },
      }),
      count,
    ),
    found,
  );

  async function show(current) {
    try {
      const shown = await find(text.value.trim(), state);
      if (current()) {
        await draw(shown);
      }
    } catch (error) {
      fill(found, problem(error));
    }
  }

  async function draw(shown) {
    const roles = may("search", "Role") ? await rolesOfUsers(shown.resources.map((user) => user.id)) : new Map();
    count.textContent = counted(shown);
    fill(
      found,
      table({ caption: "Users", columns: columns(roles), rows: shown.resources, empty: nobody() }),
      pager(shown, async (path) => {
        try {
          await draw(await page(path));
        } catch (error) {
          fill(found, problem(error));
        }
      }),
    );
  }

  function nobody() {
    return text.value || state
      ? empty("Nobody is found", "Try the beginning of a name, or a whole user name, e-mail address or id, and every state.")
      : empty("No users yet", "A user is somebody who may sign in. Make the first one with New user.");
  }
}

function counted({ total, resources }) {
  const number = Math.max(total ?? 0, resources.length);
  return total === undefined ? "" : `${number} ${number === 1 ? "user" : "users"}`;
}

/** User names, e-mail addresses and ids are found whole and stand first; names go on over pages. */
async function find(text, state) {
  const filter = { active: { "inactive:not": "true" }, inactive: { inactive: "true" } }[state] ?? {};
  const paged = search("User", { name: text, ...filter, _count: PAGE, _sort: "-_lastUpdated" });
  const keys = text === "" ? [] : [{ userName: text }, { email: text }, /^[A-Za-z0-9\-.]{1,64}$/.test(text) ? { _id: text } : null];
  const exact = await Promise.all(keys.filter(Boolean).map((key) => search("User", { ...key, ...filter })));
  const first = new Map(exact.flatMap((each) => each.resources).map((user) => [user.id, user]));
  const found = await paged;
  return { ...found, resources: [...first.values(), ...found.resources.filter((user) => !first.has(user.id))] };
}

function columns(roles) {
  return [
    { title: "Name", heading: true, cell: (user) => h("a", { href: pagePath("users", user.id) }, nameOf(user)) },
    { title: "User name", cell: (user) => user.userName ?? h("span", { class: "muted" }, user.id) },
    { title: "E-mail", cell: (user) => user.email ?? "–" },
    { title: "Person", cell: (user) => person(referenceOf(user.fhirUser)) },
    { title: "Roles", cell: (user) => (roles.get(user.id) ?? []).map((role) => role.name).join(", ") || "–" },
    { title: "State", cell: (user) => (user.inactive ? badge("Disabled", "bad") : badge("Active", "good")) },
    { title: "Last change", cell: (user) => moment(user.meta?.lastUpdated) },
  ];
}

function person(reference) {
  const { type, id } = partsOf(reference);
  return id ? h("a", { href: resourcePath(type, id) }, reference) : "–";
}

async function create() {
  const password = passwordFields();
  const made = await ask(
    "New user",
    [
      h(
        "div",
        { class: "grid narrow" },
        field("User name", { name: "userName", "data-element": "userName", hint: "What they sign in with." }),
        field("E-mail", { name: "email", type: "email", "data-element": "email", hint: "They can sign in with it, too." }),
        field("Name", { name: "name", "data-element": "name.formatted" }),
        field("Id", { name: "id", "data-element": "id", hint: "Left empty, the server makes one." }),
      ),
      password.view,
    ],
    {
      action: "Create the user",
      submit: async (form) => {
        const entered = (name) => form.get(name).trim() || undefined;
        const name = entered("name");
        const body = {
          resourceType: "User",
          id: entered("id"),
          userName: entered("userName"),
          email: entered("email"),
          name: name ? { formatted: name } : undefined,
          password: password.read(form),
        };
        return (await api("POST", "/User", { body })).json();
      },
    },
  );
  if (made) {
    message(`The user ${nameOf(made)} was created.`);
    go(pagePath("users", made.id));
  }
}

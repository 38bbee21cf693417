/**
 * `/ui/roles`: which roles there are, who has them, and which policies are about them.
 */
import { api, pathOf, search } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { namesOfUsers } from "../lib/people.js";
import { pagePath, partsOf, referenceOf } from "../lib/resource.js";
import { policiesAboutRoles } from "../lib/roles.js";
import { may } from "../lib/session.js";
import { ask, confirmed } from "../components/dialog.js";
import { faultOf } from "../components/faults.js";
import { field } from "../components/field.js";
import { empty, message, notice, problem } from "../components/notice.js";
import { referencePicker } from "../components/reference-picker.js";

const MOST = 1000;

export default async function roles() {
  const place = h("div", { class: "stack" });
  const heading = h("h1", { tabindex: "-1" }, "Roles");
  let groups = [];
  await draw();
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, heading, h("p", {}, "A role is a name that users have and policies are about. It is there as long as somebody has it.")),
      mayGive() ? h("button", { type: "button", class: "primary", onclick: () => give("") }, "Give a role") : null,
    ),
    place,
  );

  async function draw() {
    const found = await search("Role", { _count: MOST, _sort: "name" });
    const policies = may("search", "AccessPolicy") ? (await policiesAboutRoles()).resources : [];
    const ids = found.resources.map(holder).filter(Boolean);
    const names = may("search", "User") ? await namesOfUsers(ids) : new Map();
    groups = grouped(found.resources, policies);
    fill(
      place,
      found.next ? notice("info", h("p", {}, `There are more than ${MOST} roles; these are the first by name.`)) : null,
      groups.length === 0
        ? empty("No roles yet", "Give a user a role, and write a policy whose roleName is that name: it is then for those who have the role.")
        : groups.map((group) => card(group, names)),
    );
  }

  function card({ name, roles: given, policies }, names) {
    return h(
      "section",
      { class: "card stack", "aria-label": `Role ${name}` },
      h(
        "div",
        { class: "row spread" },
        h("h2", {}, name),
        mayGive() ? h("button", { type: "button", "aria-label": `Give ${name} to a user`, onclick: () => give(name) }, "Give to a user") : null,
      ),
      h(
        "dl",
        { class: "facts" },
        h("dt", {}, "Policies"),
        h(
          "dd",
          {},
          policies.length === 0
            ? h("span", { class: "muted" }, "None is about this role, so it allows nothing.")
            : h("ul", { class: "plain" }, policies.map((policy) => h("li", {}, h("a", { href: pagePath("policies", policy.id) }, policy.id)))),
        ),
        h("dt", {}, "Users"),
        h(
          "dd",
          {},
          given.length === 0
            ? h("span", { class: "muted" }, "Nobody has it.")
            : h("ul", { class: "plain" }, given.map((role) => h("li", { class: "row" }, who(role, names), taker(role, names)))),
        ),
      ),
    );
  }

  function taker(role, names) {
    const name = names.get(holder(role)) ?? holder(role);
    return may("delete", "Role")
      ? h(
          "button",
          { type: "button", class: "quiet danger", "aria-label": `Take ${role.name} away from ${name}`, onclick: () => takeAway(role, name) },
          "Take away",
        )
      : null;
  }

  async function takeAway(role, name) {
    const text = `${name} can then no longer do what policies allow to ${role.name}, from the next request on.`;
    if (await confirmed(`Take the role ${role.name} away?`, text, "Take it away", () => api("DELETE", pathOf("Role", role.id)))) {
      await redraw();
      message(`${name} no longer has the role ${role.name}.`);
    }
  }

  async function give(name) {
    const picker = referencePicker({ types: ["User"], label: "User", element: "user" });
    const list = h("datalist", { id: "all-role-names" }, groups.map((group) => h("option", { value: group.name })));
    const given = await ask(
      "Give a role",
      [field("Role", { name: "role", value: name, list: list.id, "data-element": "name", hint: "One that exists, or a new name." }), list, picker],
      {
        action: "Give the role",
        submit: async (form) => {
          const role = form.get("role").trim();
          check(role, picker.value);
          const user = { resourceType: "User", id: picker.value.id };
          await api("POST", "/Role", { body: { resourceType: "Role", name: role, user } });
          return `${picker.value.name} has the role ${role} now.`;
        },
      },
    );
    if (given) {
      await redraw();
      message(given);
    }
  }

  function check(role, user) {
    if (role === "") {
      throw faultOf("name", "Enter the name of a role.");
    }
    if (!user) {
      throw faultOf("user", "Choose a user from the list.");
    }
    if (groups.find((group) => group.name === role)?.roles.some((each) => holder(each) === user.id)) {
      throw faultOf("user", `${user.name} has the role ${role} already.`);
    }
  }

  async function redraw() {
    try {
      await draw();
    } catch (error) {
      fill(place, problem(error));
    }
    heading.focus();
  }
}

function mayGive() {
  return may("create", "Role") && may("search", "User");
}

function holder(role) {
  return partsOf(referenceOf(role.user)).id;
}

function who(role, names) {
  const id = holder(role);
  return names.has(id) ? h("a", { href: pagePath("users", id) }, names.get(id)) : h("span", { class: "muted" }, `User/${id}`);
}

/** By name: those that somebody has, and those that only a policy names. */
function grouped(roles, policies) {
  const names = [...new Set([...roles, ...policies.map((policy) => ({ name: policy.roleName }))].map((each) => each.name))].sort();
  return names.map((name) => ({
    name,
    roles: roles.filter((role) => role.name === name),
    policies: policies.filter((policy) => policy.roleName === name),
  }));
}

/**
 * The roles of a user: Role resources that name them.
 */
import { api, pathOf, search } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { knownRoleNames } from "../lib/roles.js";
import { once } from "../lib/once.js";
import { referenceOf } from "../lib/resource.js";
import { may, nameOf } from "../lib/session.js";
import { confirmed } from "./dialog.js";
import { clearFaults, faultAt, showFaults } from "./faults.js";
import { field } from "./field.js";
import { message } from "./notice.js";
import { table } from "./table.js";

export async function userRoles(user) {
  const heading = h("h2", { id: "roles", tabindex: "-1" }, "Roles");
  const place = h("div", { class: "stack tight" });
  const card = h("section", { class: "card stack", "aria-labelledby": "roles" }, heading, place);
  let roles = [];
  await draw();
  if (may("create", "Role")) {
    card.append(await adder());
  }
  return card;

  async function draw() {
    roles = (await search("Role", { user: `User/${user.id}`, _count: 200, _sort: "name" })).resources;
    fill(
      place,
      roles.length === 0
        ? h("p", { class: "muted" }, "None. A policy with a roleName is only for those who have the role.")
        : table({
            caption: "Roles of the user",
            rows: roles,
            columns: [
              { title: "Name", heading: true, cell: (role) => role.name },
              { title: "Where", cell: where },
              { title: "Actions", actions: true, cell: remover },
            ],
          }),
    );
  }

  function remover(role) {
    return may("delete", "Role")
      ? h("button", { type: "button", class: "quiet danger", "aria-label": `Take away ${role.name}`, onclick: () => takeAway(role) }, "Take away")
      : null;
  }

  async function takeAway(role) {
    const text = `${nameOf(user)} can then no longer do what policies allow to ${role.name}, from the next request on.`;
    if (await confirmed(`Take away the role ${role.name}?`, text, "Take it away", () => api("DELETE", pathOf("Role", role.id)))) {
      await draw();
      message(`The role ${role.name} was taken away.`);
      heading.focus();
    }
  }

  async function adder() {
    const names = h("datalist", { id: "role-names" }, (await knownRoleNames()).map((name) => h("option", { value: name })));
    const input = h("input", { type: "text", name: "role", list: names.id, autocomplete: "off", spellcheck: "false", "data-element": "name" });
    const rest = h("div", {});
    const form = h(
      "form",
      { class: "stack tight", onsubmit: once(add) },
      h("div", { class: "adder" }, field("Give a role", { control: input }), h("button", { type: "submit" }, "Give")),
      names,
      rest,
    );
    return form;

    async function add() {
      clearFaults(form, rest);
      const name = input.value.trim();
      if (name === "" || roles.some((role) => role.name === name)) {
        faultAt(input, name ? "They have this role already." : "Enter the name of a role.");
        input.focus();
        return;
      }
      try {
        await api("POST", "/Role", { body: { resourceType: "Role", name, user: { resourceType: "User", id: user.id } } });
        input.value = "";
        await draw();
        message(`${nameOf(user)} has the role ${name} now.`);
        input.focus();
      } catch (error) {
        showFaults(form, rest, error);
      }
    }
  }
}

/** What a role is bound to, beside the user. */
function where(role) {
  return Object.values(role.links ?? {}).map(referenceOf).filter(Boolean).join(", ") || "–";
}

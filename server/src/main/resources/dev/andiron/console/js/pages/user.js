/**
 * `/ui/users/:id`: one user.
 */
import { api, pathOf } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { idOf, patchResource, readResource, resourcePath } from "../lib/resource.js";
import { go } from "../lib/router.js";
import { may, nameOf } from "../lib/session.js";
import { badge } from "../components/badge.js";
import { ask, confirmed } from "../components/dialog.js";
import { moment } from "../components/moment.js";
import { message } from "../components/notice.js";
import { passwordFields } from "../components/password-fields.js";
import { resetLink } from "../components/reset-link.js";
import { userDetails } from "../components/user-details.js";
import { userPerson } from "../components/user-person.js";
import { userRoles } from "../components/user-roles.js";
import { userSessions } from "../components/user-sessions.js";

export default async function user(parameters) {
  const id = idOf(parameters) ?? parameters.id;
  const read = await readResource("User", id);
  const state = { user: read.resource, etag: read.etag };
  const head = h("div", { class: "head" });
  const facts = h("div", {});
  const heading = h("h1", { tabindex: "-1" });
  const on = {
    changed: (saved) => {
      Object.assign(state, { user: saved.resource, etag: saved.etag });
      draw();
    },
    reload: () => go(location.pathname + location.search, { replace: true }),
  };
  draw();
  const [roles, sessions] = await Promise.all([
    may("search", "Role") ? userRoles(state.user) : null,
    may("search", "Session") ? userSessions(state.user) : null,
  ]);
  return h(
    "div",
    { class: "stack" },
    head,
    h("div", { class: "columns" }, h("div", { class: "stack" }, userDetails(state, on), facts), h("div", { class: "stack" }, userPerson(state, on), roles)),
    sessions,
  );

  function draw() {
    const disabled = state.user.inactive === true;
    fill(heading, nameOf(state.user));
    fill(
      head,
      h("div", {}, heading, h("p", { class: "row" }, disabled ? badge("Disabled", "bad") : badge("Active", "good"), h("code", {}, state.user.id))),
      h(
        "div",
        { class: "actions" },
        may("patch", "User")
          ? [
              h("button", { type: "button", onclick: setPassword }, "Set password"),
              h("button", { type: "button", onclick: disabled ? enable : disable }, disabled ? "Enable" : "Disable"),
            ]
          : null,
        may("reset", "User") && !disabled ? h("button", { type: "button", onclick: reset }, "Reset link") : null,
        may("delete", "User") ? h("button", { type: "button", class: "danger", onclick: remove }, "Delete") : null,
      ),
    );
    fill(
      facts,
      h(
        "section",
        { class: "card stack", "aria-labelledby": "facts" },
        h("h2", { id: "facts" }, "Record"),
        h(
          "dl",
          { class: "facts" },
          h("dt", {}, "Id"),
          h("dd", {}, h("code", {}, state.user.id)),
          h("dt", {}, "Last change"),
          h("dd", {}, moment(state.user.meta?.lastUpdated)),
          h("dt", {}, "Version"),
          h("dd", {}, state.user.meta?.versionId ?? "–"),
        ),
        h("p", {}, h("a", { href: resourcePath("User", state.user.id) }, "The whole resource and its history")),
      ),
    );
  }

  async function setPassword() {
    const password = passwordFields();
    const warning = h("p", {}, `All sessions of ${nameOf(state.user)} end when the password changes: they must sign in again everywhere.`);
    const saved = await ask("Set a password", [warning, password.view], {
      action: "Set the password",
      submit: (form) => patchResource("User", state.user.id, { password: password.read(form) }),
    });
    if (saved) {
      on.changed(saved);
      await sessions?.draw();
      message("The password was set. All sessions of this user have ended.");
      heading.focus();
    }
  }

  async function reset() {
    if (await resetLink(state.user)) {
      on.changed(await readResource("User", state.user.id));
      await sessions?.draw();
      heading.focus();
    }
  }

  async function disable() {
    const text = `${nameOf(state.user)} can no longer sign in, and all their sessions end now. It can be undone; the sessions stay ended.`;
    if (await confirmed(`Disable ${nameOf(state.user)}?`, text, "Disable", async () => on.changed(await patchResource("User", state.user.id, { inactive: true })))) {
      await sessions?.draw();
      message("The user was disabled, and all their sessions have ended.");
      heading.focus();
    }
  }

  async function enable() {
    try {
      on.changed(await patchResource("User", state.user.id, { inactive: false }));
      message("The user can sign in again.");
    } catch (error) {
      message(error.message, "bad");
    }
    heading.focus();
  }

  async function remove() {
    const text = "They can no longer sign in, their sessions end now, and their password is gone. What they wrote stays, and so does the history of this record.";
    if (await confirmed(`Delete ${nameOf(state.user)}?`, text, "Delete the user", () => api("DELETE", pathOf("User", state.user.id)))) {
      message("The user was deleted.");
      go("/ui/users", { replace: true });
    }
  }
}

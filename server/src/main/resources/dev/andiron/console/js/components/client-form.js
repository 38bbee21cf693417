/**
 * The settings of a client as a form. It holds no state of its own: it is shown a resource, and says of every change what the resource is then.
 */
import { h } from "../lib/dom.js";
import { at, GRANTS, otherGrants, put, withGrant } from "../lib/client-settings.js";
import { NumberText } from "../lib/json-text.js";
import { checkbox, choice, field } from "./field.js";

/**
 * @param {(change: (client: object) => object) => void} changed is given what a change makes of a resource
 * @returns {{view: Node, show: (client: object) => void}}
 */
export function clientForm(changed) {
  const shows = [];
  const others = h("p", { class: "hint" });
  const view = h(
    "fieldset",
    { class: "bare stack" },
    h("legend", { class: "visually-hidden" }, "Settings of the client"),
    h(
      "section",
      { class: "card stack", "aria-labelledby": "about" },
      h("h2", { id: "about" }, "App"),
      text("Name", ["name"], "What people call it."),
      text("Description", ["description"]),
      truth("Active", ["active"], "A client that is not active gets no token, and its sessions end.", true),
      truth("First party", ["first_party"], "It is an app of your own."),
      words("Scope", ["scope"], "The scopes it may ask for, with spaces between them."),
      words("Allowed origins", ["allowed_origins"], "Where its pages are, if it runs in a browser, such as https://app.example.org; several with spaces between them."),
    ),
    h(
      "section",
      { class: "card stack", "aria-labelledby": "grants" },
      h("h2", { id: "grants" }, "Grants"),
      GRANTS.map(grant),
      others,
    ),
  );
  shows.push((client) => {
    const types = otherGrants(client);
    others.hidden = types.length === 0;
    others.textContent = `Also listed, and kept: ${types.join(", ")}. This server does not offer them yet.`;
  });
  return { view, show: (client) => shows.forEach((each) => each(client)) };

  function grant({ type, settings, title, says }) {
    const box = checkbox(title, { hint: says, onchange: (event) => changed((client) => withGrant(client, type, event.target.checked)) });
    const input = box.querySelector("input");
    const inner = settings ? grantSettings(settings, title) : null;
    shows.push((client) => {
      input.checked = [client.grant_types ?? []].flat().includes(type);
      if (inner) {
        inner.hidden = !input.checked;
      }
    });
    return h("div", { class: "grant stack" }, box, inner);
  }

  function grantSettings(name, title) {
    const path = (element) => ["auth", name, element];
    const lifetime = whole("Refresh token lives", path("refresh_token_expiration"), "In seconds; 30 days unless the server is set otherwise.");
    shows.push((client) => {
      lifetime.hidden = at(client, path("refresh_token")) !== true;
    });
    return h(
      "fieldset",
      { class: "bare stack inset" },
      h("legend", { class: "visually-hidden" }, `Settings of ${title}`),
      h(
        "div",
        { class: "grid narrow" },
        options("Token format", path("token_format"), [["", "Opaque"], ["jwt", "JWT"]], "A JWT can be read by whoever has it."),
        whole("Access token lives", path("access_token_expiration"), "In seconds; 3600 unless the server is set otherwise."),
      ),
      truth("Refresh token", path("refresh_token"), "The app can go on without asking for the password again."),
      lifetime,
      name === "password" ? sessionLimits(path) : null,
      h(
        "div",
        { class: "grid narrow" },
        options(
          "Secret required",
          path("secret_required"),
          [["", "If it has a secret"], ["true", "Yes"], ["false", "No"]],
          "An app in a browser or on a telephone cannot keep one.",
        ),
        words("Audience", path("audience"), "The aud of a JWT; this server unless you name others, with spaces between them."),
      ),
    );
  }

  function sessionLimits(path) {
    return h(
      "div",
      { class: "grid narrow" },
      whole("Session ends unused", path("session_idle_timeout"), "After so many seconds, 120 or more; never unless the server is set otherwise."),
      whole("Session ends", path("session_expiration"), "After so many seconds, used or not; never unless the server is set otherwise."),
      whole("Sessions of one person", path("session_limit"), "A new one more ends the oldest; no limit unless the server is set otherwise."),
    );
  }

  function text(label, path, hint) {
    return bound(path, (attributes) => field(label, { hint, ...attributes }), {
      get: (input) => input.value || undefined,
      set: (input, value) => {
        input.value = value ?? "";
      },
    });
  }

  /** One string or a list of them. */
  function words(label, path, hint) {
    return bound(path, (attributes) => field(label, { hint, ...attributes }), {
      get: (input) => {
        const list = input.value.split(/\s+/).filter(Boolean);
        return list.length > 0 ? list : undefined;
      },
      set: (input, value) => {
        input.value = [value ?? []].flat().join(" ");
      },
    });
  }

  function whole(label, path, hint) {
    return bound(path, (attributes) => field(label, { hint, inputmode: "numeric", ...attributes }), {
      get: (input) => {
        const entered = input.value.trim();
        return entered === "" ? undefined : /^\d{1,15}$/.test(entered) ? new NumberText(String(Number(entered))) : entered;
      },
      set: (input, value) => {
        input.value = value === undefined ? "" : String(value);
      },
    });
  }

  function truth(label, path, hint, otherwise = false) {
    return bound(path, (attributes) => checkbox(label, { hint, ...attributes }), {
      get: (input) => (input.checked === otherwise ? undefined : input.checked),
      set: (input, value) => {
        input.checked = value ?? otherwise;
      },
    });
  }

  function options(label, path, choices, hint) {
    return bound(path, (attributes) => choice(label, choices, { value: "", hint, ...attributes }), {
      get: (input) => ({ "": undefined, true: true, false: false })[input.value] ?? (input.value || undefined),
      set: (input, value) => {
        input.value = value === undefined ? "" : String(value);
      },
    });
  }

  /** A control that shows what stands at a path; one that has the focus is left alone, lest the caret jump. */
  function bound(path, make, { get, set }) {
    const element = make({
      "data-element": path.join("."),
      oninput: (event) => changed((client) => put(client, path, get(event.target))),
    });
    const input = element.querySelector("[data-element]");
    shows.push((client) => {
      if (document.activeElement !== input) {
        set(input, at(client, path));
      }
    });
    return element;
  }
}

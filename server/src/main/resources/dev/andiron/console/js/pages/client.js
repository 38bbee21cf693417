/**
 * `/ui/clients/:id`: one client, or with `new` the next one: a form, and the same as YAML beside it.
 */
import { api, convert, JSON_TYPE, pathOf, YAML_TYPE } from "../lib/api.js";
import { put } from "../lib/client-settings.js";
import { afterPause } from "../lib/delay.js";
import { fill, h } from "../lib/dom.js";
import { readJson, writeJson } from "../lib/json-text.js";
import { idOf, pagePath, readResource, resourcePath, withoutVersion } from "../lib/resource.js";
import { once } from "../lib/once.js";
import { go } from "../lib/router.js";
import { may } from "../lib/session.js";
import { toYaml } from "../lib/yaml.js";
import { clientForm } from "../components/client-form.js";
import { codeEditor } from "../components/code-editor.js";
import { conflict } from "../components/conflict.js";
import { confirmed } from "../components/dialog.js";
import { clearFaults, faultOf, showFaults } from "../components/faults.js";
import { field } from "../components/field.js";
import { message, notice } from "../components/notice.js";
import { secretChoice, showSecretOnce } from "../components/secret-choice.js";

const PAUSE = 350;
const EMPTY = { resourceType: "Client", grant_types: ["password"] };

export default async function client(parameters) {
  const id = idOf(parameters);
  const isNew = id === null;
  const read = isNew ? { resource: EMPTY, etag: null } : await readResource("Client", id);
  const editable = may(isNew ? "create" : "update", "Client");
  let model = withoutVersion(read.resource);
  let etag = read.etag;
  let whole = true; // whether the YAML can be read

  const secret = secretChoice(isNew);
  const form = clientForm((change) => {
    model = change(model);
    form.show(model);
    editor.value = toYaml(model);
  });
  const editor = codeEditor({ label: "The client as YAML", language: "yaml", value: toYaml(model) });
  editor.addEventListener("input", () => {
    whole = false;
    readYaml();
  });
  editor.readOnly = !editable;
  const readYaml = afterPause(understand, PAUSE);
  const broken = h("div", {});
  const rest = h("div", {});
  const idField = isNew ? newId() : null;
  form.view.disabled = !editable;
  form.show(model);

  const view = h(
    "form",
    { class: "stack", novalidate: true, onsubmit: once(() => save(etag)) },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", { tabindex: "-1" }, isNew ? "New client" : id), h("p", {}, isNew ? "An app or a service that may ask for tokens." : titleOf(model))),
      h(
        "div",
        { class: "actions" },
        isNew ? null : h("a", { class: "button", href: resourcePath("Client", id) }, "Resource"),
        !isNew && may("delete", "Client") ? h("button", { type: "button", class: "danger", onclick: remove }, "Delete") : null,
        editable ? h("button", { type: "submit", class: "primary" }, isNew ? "Create the client" : "Save") : null,
      ),
    ),
    rest,
    h(
      "div",
      { class: "columns" },
      h("div", { class: "stack" }, idField, broken, form.view, editable ? secret.view : null),
      h(
        "section",
        { class: "stack tight beside", "aria-labelledby": "yaml" },
        h("h2", { id: "yaml" }, "YAML"),
        h("p", { class: "hint" }, "The same, as it is stored. Both sides follow each other."),
        editor,
      ),
    ),
  );
  return view;

  function newId() {
    return h(
      "div",
      { class: "card" },
      field("Id", {
        "data-element": "id",
        hint: "The client_id that the app sends. Left empty, the server makes one.",
        oninput: (event) => {
          const { resourceType, id: before, ...elements } = model;
          model = { resourceType, ...(event.target.value ? { id: event.target.value } : {}), ...elements };
          editor.value = toYaml(model);
        },
      }),
    );
  }

  /** What was written in the YAML goes into the form, or the form stands still until it can. */
  async function understand(current) {
    let problems = [];
    try {
      const understood = readJson(await convert(editor.value, YAML_TYPE, JSON_TYPE)).value;
      if (!current()) {
        return;
      }
      if (understood === null || typeof understood !== "object" || Array.isArray(understood)) {
        throw faultOf("", "A client is a list of names and values.");
      }
      model = understood;
      form.show(model);
      const input = idField?.querySelector("input");
      if (input) {
        input.value = model.id ?? "";
      }
    } catch (error) {
      if (!current()) {
        return;
      }
      problems = error.issues?.length ? error.issues : [{ expression: "", message: error.message }];
    }
    whole = problems.length === 0;
    editor.problems = problems;
    form.view.disabled = !whole || !editable;
    fill(broken, whole ? null : notice("warn", h("p", {}, "The YAML cannot be read. The form shows what it was before, and waits until the fault is mended.")));
  }

  async function save(version) {
    clearFaults(view, rest);
    if (!whole) {
      await understand(() => true);
    }
    if (!whole) {
      editor.control.focus();
      return;
    }
    const chosen = secret.value();
    const body = writeJson(chosen === undefined ? model : put(model, ["secret"], chosen));
    try {
      const answer = isNew
        ? await api("POST", "/Client", { body, type: JSON_TYPE })
        : await api("PUT", pathOf("Client", id), { body, type: JSON_TYPE, headers: version ? { "If-Match": version } : {} });
      await saved(answer, chosen);
    } catch (error) {
      refused(error);
    }
  }

  async function saved(answer, chosen) {
    const written = readJson(answer.text).value;
    message(isNew ? "The client was created." : "The client was saved.");
    if (chosen) {
      await showSecretOnce(written.id, chosen);
    }
    if (isNew) {
      go(pagePath("clients", written.id), { replace: true });
      return;
    }
    etag = answer.headers.get("ETag");
    model = withoutVersion(written);
    editor.value = toYaml(model);
    secret.reset(false);
    form.show(model);
  }

  function refused(error) {
    if (error.status === 412) {
      fill(rest, conflict("Client", id, { load: () => go(location.pathname + location.search, { replace: true }), overwrite: () => save(null) }));
      rest.scrollIntoView({ block: "center" });
      return;
    }
    editor.problems = error.issues ?? [];
    showFaults(view, rest, error);
  }

  async function remove() {
    const text = "The app can no longer get tokens, and all its sessions end now. Its history stays.";
    if (await confirmed(`Delete the client ${id}?`, text, "Delete the client", () => api("DELETE", pathOf("Client", id)))) {
      message("The client was deleted.");
      go("/ui/clients", { replace: true });
    }
  }
}

function titleOf(model) {
  return [model.name, model.description].filter(Boolean).join(" – ") || "An app or a service that may ask for tokens.";
}

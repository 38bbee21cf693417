/**
 * `/ui/policies/:id`: one policy, or with `new` the next one, written as text and checked while it is.
 */
import { api, convert, JSON_TYPE, pathOf, YAML_TYPE } from "../lib/api.js";
import { afterPause } from "../lib/delay.js";
import { fill, h } from "../lib/dom.js";
import { readJson } from "../lib/json-text.js";
import { faultsOf } from "../lib/live-check.js";
import { BEGINNINGS } from "../lib/policy-beginnings.js";
import { parametersByType } from "../lib/metadata.js";
import { operations } from "../lib/operations.js";
import { policyWords } from "../lib/policy-completion.js";
import { idOf, pagePath, readResource, resourcePath, withoutVersion } from "../lib/resource.js";
import { once } from "../lib/once.js";
import { go } from "../lib/router.js";
import { may, typesThatMay } from "../lib/session.js";
import { toYaml } from "../lib/yaml.js";
import { codeEditor } from "../components/code-editor.js";
import { pretty } from "../components/code-view.js";
import { conflict } from "../components/conflict.js";
import { confirmed } from "../components/dialog.js";
import { clearFaults, showFaults } from "../components/faults.js";
import { choice, segmented } from "../components/field.js";
import { message } from "../components/notice.js";
import { policyHelp } from "../components/policy-help.js";
import { policyTrial } from "../components/policy-trial.js";

const PAUSE = 700; // a word that is half written is no fault
const TYPES = { yaml: YAML_TYPE, json: JSON_TYPE };

/** What it has that a policy may name; a part that cannot be had is left out: to complete words is a courtesy. */
async function wordsOfServer() {
  const [all, parameters] = await Promise.all([operations(), parametersByType().catch(() => new Map())]);
  return { types: typesThatMay("search"), operations: all, parameters };
}

export default async function policy(parameters) {
  const id = idOf(parameters);
  const isNew = id === null;
  const editable = may(isNew ? "create" : "update", "AccessPolicy");
  const known = wordsOfServer();
  let etag = null;
  let before = BEGINNINGS[0].yaml;
  if (!isNew) {
    const read = await readResource("AccessPolicy", id);
    etag = read.etag;
    before = toYaml(withoutVersion(read.resource));
  }

  const rest = h("div", {});
  const said = h("p", { class: "hint", role: "status" });
  const formats = h("div", {});
  const editor = codeEditor({ label: "The policy", language: "yaml", value: before });
  editor.readOnly = !editable;
  editor.complete = async (place) => policyWords(place, editor.language, await known);
  editor.addEventListener("input", () => {
    said.textContent = "";
    check();
  });
  const check = afterPause(look, PAUSE);
  drawFormats();
  check();

  const view = h(
    "form",
    { class: "stack", novalidate: true, onsubmit: once(() => save(etag)) },
    h(
      "div",
      { class: "head" },
      h(
        "div",
        {},
        h("h1", { tabindex: "-1" }, isNew ? "New policy" : id),
        h("p", {}, "What is written here allows; nothing forbids. It counts from the next request on."),
      ),
      h(
        "div",
        { class: "actions" },
        isNew ? null : h("a", { class: "button", href: resourcePath("AccessPolicy", id) }, "Resource"),
        !isNew && may("delete", "AccessPolicy") ? h("button", { type: "button", class: "danger", onclick: remove }, "Delete") : null,
        editable ? h("button", { type: "submit", class: "primary" }, isNew ? "Create the policy" : "Save") : null,
      ),
    ),
    isNew ? h("div", { class: "beginnings" }, beginnings()) : null,
    rest,
    h("div", { class: "stack tight" }, h("div", { class: "row spread" }, formats, said), editor),
  );
  const trial = policyTrial(() => ({ text: editor.value, type: TYPES[editor.language] }));
  return h("div", { class: "stack" }, view, trial, policyHelp());

  /** A beginning replaces only another beginning without asking. */
  function beginnings() {
    return choice("Begin with", BEGINNINGS.map((each, i) => [String(i), each.title]), {
      value: "0",
      hint: "Then change the names in it to yours.",
      onchange: async (event) => {
        const chosen = BEGINNINGS[Number(event.target.value)].yaml;
        const replace = async () => {
          editor.language = "yaml";
          editor.value = chosen;
          drawFormats();
          check();
        };
        if (BEGINNINGS.some((each) => each.yaml === editor.value)) {
          await replace();
        } else {
          await confirmed("Replace what you have written?", "The beginning takes the place of the whole text.", "Replace", replace);
        }
      },
    });
  }

  function drawFormats() {
    fill(formats, segmented("Format", [["yaml", "YAML"], ["json", "JSON"]], editor.language, turn));
  }

  async function turn(language) {
    try {
      const text = await convert(editor.value, TYPES[editor.language], TYPES[language]);
      editor.language = language;
      editor.value = language === "json" ? pretty(text) : text;
      check();
    } catch (error) {
      editor.problems = error.issues ?? [{ expression: "", message: error.message }];
      drawFormats();
      said.textContent = "What cannot be read cannot be written in the other format.";
    }
  }

  async function look(current) {
    const faults = await faultsOf("AccessPolicy", id, editor.value, TYPES[editor.language]);
    if (current() && faults) {
      editor.problems = faults;
      said.textContent = faults.length === 0 ? "Checked: the server would take it." : "";
    }
  }

  async function save(version) {
    clearFaults(view, rest);
    const content = { body: editor.value, type: TYPES[editor.language] };
    try {
      const answer = isNew
        ? await api("POST", "/AccessPolicy", content)
        : await api("PUT", pathOf("AccessPolicy", id), { ...content, headers: version ? { "If-Match": version } : {} });
      message(isNew ? "The policy was created. It counts from now on." : "The policy was saved. It counts from now on.");
      if (isNew) {
        go(pagePath("policies", readJson(answer.text).value.id), { replace: true });
      } else {
        etag = answer.headers.get("ETag");
      }
    } catch (error) {
      refused(error);
    }
  }

  function refused(error) {
    if (error.status === 412) {
      fill(
        rest,
        conflict("AccessPolicy", id, { load: () => go(location.pathname + location.search, { replace: true }), overwrite: () => save(null) }),
      );
    } else if (error.issues?.length) {
      editor.problems = error.issues;
      editor.control.focus();
    } else {
      showFaults(view, rest, error);
    }
  }

  async function remove() {
    const text = "What only this policy allows is denied from the next request on. Its history stays.";
    if (await confirmed(`Delete the policy ${id}?`, text, "Delete the policy", () => api("DELETE", pathOf("AccessPolicy", id)))) {
      message("The policy was deleted.");
      go("/ui/policies", { replace: true });
    }
  }
}

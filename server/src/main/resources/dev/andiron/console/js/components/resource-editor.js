/**
 * A resource to be written, in JSON or YAML, and sent as it was typed: decimals stay as they are. What the server refuses is shown in the text.
 */
import { api, convert, JSON_TYPE, pathOf, YAML_TYPE } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { readJson, writeJson } from "../lib/json-text.js";
import { withoutVersion } from "../lib/resource.js";
import { codeEditor } from "./code-editor.js";
import { conflict } from "./conflict.js";
import { segmented } from "./field.js";
import { notice, problem } from "./notice.js";
import { textDiff } from "./text-diff.js";

const TYPES = { json: JSON_TYPE, yaml: YAML_TYPE };

/**
 * @param {object} options
 * @param {string} options.type
 * @param {?string} options.id null of a new one
 * @param {string} options.text in JSON
 * @param {?string} options.etag of the version that it is
 * @param {string} options.action the word on the button
 * @param {(text: string, type: string, etag: ?string) => Promise<void>} options.save
 */
export function resourceEditor({ type, id, text, etag, action, save }) {
  let language = "json";
  let base = etag;
  let isBusy = false;
  const editor = codeEditor({ label: `${type} as text`, language, value: text });
  const switcher = h("div", {});
  const said = h("div", { class: "stack tight", "aria-live": "polite" });
  const saveButton = h("button", { type: "button", class: "primary", onclick: () => store() }, action);
  const checkButton = h("button", { type: "button", onclick: () => check() }, "Check");
  drawSwitch();
  return h(
    "div",
    { class: "stack tight", onkeydown: shortcut },
    h("div", { class: "row spread" }, switcher, h("div", { class: "actions" }, checkButton, saveButton)),
    said,
    editor,
    h("p", { class: "hint" }, "Ctrl+Enter saves. It is sent as it stands here, in JSON or in YAML."),
  );

  function drawSwitch() {
    fill(switcher, segmented("Language", [["json", "JSON"], ["yaml", "YAML"]], language, turn));
  }

  async function turn(to) {
    const before = editor.value;
    try {
      const converted = await convert(before, TYPES[language], TYPES[to]);
      if (editor.value === before) {
        language = to;
        editor.language = to;
        editor.value = to === "json" ? pretty(converted) : converted;
        fill(said);
      }
    } catch (error) {
      refused(error, "It can be turned into the other language once it can be read.");
    }
    drawSwitch();
    switcher.querySelector(":checked").focus();
  }

  async function check() {
    const path = `${id ? pathOf(type, id) : `/${encodeURIComponent(type)}`}/$validate`;
    await busy(async () => {
      const outcome = (await api("POST", path, { body: editor.value, type: TYPES[language] })).json();
      const faults = (outcome.issue ?? [])
        .filter((issue) => issue.severity !== "information")
        .map((issue) => ({ expression: issue.expression?.[0] ?? "", message: issue.diagnostics ?? issue.details?.text ?? issue.code }));
      editor.problems = faults;
      fill(said, faults.length === 0 ? notice("good", h("p", {}, "No fault was found. Nothing has been saved.")) : count(faults.length));
    });
  }

  async function store() {
    await busy(() => save(editor.value, TYPES[language], base));
  }

  async function busy(work) {
    if (isBusy) {
      return; // the buttons are not disabled: they would lose the focus
    }
    isBusy = true;
    fill(said);
    try {
      await work();
    } catch (error) {
      if (error.status === 412 && id) {
        await outrun(error);
      } else {
        refused(error);
      }
    } finally {
      isBusy = false;
    }
  }

  function refused(error, more = "") {
    const issues = error.issues?.length ? error.issues : [{ expression: "", message: error.message }];
    editor.problems = issues;
    const what = issues.length === 1 ? `It was refused: ${issues[0].message}` : `It was refused for ${issues.length} reasons; see below the text.`;
    fill(said, notice("bad", h("p", {}, `${what} ${more}`)));
  }

  function count(faults) {
    return notice("bad", h("p", {}, faults === 1 ? "One fault was found; see below the text." : `${faults} faults were found; see below the text.`));
  }

  /** Somebody was faster: what is typed here stays, whatever is chosen. */
  async function outrun(error) {
    let newer;
    try {
      const answer = await api("GET", pathOf(type, id));
      newer = { text: answer.text, etag: answer.headers.get("ETag") };
    } catch (failure) {
      fill(said, problem(failure.status === 410 ? new Error("It was deleted meanwhile. Its history has what it was.") : error));
      return;
    }
    const differences = h("div", {});
    const load = () => {
      base = newer.etag;
      language = "json";
      editor.language = language;
      editor.value = bare(newer.text);
      drawSwitch();
      fill(said, notice("info", h("p", {}, "This is the newest version.")));
      editor.control.focus();
    };
    const overwrite = () => {
      base = newer.etag;
      store();
    };
    const compare = async () => {
      try {
        const mine = language === "json" ? editor.value : await convert(editor.value, YAML_TYPE, JSON_TYPE);
        fill(
          differences,
          textDiff({ before: bare(newer.text), after: bare(mine), beforeName: "Saved meanwhile", afterName: "Yours" }),
        );
      } catch (failure) {
        fill(differences, problem(failure));
      }
    };
    fill(said, conflict(type, id, { load, overwrite, compare }), differences);
    said.querySelector("button")?.focus();
  }

  function shortcut(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      store();
    }
  }
}

function pretty(text) {
  return writeJson(readJson(text).value);
}

/** A resource's JSON, indented, without what every write changes. */
export function bare(text) {
  return writeJson(withoutVersion(readJson(text).value));
}

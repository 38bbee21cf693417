/**
 * `/ui/rest`: any request to this server, and its answer. What was sent is remembered in the memory of the page alone.
 */
import { JSON_TYPE, YAML_TYPE } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { byOwnFirst, parametersByType } from "../lib/metadata.js";
import { curl } from "../lib/snippets.js";
import { hasBody, headersOf, METHODS, ownPath, send } from "../lib/rest-request.js";
import { codeEditor } from "../components/code-editor.js";
import { Completion } from "../components/completion.js";
import { copyButton } from "../components/copy-button.js";
import { choice, field, segmented } from "../components/field.js";
import { empty, problem } from "../components/notice.js";
import { restAnswer, statusBadge } from "../components/rest-answer.js";

const REMEMBERED = 50;
const TYPES = { json: JSON_TYPE, yaml: YAML_TYPE };

/** The requests of this page's life, newest first; and the one that is being written. Gone with the page. */
const remembered = [];
let draft = { method: "GET", path: "/Patient?_count=10", headers: "Accept: application/json", body: "", language: "json", asMe: true };

export default function rest() {
  let types = null;
  let isSending = false;
  const method = choice("Method", METHODS.map((each) => [each, each]), {
    value: draft.method,
    onchange: (event) => change({ method: event.target.value }),
  });
  const path = h("input", {
    type: "text",
    class: "code-line",
    value: draft.path,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    oninput: () => change({ path: path.value }),
  });
  const completion = new Completion(path);
  completion.words = words;
  const headers = h("textarea", { class: "code-line", rows: "3", spellcheck: "false", autocomplete: "off", oninput: () => change({ headers: headers.value }) });
  headers.value = draft.headers;
  const editor = codeEditor({ label: "Body", language: draft.language, value: draft.body });
  editor.addEventListener("input", () => change({ body: editor.value }));
  const who = h("div", {});
  const language = h("div", {});
  const bodyPart = h("div", { class: "stack tight" }, h("div", { class: "row" }, h("h2", {}, "Body"), language), editor);
  const fault = h("p", { class: "fault", role: "alert" });
  const answer = h("div", { class: "stack", "aria-live": "polite" });
  const list = h("section", { class: "stack tight", "aria-label": "Sent before" });
  const pathField = field("Path", { control: path });
  const completed = h("div", { class: "completed" });
  path.replaceWith(completed);
  completed.append(path, completion.list);
  const sendButton = h("button", { type: "submit", class: "primary" }, "Send");
  const form = h(
    "form",
    { class: "card stack", onsubmit: submit, onkeydown: shortcut },
    h(
      "div",
      { class: "rest-line" },
      method,
      pathField,
      sendButton,
    ),
    fault,
    h("div", { class: "columns" }, field("Headers", { control: headers, hint: "One a line: Name: value." }), h("div", { class: "stack tight" }, h("p", { class: "label" }, "Sent as"), who)),
    bodyPart,
    h("div", { class: "actions" }, copyButton("Copy as curl", asCurl), h("span", { class: "hint" }, "Your session is not in it: give a client’s id and secret in $ROOT.")),
  );
  draw();
  drawList();
  parametersByType().then(
    (known) => (types = known),
    () => {},
  );
  return h(
    "div",
    { class: "stack" },
    h("div", { class: "head" }, h("div", {}, h("h1", {}, "REST console"), h("p", {}, "Any request to this server. Ctrl+Enter sends it, Ctrl+Space completes types and parameters."))),
    form,
    answer,
    list,
  );

  function change(more) {
    draft = { ...draft, ...more };
    if (more.method) {
      draw();
    }
  }

  function draw() {
    fill(who, segmented("Sent as", [["me", "Me"], ["nobody", "Without my session"]], draft.asMe ? "me" : "nobody", (value) => change({ asMe: value === "me" })));
    fill(
      language,
      segmented("Language of the body", [["json", "JSON"], ["yaml", "YAML"]], draft.language, (value) => {
        change({ language: value });
        editor.language = value;
      }),
    );
    bodyPart.hidden = !hasBody(draft.method);
  }

  function words({ text, at }) {
    const before = text.slice(0, at);
    if (!types) {
      return [];
    }
    if (!before.includes("?")) {
      return byOwnFirst(types.keys()).map((type) => ({ word: before.startsWith("/") ? `/${type}` : type }));
    }
    const type = /^\/?(?:fhir\/)?(\w+)/.exec(before)?.[1];
    return /[?&][^=&]*$/.test(before) ? (types.get(type) ?? []).map((each) => ({ word: `${each.name}=`, detail: each.type })) : [];
  }

  async function submit(event) {
    event?.preventDefault();
    const request = isSending ? null : checked();
    if (request === null) {
      return;
    }
    isSending = true; // the button is not disabled: it would lose the focus
    const written = { ...draft };
    try {
      const came = await send(request);
      fill(answer, restAnswer(came));
      remembered.unshift({ written, came: { status: came.status, words: came.words, ms: came.ms } });
      remembered.length = Math.min(remembered.length, REMEMBERED);
      drawList();
    } catch (error) {
      fill(answer, problem(new Error(`No answer came: ${error.message}`)));
    } finally {
      isSending = false;
    }
  }

  /** What is to be sent; null, and the reason shown, where it cannot be. */
  function checked() {
    try {
      const request = { ...draft, path: ownPath(draft.path), headers: withTypes(headersOf(draft.headers)) };
      fault.textContent = "";
      return request;
    } catch (error) {
      fault.textContent = error.message;
      return null;
    }
  }

  function asCurl() {
    const request = checked();
    if (request === null) {
      return "";
    }
    const body = hasBody(request.method) && request.body ? request.body : null;
    const asRoot = request.asMe && !request.headers.some(([name]) => name.toLowerCase() === "authorization");
    return curl({ ...request, body }, location.origin, { asRoot });
  }

  /** What was not said of the body and the answer. */
  function withTypes(lines) {
    const has = (name) => lines.some(([each]) => each.toLowerCase() === name);
    return [
      ...(has("accept") ? [] : [["Accept", JSON_TYPE]]),
      ...(has("content-type") || !hasBody(draft.method) || !draft.body ? [] : [["Content-Type", TYPES[draft.language]]]),
      ...lines,
    ];
  }

  function drawList() {
    fill(
      list,
      h("h2", {}, "Sent before"),
      remembered.length === 0
        ? empty("Nothing was sent yet", "What you send is listed here until the page is closed or loaded anew, to be used again.")
        : h("ol", { class: "sent" }, remembered.map((each) => h("li", {}, entry(each)))),
    );
  }

  function entry({ written, came }) {
    return h(
      "button",
      { type: "button", class: "sent-entry", onclick: () => again(written) },
      h("code", {}, `${written.method} ${written.path}`),
      statusBadge(came),
      h("span", { class: "muted" }, `${Math.round(came.ms)} ms`),
    );
  }

  function again(written) {
    draft = { ...written };
    method.querySelector("select").value = draft.method;
    path.value = draft.path;
    headers.value = draft.headers;
    editor.language = draft.language;
    editor.value = draft.body;
    draw();
    path.focus();
    scrollTo(0, 0);
  }

  function shortcut(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  }
}

/**
 * The versions of a resource: what each was, and how two of them differ.
 */
import { api, pathOf } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { readJson, writeJson } from "../lib/json-text.js";
import { withoutVersion } from "../lib/resource.js";
import { badge } from "./badge.js";
import { codeView } from "./code-view.js";
import { confirmed } from "./dialog.js";
import { choice } from "./field.js";
import { moment } from "./moment.js";
import { problem } from "./notice.js";
import { pager, table } from "./table.js";
import { textDiff } from "./text-diff.js";

const PAGE = 50;
const DONE = { POST: "Created", PUT: "Saved", DELETE: "Deleted" };

/**
 * @param {object} options
 * @param {?(text: string) => Promise<() => void>} options.restore saves an old version's text anew, and gives what is to be done once nobody is
 *   asked any more; null where that is not allowed
 */
export async function resourceHistory({ type, id, restore }) {
  const below = h("div", { class: "stack" });
  const list = h("div", { class: "stack" });
  await show(`${pathOf(type, id)}/_history?_count=${PAGE}`);
  return h("div", { class: "stack" }, list, below);

  async function show(path) {
    const { versions, next, previous } = await read(path);
    const open = async (to) => {
      try {
        await show(to);
      } catch (error) {
        fill(below, problem(error));
      }
    };
    fill(list, table({ caption: `Versions of ${type}/${id}`, columns: columns(versions), rows: versions }), pager({ next, previous }, open));
    const kept = versions.filter((each) => each.text);
    fill(below, kept.length > 1 ? comparison(kept) : null);
  }

  function columns(versions) {
    return [
      { title: "Version", heading: true, cell: (each) => each.version },
      { title: "When", cell: (each) => moment(each.when) },
      { title: "What", cell: (each) => (each.method === "DELETE" ? badge("Deleted", "bad") : (DONE[each.method] ?? each.method)) },
      { title: "Actions", actions: true, cell: (each) => actions(each, versions) },
    ];
  }

  function actions(each, versions) {
    if (!each.text) {
      return null;
    }
    const before = versions[versions.indexOf(each) + 1];
    return [
      h("button", { type: "button", class: "quiet", "aria-label": `View version ${each.version}`, onclick: () => view(each) }, "View"),
      before?.text
        ? h(
            "button",
            { type: "button", class: "quiet", "aria-label": `What version ${each.version} changed`, onclick: () => compare(versions, before, each) },
            "Changes",
          )
        : null,
      restore && each !== versions[0]
        ? h("button", { type: "button", class: "quiet", "aria-label": `Restore version ${each.version}`, onclick: () => putBack(each) }, "Restore")
        : null,
    ];
  }

  function view(each) {
    const heading = h("h2", { tabindex: "-1" }, `Version ${each.version}`);
    fill(below, heading, codeView(each.full, "json", `Version ${each.version}`));
    heading.focus();
    heading.scrollIntoView({ block: "nearest" });
  }

  function compare(versions, before, after) {
    const heading = h("h2", { tabindex: "-1" }, "Compare");
    fill(below, comparison(versions.filter((each) => each.text), before, after, heading));
    heading.focus();
    heading.scrollIntoView({ block: "nearest" });
  }

  async function putBack(each) {
    let after = null;
    await confirmed(
      `Restore version ${each.version}?`,
      `Version ${each.version} is saved anew, as the newest. The versions after it stay in the history.`,
      "Restore it",
      async () => {
        after = await restore(each.text);
      },
    );
    after?.();
  }
}

function comparison(versions, before = versions[1], after = versions[0], heading = h("h2", {}, "Compare")) {
  const shown = h("div", {});
  const named = versions.map((each) => [each.version, `Version ${each.version}`]);
  const chosen = { before: before.version, after: after.version };
  const select = (label, key) =>
    choice(label, named, {
      value: chosen[key],
      onchange: (event) => {
        chosen[key] = event.target.value;
        draw();
      },
    });
  draw();
  return h("div", { class: "stack" }, heading, h("div", { class: "row" }, select("From", "before"), select("To", "after")), shown);

  function draw() {
    const textOf = (version) => versions.find((each) => each.version === version).text;
    fill(
      shown,
      textDiff({
        before: textOf(chosen.before),
        after: textOf(chosen.after),
        beforeName: `Version ${chosen.before}`,
        afterName: `Version ${chosen.after}`,
      }),
    );
  }
}

/** A page of the history; the texts keep their numbers as written. */
async function read(path) {
  const answer = await api("GET", path);
  const bundle = readJson(answer.text).value;
  const link = (relation) => {
    const url = bundle.link?.find((each) => each.relation === relation)?.url;
    return url ? new URL(url, location.origin).pathname + new URL(url, location.origin).search : null;
  };
  const versions = (bundle.entry ?? []).map((entry) => ({
    version: /\d+/.exec(entry.response?.etag ?? "")?.[0] ?? String(entry.resource?.meta?.versionId ?? "?"),
    when: entry.response?.lastModified ?? entry.resource?.meta?.lastUpdated,
    method: entry.request?.method ?? "PUT",
    text: entry.resource ? writeJson(withoutVersion(entry.resource)) : null,
    full: entry.resource ? writeJson(entry.resource) : null,
  }));
  return { versions, next: link("next"), previous: link("previous") };
}

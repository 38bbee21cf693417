/**
 * `/ui/resources/:type/:id`: one resource, to be read, changed, compared with what it was, and deleted.
 */
import { api, pathOf, YAML_TYPE } from "../lib/api.js";
import { titleOf } from "../lib/describe.js";
import { fill, h } from "../lib/dom.js";
import { readJson } from "../lib/json-text.js";
import { pagePath } from "../lib/resource.js";
import { go } from "../lib/router.js";
import { may } from "../lib/session.js";
import { codeView } from "../components/code-view.js";
import { confirmed } from "../components/dialog.js";
import { moment } from "../components/moment.js";
import { message, notice, problem } from "../components/notice.js";
import { bare, resourceEditor } from "../components/resource-editor.js";
import { resourceHistory } from "../components/resource-history.js";
import { resourceTree } from "../components/resource-tree.js";
import { tabs } from "../components/tabs.js";

/** Types with a page of their own. */
const FORMS = { User: "users", Client: "clients", AccessPolicy: "policies" };

export default async function resource({ type, id }) {
  const path = pathOf(type, id);
  const view = h("div", { class: "stack" });
  await draw("tree");
  return view;

  async function draw(tab) {
    try {
      const answer = await api("GET", path);
      fill(view, ...found(answer, tab));
    } catch (error) {
      if (error.status !== 410) {
        fill(view, head(`${type}/${id}`, null), problem(error));
      } else {
        fill(view, ...(await deleted()));
      }
    }
  }

  function head(title, under, ...actions) {
    return h(
      "div",
      { class: "head" },
      h(
        "div",
        {},
        h("p", { class: "crumbs" }, h("a", { href: "/ui/resources" }, "Resources"), " / ", h("a", { href: `/ui/resources/${encodeURIComponent(type)}` }, type)),
        h("h1", {}, title),
        under,
      ),
      h("div", { class: "actions" }, actions),
    );
  }

  function found(answer, tab) {
    const plain = answer.json();
    const etag = answer.headers.get("ETag");
    const value = readJson(answer.text).value;
    const title = titleOf(plain);
    const under = h(
      "p",
      {},
      title ? [h("code", {}, `${type}/${id}`), ", "] : null,
      `version ${plain.meta?.versionId ?? "?"}, changed `,
      moment(plain.meta?.lastUpdated),
    );
    const writable = type !== "Session";
    const entries = [
      { key: "tree", title: "Tree", panel: () => h("div", { class: "card" }, resourceTree(value)) },
      { key: "json", title: "JSON", panel: () => codeView(answer.text, "json", `${type}/${id} as JSON`) },
      { key: "yaml", title: "YAML", panel: yaml },
      may("history", type) && { key: "history", title: "History", always: true, panel: () => history(etag) },
      may("update", type) && writable && { key: "edit", title: "Edit", panel: () => editor(answer.text, etag) },
    ].filter(Boolean);
    const form = FORMS[type];
    return [
      head(
        title || `${type}/${id}`,
        under,
        form ? h("a", { class: "button", href: pagePath(form, id) }, "Open as a form") : null,
        type === "Session" ? h("a", { class: "button", href: "/ui/sessions" }, "End it among the sessions") : null,
        may("delete", type) && writable ? h("button", { type: "button", class: "danger", onclick: remove }, "Delete") : null,
      ),
      tabs("Views", entries, entries.some((each) => each.key === tab) ? tab : "tree").view,
    ];
  }

  async function yaml() {
    return codeView((await api("GET", path, { accept: YAML_TYPE })).text, "yaml", `${type}/${id} as YAML`);
  }

  function history(etag) {
    const writable = may("update", type) && type !== "Session";
    return resourceHistory({ type, id, restore: writable ? (text) => restore(text, etag) : null });
  }

  async function restore(text, etag) {
    const headers = etag ? { "If-Match": etag } : { "If-None-Match": "*" };
    const answer = await api("PUT", path, { body: text, headers });
    return async () => {
      message(`It was restored, as version ${answer.json().meta?.versionId}.`);
      await draw("history");
      focusTab();
    };
  }

  function focusTab() {
    view.querySelector("[role=tab][aria-selected=true]")?.focus();
  }

  function editor(text, etag) {
    return resourceEditor({
      type,
      id,
      text: bare(text),
      etag,
      action: "Save",
      save: async (typed, contentType, base) => {
        const answer = await api("PUT", path, { body: typed, type: contentType, headers: { "If-Match": base } });
        const unchanged = answer.headers.get("ETag") === etag;
        message(unchanged ? "Nothing was changed: it is as it was." : `Saved as version ${/\d+/.exec(answer.headers.get("ETag") ?? "")?.[0]}.`);
        await draw("tree");
        focusTab();
      },
    });
  }

  async function remove() {
    const done = await confirmed(
      `Delete ${type}/${id}?`,
      "It is not found any more by anybody. Its history stays, and a version of it can be restored from there.",
      "Delete",
      () => api("DELETE", path),
    );
    if (done) {
      message(`${type}/${id} was deleted.`);
      await draw("tree");
      const heading = view.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
    }
  }

  async function deleted() {
    const gone = notice(
      "warn",
      h("p", {}, "This resource was deleted. ", may("history", type) ? "Its versions are below; one of them can be restored." : ""),
      h("button", { type: "button", class: "quiet", onclick: () => go(`/ui/resources/${encodeURIComponent(type)}`) }, `All of ${type}`),
    );
    return [head(`${type}/${id}`, h("p", {}, "deleted")), gone, may("history", type) ? await history(null) : null];
  }
}

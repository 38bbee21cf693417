/**
 * `/ui/new/:type`: a new resource of a type.
 */
import { api, convert, JSON_TYPE, pathOf } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { resourcePath } from "../lib/resource.js";
import { go } from "../lib/router.js";
import { message, notice } from "../components/notice.js";
import { resourceEditor } from "../components/resource-editor.js";

export default function resourceNew({ type }) {
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h(
        "div",
        {},
        h("p", { class: "crumbs" }, h("a", { href: "/ui/resources" }, "Resources"), " / ", h("a", { href: `/ui/resources/${encodeURIComponent(type)}` }, type)),
        h("h1", {}, `New ${type}`),
        h("p", {}, "Without an id the server gives one; with one, it is made under that id, if there is none yet."),
      ),
    ),
    type === "Session"
      ? notice("info", h("p", {}, "A session is made by signing in, not by writing one."))
      : resourceEditor({ type, id: null, text: template(type), etag: null, action: "Create", save: (text, contentType) => create(type, text, contentType) }),
  );
}

function template(type) {
  return `{\n  "resourceType": ${JSON.stringify(type)}\n}`;
}

async function create(type, text, contentType) {
  const id = await idIn(text, contentType);
  const answer = id
    ? await api("PUT", pathOf(type, id), { body: text, type: contentType, headers: { "If-None-Match": "*" } })
    : await api("POST", `/${encodeURIComponent(type)}`, { body: text, type: contentType });
  const made = answer.json();
  message(`${type}/${made.id} was created.`);
  go(resourcePath(type, made.id));
}

/** The id that was typed; what cannot be read is left for the server to refuse, at its place. */
async function idIn(text, contentType) {
  try {
    const { id } = JSON.parse(contentType === JSON_TYPE ? text : await convert(text, contentType, JSON_TYPE));
    return typeof id === "string" && id ? id : null;
  } catch {
    return null;
  }
}

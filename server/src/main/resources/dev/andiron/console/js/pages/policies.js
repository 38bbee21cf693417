/**
 * `/ui/policies`: who may do what.
 */
import { page, search } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { pagePath, partsOf, referenceOf } from "../lib/resource.js";
import { may } from "../lib/session.js";
import { badge } from "../components/badge.js";
import { empty, problem } from "../components/notice.js";
import { pager, table } from "../components/table.js";

const COLUMNS = [
  { title: "Id", heading: true, cell: (policy) => h("a", { href: pagePath("policies", policy.id) }, policy.id) },
  { title: "Engine", cell: (policy) => policy.engine },
  { title: "For", cell: forWhom },
  { title: "Role", cell: (policy) => (policy.roleName ? h("a", { href: "/ui/roles" }, policy.roleName) : "–") },
  { title: "Description", cell: (policy) => h("span", { class: "prose" }, policy.description ?? "–") },
];

export default async function policies() {
  const found = h("div", { class: "stack" });
  await show(() => search("AccessPolicy", { _count: 100, _sort: "_id" }));
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, "Policies"), h("p", {}, "Who may do what. Everything is denied unless one of these allows it.")),
      may("create", "AccessPolicy") ? h("a", { class: "button primary", href: "/ui/policies/new" }, "New policy") : null,
    ),
    found,
  );

  async function show(read) {
    try {
      const shown = await read();
      fill(
        found,
        table({ caption: "Policies", columns: COLUMNS, rows: shown.resources, empty: nothing() }),
        pager(shown, (path) => show(() => page(path))),
      );
    } catch (error) {
      fill(found, problem(error));
    }
  }
}

function nothing() {
  return empty("No policies", "Nobody may do anything yet but sign in. Begin with New policy and one of its beginnings.");
}

function forWhom(policy) {
  const links = [policy.link ?? []].flat().map(referenceOf).filter(Boolean);
  if (links.length === 0) {
    return policy.roleName ? "–" : badge("Everybody", "warn");
  }
  return h("ul", { class: "plain" }, links.map((link) => h("li", {}, linked(link))));
}

function linked(reference) {
  const { type, id } = partsOf(reference);
  const list = { User: "users", Client: "clients" }[type];
  return list && id ? h("a", { href: pagePath(list, id) }, reference) : reference;
}

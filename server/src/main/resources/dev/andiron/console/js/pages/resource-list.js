/**
 * `/ui/resources/:type`: what there is of a type, found by its search parameters. What was searched for stays in memory, not in the address: it
 * may be the name of a patient.
 */
import { page } from "../lib/api.js";
import { dateOf, statusOf, subjectOf, titleOf } from "../lib/describe.js";
import { fill, h } from "../lib/dom.js";
import { resourcePath } from "../lib/resource.js";
import { may } from "../lib/session.js";
import { moment } from "../components/moment.js";
import { empty, problem } from "../components/notice.js";
import { referenceLink } from "../components/reference-link.js";
import { searchLine } from "../components/search-line.js";
import { pager, table } from "../components/table.js";

const PAGE = 50;
const NUMBER = new Intl.NumberFormat("en");

/** What was last asked of each type, so that the way back from a resource leads to where one was. */
const last = new Map();

export default async function resourceList({ type, query }) {
  const before = last.get(type);
  const text = query.toString() || before?.text || "";
  const found = h("div", { class: "stack" });
  const count = h("p", { class: "muted", role: "status" });
  const line = searchLine(type, text, (asked) => show(asked, first(asked)));
  await show(text, query.toString() ? first(text) : (before?.path ?? first(text)));
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("p", { class: "crumbs" }, h("a", { href: "/ui/resources" }, "Resources")), h("h1", {}, type)),
      may("create", type) && type !== "Session" ? h("a", { class: "button primary", href: `/ui/new/${type}` }, `New ${type}`) : null,
    ),
    h("div", { class: "card" }, line.view),
    count,
    found,
  );

  function first(asked) {
    const limit = /(^|&)_count=/.test(asked) ? "" : `_count=${PAGE}`;
    const order = /(^|&)_sort=/.test(asked) ? "" : "_sort=-_lastUpdated";
    return `/${encodeURIComponent(type)}?${[asked.replaceAll("#", "%23"), order, limit].filter(Boolean).join("&")}`;
  }

  async function show(asked, path) {
    try {
      const answer = await page(path, { exact: true });
      last.set(type, { text: asked, path });
      line.fault("");
      draw(asked, answer);
    } catch (error) {
      last.delete(type);
      if (error.status === 400 || error.status === 422) {
        line.fault(error.message);
        fill(found);
      } else {
        line.fault("");
        fill(found, problem(error));
      }
      count.textContent = "";
    }
  }

  function draw(asked, answer) {
    const { resources, total } = answer;
    count.textContent =
      resources.length === 0 ? "" : total === undefined ? `${resources.length} on this page` : `${NUMBER.format(total)} found`;
    fill(
      found,
      table({ caption: `${type}, found`, columns: columns(resources), rows: resources, empty: nothing(asked) }),
      pager(answer, async (path) => {
        await show(asked, path);
        scrollTo(0, 0);
        found.querySelector(".table")?.focus({ preventScroll: true });
      }),
    );
  }

  function nothing(asked) {
    if (asked) {
      return empty("Nothing is found", "No resource answers this search. Take a parameter away, or leave the line empty to see all.");
    }
    return may("create", type) && type !== "Session"
      ? empty(`No ${type} yet`, `Make the first one here, or by POST /${type}.`, h("a", { class: "button", href: `/ui/new/${type}` }, `New ${type}`))
      : empty(`No ${type} yet`, "There is none that you may see.");
  }

  /** Those that say something of at least one row. */
  function columns(rows) {
    const some = (of) => rows.some((row) => of(row));
    return [
      {
        title: "Id",
        heading: true,
        cell: (row) => h("a", { href: resourcePath(row.resourceType ?? type, row.id), class: "id" }, row.id),
      },
      some(titleOf) && { title: "What", cell: (row) => titleOf(row) || "–" },
      some(subjectOf) && { title: "About", cell: (row) => referenceLink(subjectOf(row)) },
      some(statusOf) && { title: "Status", cell: (row) => statusOf(row) || "–" },
      some(dateOf) && { title: type === "Patient" || type === "Practitioner" ? "Born" : "Date", cell: (row) => dateOf(row) || "–" },
      { title: "Last change", cell: (row) => moment(row.meta?.lastUpdated) },
    ].filter(Boolean);
  }
}

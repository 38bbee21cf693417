/**
 * A table of what was found, with a place for what to do where nothing was.
 */
import { h, uniqueId } from "../lib/dom.js";

/**
 * @param {object} options
 * @param {string} options.caption what the rows are; said to those who do not see it
 * @param {Array<{title: string, cell: (row: any) => any, heading?: boolean, actions?: boolean}>} options.columns `heading`
 *   names its row
 * @param {Array} options.rows
 * @param {Node} [options.empty] in the place of a table without rows
 */
export function table({ caption, columns, rows, empty = null }) {
  if (rows.length === 0 && empty) {
    return empty;
  }
  const id = uniqueId("table");
  return h(
    "div",
    { class: "table", role: "region", "aria-labelledby": id, tabindex: "0" },
    h(
      "table",
      {},
      h("caption", { class: "visually-hidden", id }, caption),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          columns.map((column) =>
            h("th", { scope: "col" }, column.actions ? h("span", { class: "visually-hidden" }, column.title) : column.title),
          ),
        ),
      ),
      h(
        "tbody",
        {},
        rows.map((row) =>
          h(
            "tr",
            {},
            columns.map((column) =>
              h(
                column.heading ? "th" : "td",
                { scope: column.heading ? "row" : null, class: column.actions ? "row-actions" : null },
                column.cell(row),
              ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Buttons to the pages beside this one. @param {(path: string) => void} open */
export function pager(found, open) {
  if (!found.next && !found.previous) {
    return null;
  }
  const button = (label, path) =>
    h("button", { type: "button", disabled: !path, onclick: () => open(path) }, label);
  return h(
    "nav",
    { class: "actions", "aria-label": "Pages" },
    button("Previous", found.previous),
    button("Next", found.next),
  );
}

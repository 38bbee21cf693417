/**
 * Two texts side by side, what differs marked; one below the other where it is narrow. What is the same for long is folded away.
 */
import { h } from "../lib/dom.js";
import { markedWords, sideBySide } from "../lib/diff.js";
import { notice } from "./notice.js";

const AROUND = 3;
const MOST_ROWS = 3_000;

/** @param {{before: string, after: string, beforeName: string, afterName: string}} texts and what they are */
export function textDiff({ before, after, beforeName, afterName }) {
  if (before === after) {
    return notice("info", h("p", {}, "These two are the same."));
  }
  const { rows, isCut } = sideBySide(before, after);
  if (isCut || rows.filter((row) => row.kind !== "same").length > MOST_ROWS) {
    return notice("warn", h("p", {}, "These two are too long, or too different, to be shown side by side."));
  }
  const changes = rows.filter((row) => row.kind !== "same").length;
  return h(
    "div",
    { class: "diff", role: "region", tabindex: "0", "aria-label": `Differences between ${beforeName} and ${afterName}` },
    h(
      "table",
      {},
      h("caption", {}, `${changes} ${changes === 1 ? "line differs" : "lines differ"}`),
      h("colgroup", {}, h("col", { class: "numbers" }), h("col"), h("col", { class: "numbers" }), h("col")),
      h(
        "thead",
        {},
        h("tr", {}, h("th", { scope: "col", colspan: "2" }, beforeName), h("th", { scope: "col", colspan: "2" }, afterName)),
      ),
      h("tbody", {}, groups(rows).map((group) => (group.folded ? fold(group.rows) : group.rows.map(line)))),
    ),
  );
}

/** Runs of rows; those that are the same and far from any change are folded. */
function groups(rows) {
  const near = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    if (row.kind !== "same") {
      near.fill(1, Math.max(0, i - AROUND), Math.min(rows.length, i + AROUND + 1));
    }
  });
  const result = [];
  rows.forEach((row, i) => {
    const folded = near[i] === 0;
    if (result.at(-1)?.folded !== folded) {
      result.push({ folded, rows: [] });
    }
    result.at(-1).rows.push(row);
  });
  return result.map((group) => (group.folded && group.rows.length < 2 ? { ...group, folded: false } : group));
}

function fold(rows) {
  const row = h(
    "tr",
    { class: "fold" },
    h(
      "td",
      { colspan: "4" },
      h("button", { type: "button", class: "quiet", onclick: open }, `Show ${rows.length} lines that are the same`),
    ),
  );
  return row;

  function open() {
    const lines = rows.slice(0, MOST_ROWS).map(line);
    row.replaceWith(...lines);
    lines[0].closest(".diff").focus({ preventScroll: true });
  }
}

function line({ kind, before, after }) {
  const marked = kind === "changed" ? markedWords(before.text, after.text) : null;
  return h(
    "tr",
    { class: kind },
    side(before, marked?.before, kind === "same" ? null : "removed"),
    side(after, marked?.after, kind === "same" ? null : "added"),
  );
}

function side(text, pieces, kind) {
  if (!text) {
    return [h("td", { class: "number gap" }), h("td", { class: "gap" })];
  }
  const mark = kind === "removed" ? "del" : "ins";
  const content = (pieces ?? [{ text: text.text, marked: false }]).map((piece) => (piece.marked ? h(mark, {}, piece.text) : piece.text));
  return [
    h("td", { class: ["number", kind] }, String(text.number)),
    h("td", { class: ["text", kind] }, kind ? h("span", { class: "visually-hidden" }, `${kind}: `) : null, content),
  ];
}

/**
 * Rows of a table that change while they are looked at: what stays is not touched, so that neither a tick, the focus nor a selection is lost.
 */
import { h, nodes } from "../lib/dom.js";

export class LiveRows {
  #body;
  #columns;
  #rows = new Map(); // key: {element, signature}

  /**
   * @param {HTMLElement} body a tbody
   * @param {Array<{cell: (row: any) => any, heading?: boolean, actions?: boolean, keep?: boolean}>} columns as table.js
   *   takes them; `keep`: made once, and never again
   */
  constructor(body, columns) {
    this.#body = body;
    this.#columns = columns;
  }

  /** @param {Array<{key: string, signature: string, row: any}>} entries `signature` is another when the row is to be drawn anew */
  show(entries) {
    const wanted = new Map(entries.map((entry) => [entry.key, entry]));
    const focused = this.#indexOfFocus();
    for (const [key, { element }] of this.#rows) {
      if (!wanted.has(key)) {
        element.remove();
        this.#rows.delete(key);
      }
    }
    let next = this.#body.firstElementChild;
    for (const entry of entries) {
      const element = this.#element(entry);
      if (element === next) {
        next = next.nextElementSibling;
      } else {
        this.#body.insertBefore(element, next);
      }
    }
    if (focused >= 0 && !this.#body.contains(document.activeElement)) {
      // the row that had the focus is gone: the one in its place has it now
      const rows = this.#body.children;
      rows[Math.min(focused, rows.length - 1)]?.querySelector("input, button")?.focus({ preventScroll: true });
    }
  }

  #indexOfFocus() {
    return [...this.#body.children].indexOf(document.activeElement?.closest?.("tr"));
  }

  #element({ key, signature, row }) {
    const known = this.#rows.get(key);
    if (known?.signature === signature) {
      return known.element;
    }
    const element = known?.element ?? h("tr", {}, this.#columns.map((column) => this.#cell(column)));
    this.#columns.forEach((column, i) => {
      if (!known || !column.keep) {
        element.children[i].replaceChildren(...nodes([column.cell(row)]));
      }
    });
    this.#rows.set(key, { element, signature });
    return element;
  }

  #cell(column) {
    return h(column.heading ? "th" : "td", {
      scope: column.heading ? "row" : null,
      class: column.actions ? "row-actions" : null,
    });
  }
}

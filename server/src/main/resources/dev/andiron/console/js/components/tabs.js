/**
 * Tabs (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/): arrows, Home and End go from one to the next; a panel is made when it is first shown.
 */
import { fill, h, uniqueId } from "../lib/dom.js";
import { problem } from "./notice.js";

/**
 * @param {string} label
 * @param {Array<{key: string, title: string, panel: () => Node|Promise<Node>, always?: boolean}>} tabs `always`: made anew whenever it is
 *   shown
 * @param {string} first the key of the one that is shown
 * @returns {{view: HTMLElement, show: (key: string) => Promise<void>, renew: () => void}} `renew` forgets what was made
 */
export function tabs(label, entries, first) {
  const id = uniqueId("tabs");
  const made = new Map();
  const panel = h("div", { role: "tabpanel", id: `${id}-panel`, tabindex: "-1" });
  let turn = 0;
  const buttons = entries.map(({ key, title }) =>
    h(
      "button",
      { type: "button", role: "tab", id: `${id}-${key}`, "aria-controls": panel.id, "data-key": key, onclick: () => show(key), onkeydown: move },
      title,
    ),
  );
  const view = h("div", { class: "stack tabbed" }, h("div", { role: "tablist", "aria-label": label }, buttons), panel);
  show(first);
  return { view, show, renew: () => made.clear() };

  async function show(key) {
    const mine = ++turn;
    for (const button of buttons) {
      const here = button.dataset.key === key;
      button.setAttribute("aria-selected", String(here));
      button.tabIndex = here ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", `${id}-${key}`);
    const entry = entries.find((each) => each.key === key);
    let content = entry.always ? null : made.get(key);
    if (!content) {
      try {
        content = await entry.panel();
        made.set(key, content);
      } catch (error) {
        content = problem(error);
      }
    }
    if (mine === turn) {
      fill(panel, content);
    }
  }

  function move(event) {
    const at = buttons.indexOf(event.target);
    const to = {
      ArrowRight: (at + 1) % buttons.length,
      ArrowLeft: (at - 1 + buttons.length) % buttons.length,
      Home: 0,
      End: buttons.length - 1,
    }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      buttons[to].focus();
      show(buttons[to].dataset.key);
    }
  }
}

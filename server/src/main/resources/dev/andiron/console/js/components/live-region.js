/**
 * `<live-region>`: keeps something true while it is looked at. It says when that last was, and can be paused (WCAG 2.2.2). It waits while the page is
 * hidden, while a dialog is open, and while nobody has touched the page for some minutes: to ask is to use the session, which may end when it is not used.
 * It ends with its page.
 *
 * Property: `refresh`, `() => Promise`; a failure is shown, and tried again.
 */
import { fill, h } from "../lib/dom.js";
import { duration } from "../lib/time.js";

const EVERY = 5_000;
const TICK = 1_000;
const JUST_NOW = 8;
const ALONE_AFTER = 120_000;

let touched = Date.now();
for (const type of ["pointerdown", "pointermove", "keydown", "wheel", "focus"]) {
  addEventListener(type, () => (touched = Date.now()), { capture: true, passive: true });
}

class LiveRegion extends HTMLElement {
  refresh = async () => {};

  #timer = 0;
  #last = Date.now();
  #busy = false;
  #paused = false;
  #failure = "";
  #text = h("span", { class: "muted" });
  #button = h("button", { type: "button", class: "quiet", onclick: () => this.#toggle() }, "Pause");

  connectedCallback() {
    this.#last = Date.now();
    fill(this, this.#text, this.#button);
    this.#draw();
    this.#timer = setInterval(() => this.#tick(), TICK);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  /** That what is shown was fetched a moment ago, for another reason. */
  touched() {
    this.#last = Date.now();
    this.#failure = "";
    this.#draw();
  }

  async #tick() {
    const waits = this.#paused || this.#busy || isAlone() || document.hidden || document.querySelector("dialog[open]");
    if (!waits && Date.now() - this.#last >= EVERY) {
      this.#busy = true;
      try {
        await this.refresh();
        this.touched();
      } catch (error) {
        this.#last = Date.now();
        this.#failure = `Not updated: ${error.message}`;
      } finally {
        this.#busy = false;
      }
    }
    this.#draw();
  }

  #toggle() {
    this.#paused = !this.#paused;
    this.#button.textContent = this.#paused ? "Resume" : "Pause";
    this.#button.setAttribute("aria-label", this.#paused ? "Resume updating" : "Pause updating");
    if (!this.#paused) {
      this.#last = 0; // at once
    }
    this.#draw();
  }

  #draw() {
    const seconds = (Date.now() - this.#last) / 1000;
    const age = seconds < JUST_NOW ? "Updated just now" : `Updated ${duration(seconds)} ago`;
    const text = this.#failure || (this.#paused ? "Updating is paused" : isAlone() ? `${age}; goes on when you are back` : age);
    if (this.#text.textContent !== text && this.#last > 0) {
      this.#text.textContent = text;
    }
  }
}

function isAlone() {
  return Date.now() - touched >= ALONE_AFTER;
}

customElements.define("live-region", LiveRegion);

/** @param {() => Promise<void>} refresh */
export function liveRegion(refresh) {
  return Object.assign(h("live-region"), { refresh });
}

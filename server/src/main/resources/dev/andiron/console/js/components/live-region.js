/**
 * `<live-region>`: keeps something true while it is looked at. It says when that last was, and can be paused (WCAG 2.2.2). It waits while the page is
 * hidden and while a dialog is open, and ends with its page.
 *
 * Property: `refresh`, `() => Promise`; a failure is shown, and tried again.
 */
import { fill, h } from "../lib/dom.js";
import { duration } from "../lib/time.js";

const EVERY = 5_000;
const TICK = 1_000;
const JUST_NOW = 8;

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
    const waits = this.#paused || this.#busy || document.hidden || document.querySelector("dialog[open]");
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
    const text = this.#failure || (this.#paused ? "Updating is paused" : age);
    if (this.#text.textContent !== text && this.#last > 0) {
      this.#text.textContent = text;
    }
  }
}

customElements.define("live-region", LiveRegion);

/** @param {() => Promise<void>} refresh */
export function liveRegion(refresh) {
  return Object.assign(h("live-region"), { refresh });
}

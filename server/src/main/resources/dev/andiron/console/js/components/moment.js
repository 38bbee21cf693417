/**
 * `<time-moment datetime="2026-11-24T17:32:23Z">`: a time in words ("3 minutes ago"), kept true while it is shown; the whole date as its title.
 */
import { absolute, relative } from "../lib/time.js";
import { h } from "../lib/dom.js";

const TICK = 15_000;

class Moment extends HTMLElement {
  #timer = 0;

  connectedCallback() {
    this.#show();
    this.#timer = setInterval(() => this.#show(), TICK);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  #show() {
    const date = new Date(this.getAttribute("datetime"));
    this.title = absolute(date);
    this.textContent = relative(date);
  }
}

customElements.define("time-moment", Moment);

/** @param {string} datetime as FHIR writes it; nothing gives a dash */
export function moment(datetime) {
  return datetime ? h("time-moment", { datetime }) : "–";
}

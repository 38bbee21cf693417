/**
 * `<count-down>`: how long it is until a time, kept true every second. It is silent: nobody wants to be told every second.
 *
 * Property: `until`, in milliseconds of the epoch.
 */
import { h } from "../lib/dom.js";
import { duration, relative } from "../lib/time.js";

class CountDown extends HTMLElement {
  #until = 0;
  #timer = 0;

  connectedCallback() {
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    this.#show();
    this.#timer = setInterval(() => this.#show(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
  }

  set until(until) {
    this.#until = until;
    this.#show();
  }

  #show() {
    const left = this.#until - Date.now();
    this.classList.toggle("over", left <= 0);
    this.textContent = left > 0 ? `expires in ${duration(Math.ceil(left / 1000))}` : `expired ${relative(new Date(this.#until))}`;
  }
}

customElements.define("count-down", CountDown);

/** @param {number} until in milliseconds of the epoch */
export function countDown(until) {
  return Object.assign(h("count-down"), { until });
}

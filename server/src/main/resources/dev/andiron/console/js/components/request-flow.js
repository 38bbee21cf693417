/**
 * `<request-flow>`: a page of the sandbox. Its form, the bar that plays the whole flow, and the requests as cards. What was typed and received lives
 * as long as this element is shown, and nowhere else.
 */
import { fill, h } from "../lib/dom.js";
import { Flow } from "../lib/flow.js";
import { checkbox, field, segmented } from "./field.js";
import { requestCard, stateOf } from "./request-card.js";
import { secretField } from "./secret-field.js";

const STATES = { idle: "not run", running: "running", good: "as expected", bad: "not as expected", skipped: "not for you" };

class RequestFlow extends HTMLElement {
  #flow;
  #cards = new Map();
  #list = h("div", { class: "requests" });
  #steps = h("ol", { class: "flow-steps" });
  #play = h("button", { type: "button", class: "primary", onclick: () => this.#playOrStop() });
  #said = h("p", { class: "flow-said", role: "status" });
  #writes = h("p", { class: "hint" });
  #follow = (event) => this.#draw(event.detail);
  #leave = () => {
    this.#flow.forget();
    this.replaceChildren();
  };
  #comeBack = (event) => event.persisted && location.reload();

  connectedCallback() {
    const { page } = this;
    const all = [...page.groups.flatMap(([, fields]) => fields), ...(page.boxes ?? [])];
    const values = Object.fromEntries(all.map(({ name, value }) => [name, value]));
    this.#flow = new Flow(page.steps, { ...values, format: "json", tokenRequest: "form" });
    fill(
      this,
      h("div", { class: "head" }, h("div", {}, h("h1", {}, page.title), h("p", {}, page.intro))),
      this.#form(),
      this.#bar(),
      this.#list,
    );
    this.#flow.addEventListener("change", this.#follow);
    addEventListener("pagehide", this.#leave);
    addEventListener("pageshow", this.#comeBack);
    this.#draw();
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.#leave);
    removeEventListener("pageshow", this.#comeBack);
    this.#flow.removeEventListener("change", this.#follow);
    this.#flow.forget();
  }

  #form() {
    const { page } = this;
    return h(
      "div",
      { class: "card stack" },
      h("div", { class: "columns" }, page.groups.map((group) => this.#group(group))),
      page.boxes ? h("div", { class: "grid" }, page.boxes.map((each) => this.#box(each))) : null,
      this.#writes,
    );
  }

  /** A form of its own, or a browser takes its password and that of another group for one person's. */
  #group([title, fields]) {
    return h(
      "form",
      { autocomplete: "off", onsubmit: (event) => event.preventDefault() },
      h("fieldset", {}, h("legend", {}, title), h("div", { class: "grid" }, fields.map((each) => this.#field(each)))),
    );
  }

  #field({ name, label, value, hint, secret, number, placeholder, enabled }) {
    const attributes = { value, hint, placeholder, oninput: (event) => this.#flow.set(name, event.target.value) };
    const whole = secret
      ? secretField(label, attributes)
      : field(label, { ...attributes, ...(number ? { type: "number", min: "1", step: "1", inputmode: "numeric" } : {}) });
    if (enabled) {
      const input = whole.querySelector("input");
      const follow = () => (input.disabled = !enabled(this.#flow.values));
      this.#flow.addEventListener("change", follow);
      follow();
    }
    return whole;
  }

  #box({ name, label, value, hint }) {
    return checkbox(label, { checked: value, hint, onchange: (event) => this.#flow.set(name, event.target.checked) });
  }

  #bar() {
    const { values } = this.#flow;
    const set = (name) => (value) => this.#flow.set(name, value);
    return h(
      "div",
      { class: "flow-bar" },
      h(
        "div",
        { class: "row spread" },
        h(
          "div",
          { class: "actions" },
          this.#play,
          h("button", { type: "button", onclick: () => this.#reset() }, "Reset"),
        ),
        h(
          "div",
          { class: "row" },
          this.page.tokenRequest
            ? choice("Token request", [["form", "Basic + form"], ["json", "JSON body"]], values.tokenRequest, set("tokenRequest"))
            : null,
          choice("Resources", [["json", "JSON"], ["yaml", "YAML"]], values.format, set("format")),
        ),
      ),
      h("nav", { "aria-label": "Requests" }, this.#steps),
      this.#said,
    );
  }

  async #playOrStop() {
    if (this.#flow.isRunning) {
      this.#flow.stop();
      return;
    }
    const { ended, step } = await this.#flow.runAll();
    if (!this.isConnected) {
      return;
    }
    const number = step ? this.#flow.numberOf(step) : 0;
    this.#say(
      {
        done: "Done: the whole flow went as expected.",
        stopped: `Stopped at request ${number}.`,
        unexpected: `Stopped at request ${number}: that is not what the flow expects. Its card says more.`,
      }[ended],
    );
    if (ended === "unexpected") {
      this.#show(step);
    }
  }

  #reset() {
    this.#flow.reset();
    this.#say("All answers are forgotten.");
  }

  #say(text) {
    this.#said.textContent = text;
  }

  #draw(changed = null) {
    const flow = this.#flow;
    const steps = flow.steps;
    if (steps.some((step) => !this.#cards.has(step)) || this.#cards.size !== steps.length) {
      this.#drawCards(steps);
    }
    fill(this.#play, flow.isRunning ? "Stop" : "Run all");
    fill(
      this.#writes,
      "Requests 1 to ",
      String(this.page.writes(flow.values).length),
      " make these on this server, or replace them where they are there already: ",
      this.page.writes(flow.values).flatMap((name, i) => [i ? ", " : null, h("code", {}, name)]),
      ". Choose names that nobody uses.",
    );
    this.#drawSteps(steps);
    this.#tell(changed);
  }

  /** The cards under the headings of their sections; those that stay keep what is in them. */
  #drawCards(steps) {
    this.#cards = new Map(steps.map((step) => [step, this.#cards.get(step) ?? requestCard(this.#flow, step)]));
    const sections = [...new Set(steps.map((step) => step.section))];
    fill(
      this.#list,
      sections.map((section) =>
        h("section", { class: "request-section" }, h("div", {}, h("h2", {}, section), h("p", { class: "muted" }, this.page.sections[section])), steps.filter((step) => step.section === section).map((step) => this.#cards.get(step))),
      ),
    );
  }

  #drawSteps(steps) {
    if (this.#steps.childElementCount !== steps.length) {
      fill(
        this.#steps,
        steps.map((step) => h("li", {}, h("button", { type: "button", onclick: () => this.#show(step) }))),
      );
    }
    steps.forEach((step, i) => {
      const state = stateOf(this.#flow, step);
      const item = this.#steps.children[i];
      item.dataset.state = state;
      const title = `${i + 1}. ${step.title}: ${STATES[state]}`;
      const button = item.firstElementChild;
      if (button.getAttribute("aria-label") !== title) {
        button.setAttribute("aria-label", title);
        button.title = title;
        button.textContent = String(i + 1);
      }
    });
  }

  /** What just happened, for those who do not see it; and while the whole flow is played, its place on the screen. */
  #tell(step) {
    const result = step ? this.#flow.resultOf(step) : null;
    if (!result) {
      return;
    }
    const number = this.#flow.numberOf(step);
    if (result.answer) {
      this.#say(`Request ${number}: ${result.answer.status} ${result.answer.words}`);
    } else if (result.failure) {
      this.#say(`Request ${number}: ${result.failure}`);
    } else if (this.#flow.isRunning) {
      this.#scrollTo(step);
    }
  }

  #show(step) {
    const card = this.#cards.get(step);
    card.focus({ preventScroll: true });
    this.#scrollTo(step);
  }

  #scrollTo(step) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#cards.get(step).scrollIntoView({ block: "start", behavior: still ? "instant" : "smooth" });
  }
}

function choice(label, choices, value, onchange) {
  return h("div", { class: "flow-choice" }, h("span", { class: "hint", "aria-hidden": "true" }, label), segmented(label, choices, value, onchange));
}

customElements.define("request-flow", RequestFlow);

/**
 * @param {object} page `title`, `intro`; `sections` a sentence for each; `groups` of fields by their headings, `boxes`; `writes(values)` the resources it makes;
 *   `tokenRequest` whether there is a choice of how to ask for a token; `steps`
 */
export function requestFlow(page) {
  return Object.assign(h("request-flow"), { page });
}

/**
 * `<request-card>`: one step of a flow. The request as it would go out now, its answer when it was run, and the same to take away.
 *
 * Properties: `flow` and `step`, see lib/flow.js. It follows the flow as long as it is shown.
 */
import { fill, h } from "../lib/dom.js";
import { nameOf, session } from "../lib/session.js";
import { SNIPPETS } from "../lib/snippets.js";
import { headersOf } from "../lib/wire.js";
import { answerView, tokensOf } from "./answer-view.js";
import { badge } from "./badge.js";
import { coloured } from "./code-view.js";
import { copyButton } from "./copy-button.js";
import { notice } from "./notice.js";

const SHOWN = 12;

class RequestCard extends HTMLElement {
  #number = h("span", { class: "step-number" });
  #notes = h("div", { class: "stack tight" });
  #request = h("div", { class: "request" });
  #answer = h("div", { class: "answer", "aria-live": "off" });
  #tokens = h("div", { class: "tokens" });
  #run = h("button", { type: "button", onclick: () => this.#press() });
  #drawn = new Map();
  #follow = () => this.#draw();

  connectedCallback() {
    const { step } = this;
    const heading = `request-${step.id}`;
    this.setAttribute("role", "group");
    this.setAttribute("aria-labelledby", heading);
    this.tabIndex = -1;
    fill(
      this,
      this.#number,
      h(
        "div",
        { class: "card" },
        h(
          "div",
          { class: "request-head" },
          h(
            "div",
            {},
            h("h3", { id: heading }, step.title),
            h("p", { class: "muted" }, step.why),
          ),
          this.#run,
        ),
        this.#notes,
        h("div", { class: "exchange" }, this.#request, this.#answer),
        this.#tokens,
      ),
    );
    this.flow.addEventListener("change", this.#follow);
    this.#draw();
  }

  disconnectedCallback() {
    this.flow.removeEventListener("change", this.#follow);
  }

  async #press() {
    if (this.#run.getAttribute("aria-disabled") !== "true") {
      await this.flow.run(this.step);
    }
  }

  #draw() {
    const { flow, step } = this;
    const number = flow.numberOf(step);
    if (number === 0) {
      return; // it is not in the flow, and about to be taken away
    }
    const result = flow.resultOf(step);
    this.dataset.state = stateOf(flow, step);
    fill(this.#number, h("span", { class: "visually-hidden" }, "Request "), String(number));
    fill(this.#run, result?.pending ? "Running…" : "Run", h("span", { class: "visually-hidden" }, ` request ${number}`));
    this.#run.hidden = !flow.allows(step);
    this.#run.setAttribute("aria-disabled", String(flow.refusal(step) !== null || flow.isRunning || result?.pending === true));
    const request = flow.shown(step);
    this.#fill(this.#request, [number, request], () => this.#asWritten(request, number));
    this.#fill(this.#notes, [flow.refusal(step), flow.isStale(step)], () => this.#notesOf());
    this.#fill(this.#answer, [number, result, this.#needed()], () => this.#asAnswered(result, number));
    this.#fill(this.#tokens, result?.answer?.at, () => (result?.answer ? tokensOf(result.answer) : null));
    this.#tokens.hidden = this.#tokens.childElementCount === 0;
  }

  /** Draws a part anew only where what it is made from has changed: what somebody reads should not move. */
  #fill(part, from, content) {
    const state = JSON.stringify(from) ?? "";
    if (this.#drawn.get(part) !== state) {
      this.#drawn.set(part, state);
      fill(part, content());
    }
  }

  /** What is to be known before it is run. */
  #notesOf() {
    const { flow, step } = this;
    if (!flow.allows(step)) {
      return notice("warn", h("p", {}, `You may not do this: no policy lets you write resources of type ${step.may[1]}. The other requests work with what is there already; ask whoever runs this server for it.`));
    }
    const refusal = flow.refusal(step);
    if (refusal) {
      return notice("warn", h("p", {}, refusal));
    }
    return flow.isStale(step) ? notice("info", h("p", {}, "The form was changed since this was run.")) : null;
  }

  #asWritten(request, number) {
    const { step } = this;
    const person = this.flow.allows(step) ? `As ${nameOf(session().user)}, with your cookie` : "As an administrator";
    const who = step.as === "person" ? person : "As the app, without a cookie";
    const copy = (write) => () => write(this.flow.shown(step), location.origin, { asRoot: step.as === "person" });
    return [
      h("div", { class: "request-line" }, h("span", { class: "method" }, request.method), h("code", {}, h("span", { class: "muted" }, location.origin), request.path)),
      h(
        "dl",
        { class: "headers" },
        headersOf(request).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, shortened(value)))),
      ),
      request.body === null ? null : bodyOf(request, number),
      h(
        "div",
        { class: "request-foot" },
        badge(who),
        h(
          "div",
          { class: "copies", role: "group", "aria-label": `Copy request ${number} as` },
          h("span", { class: "hint", "aria-hidden": "true" }, "Copy as"),
          SNIPPETS.map(([name, write]) => copyButton(name, copy(write))),
        ),
      ),
    ];
  }

  /** Where what is missing comes from. */
  #needed() {
    return this.flow
      .missing(this.step)
      .map(({ token, from }) => `Needs the ${token.replace("_", " ")}, which request ${this.flow.numberOf(from)} gives. Run by itself, this goes out without it.`)
      .join(" ");
  }

  #asAnswered(result, number) {
    if (!result) {
      const place = this.flow.allows(this.step) ? "The answer will stand here." : "Whoever may run this sees the answer here.";
      return h("p", { class: "hint" }, this.#needed() || place);
    }
    if (result.pending) {
      return h("p", { class: "hint" }, "Waiting for the answer…");
    }
    const missed = result.missed.map(({ token, from }) =>
      notice("warn", h("p", {}, `This went out without the ${token.replace("_", " ")}: run request ${this.flow.numberOf(from)} first.`)),
    );
    if (result.failure) {
      return [missed, notice("bad", h("p", {}, result.failure))];
    }
    const expected = this.flow.isExpected(this.step);
    return [missed, answerView(result.answer, { number, expected: expected && missed.length === 0, means: this.step.means })];
  }
}

/** "idle", "running", "good", "bad" or "skipped". */
export function stateOf(flow, step) {
  const result = flow.resultOf(step);
  if (!result) {
    return flow.allows(step) ? "idle" : "skipped";
  }
  if (result.pending) {
    return "running";
  }
  return flow.isExpected(step) && result.missed.length === 0 ? "good" : "bad";
}

/** A token is long, and its middle says nothing to anybody; the whole of it is copied. */
function shortened(value) {
  const [, scheme, token] = /^(Bearer )([^<].*)$/.exec(value) ?? [];
  return token && token.length > 3 * SHOWN ? [scheme, token.slice(0, SHOWN), h("span", { class: "muted" }, "…"), token.slice(-SHOWN)] : value;
}

function bodyOf({ body, language }, number) {
  const code = h("code", {});
  fill(code, language === "form" ? formParts(body) : coloured(body, language));
  return h("pre", { class: "request-body", tabindex: "0", role: "region", "aria-label": `Body of request ${number}` }, code);
}

/** A form, each of its parameters on a line of its own. */
function formParts(body) {
  return body.split("&").flatMap((pair, i) => {
    const at = pair.indexOf("=");
    return [i ? "\n&" : null, h("span", { class: "code-name" }, pair.slice(0, at)), "=", h("span", { class: "code-string" }, pair.slice(at + 1))];
  });
}

customElements.define("request-card", RequestCard);

/** A card. @param {import("../lib/flow.js").Flow} flow */
export function requestCard(flow, step) {
  return Object.assign(h("request-card"), { flow, step });
}

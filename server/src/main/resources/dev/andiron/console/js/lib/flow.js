/**
 * A flow: steps in order, each a request; what one answer gives flows into the next. It has no face, and keeps everything in memory.
 *
 * A step is plain data:
 *   id, title, section; `why` a sentence; `as` "app" or "person" (the one who is signed in);
 *   `may` [interaction, type] that the person must be allowed; `when(values)` whether it is in the flow at all;
 *   `refuse(values)` why it should not be run, or null; `needs` and `gives`: names of tokens;
 *   `expect` the statuses that go on; `means` what it shows where it went as expected;
 *   `request(values, tokens)` as in wire.js.
 */
import { may } from "./session.js";
import { jsonOf, sendAsApp, sendAsPerson } from "./wire.js";

// Long enough to see where it is, and to stop it.
const BREATH = 450;

export class Flow extends EventTarget {
  #steps;
  #tokens = {};
  #results = new Map();
  #running = null;

  /** @param {Array<object>} steps @param {object} values of the form, by name */
  constructor(steps, values) {
    super();
    this.#steps = steps;
    this.values = values;
  }

  /** The steps that these values make. */
  get steps() {
    return this.#steps.filter((step) => step.when?.(this.values) ?? true);
  }

  get isRunning() {
    return this.#running !== null;
  }

  numberOf(step) {
    return this.steps.indexOf(step) + 1;
  }

  /** `{answer}`, `{failure}` or `{pending: true}`, and what was sent; undefined before the first run. */
  resultOf(step) {
    return this.#results.get(step.id);
  }

  isExpected(step) {
    return step.expect.includes(this.resultOf(step)?.answer?.status);
  }

  /** Whether the form was changed since the step was run. */
  isStale(step) {
    const result = this.resultOf(step);
    return result?.values !== undefined && result.values !== this.#essence(step);
  }

  set(name, value) {
    this.values = { ...this.values, [name]: value };
    this.#changed();
  }

  /** What a step needs and does not have yet: `[{token, from}]`. */
  missing(step) {
    return (step.needs ?? [])
      .filter((token) => this.#tokens[token] === undefined)
      .map((token) => ({ token, from: this.steps.find((each) => each.gives?.includes(token)) }));
  }

  /** Why a step should not be run; null where it may be. */
  refusal(step) {
    if (!this.allows(step)) {
      return null;
    }
    return step.refuse?.(this.values) ?? null;
  }

  /** Whether the signed-in person may do it, as far as can be told. */
  allows(step) {
    return !step.may || may(...step.may);
  }

  /** The request as it would go out now; what is missing by the name of where it comes from. */
  shown(step) {
    const names = this.missing(step).map(({ token, from }) => [
      token,
      `<${token.replace("_", " ")} of request ${this.numberOf(from)}>`,
    ]);
    return step.request(this.values, { ...this.#tokens, ...Object.fromEntries(names) });
  }

  #essence(step) {
    return JSON.stringify(step.request(this.values, {}));
  }

  /** Runs one step. It never throws: what went wrong is its result. */
  async run(step, signal = undefined) {
    const values = this.#essence(step);
    const missed = this.missing(step);
    const pending = { pending: true };
    this.#put(step, pending);
    let result;
    try {
      const send = step.as === "person" ? sendAsPerson : sendAsApp;
      const answer = await send(step.request(this.values, this.#tokens), signal);
      result = { answer, values, missed };
    } catch (error) {
      result = { failure: error.name === "AbortError" ? "Stopped." : `No answer: ${error.message}`, values, missed };
    }
    if (this.#results.get(step.id) === pending) {
      this.#put(step, result); // unless everything was forgotten meanwhile, or it was run again
      this.#take(step);
    }
    return result;
  }

  #take(step) {
    if (!step.gives || !this.isExpected(step)) {
      return;
    }
    const body = jsonOf(this.resultOf(step).answer);
    for (const token of step.gives) {
      this.#tokens[token] = typeof body?.[token] === "string" ? body[token] : undefined;
    }
    this.#changed();
  }

  #put(step, result) {
    this.#results.set(step.id, result);
    this.#changed(step);
  }

  /**
   * Plays the whole flow from its beginning.
   *
   * @returns {Promise<{ended: "done"|"stopped"|"unexpected", step: object|null}>}
   */
  async runAll() {
    this.reset();
    this.#running = new AbortController();
    const { signal } = this.#running;
    let ended = { ended: "done", step: null };
    for (const step of this.steps.filter((each) => this.allows(each))) {
      if (this.refusal(step)) {
        ended = { ended: "unexpected", step };
        break;
      }
      this.#changed(step);
      await this.run(step, signal);
      if (signal.aborted) {
        ended = { ended: "stopped", step };
        break;
      }
      if (!this.isExpected(step)) {
        ended = { ended: "unexpected", step };
        break;
      }
      if (step !== this.steps.at(-1)) {
        await breath(signal);
      }
      if (signal.aborted) {
        ended = { ended: "stopped", step };
        break;
      }
    }
    if (this.#running?.signal === signal) {
      this.#running = null;
      this.#changed();
    }
    return ended;
  }

  stop() {
    this.#running?.abort();
  }

  /** Forgets all answers, and the tokens with them. */
  reset() {
    this.stop();
    this.#running = null;
    this.#tokens = {};
    this.#results.clear();
    this.#changed();
  }

  /** Forgets what was typed, too. */
  forget() {
    this.reset();
    this.values = {};
  }

  #changed(step = null) {
    this.dispatchEvent(new CustomEvent("change", { detail: step }));
  }
}

/** A short while, shorter where it is stopped. */
function breath(signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, BREATH);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/**
 * Words to complete in a textarea or an input: a list below the caret, walked with the arrow keys, taken with Enter, put away with Escape. It opens
 * while a word is written, or with Ctrl+Space.
 */
import { fill, h, uniqueId } from "../lib/dom.js";

const MOST = 8;
const WORD = /[\w$.\-/:]*$/;

/** @typedef {Array<{word: string, detail?: string}>} Words */

export class Completion {
  /** What may stand at a place, now or when it is known. @type {(place: {text: string, at: number, word: string}) => Words | Promise<Words>} */
  words = () => [];

  #area;
  #offers = [];
  #chosen = 0;
  #turn = 0;

  constructor(area) {
    this.#area = area;
    this.list = h("ul", { class: "completion", role: "listbox", id: uniqueId("words"), "aria-label": "Words", hidden: true });
    if (area instanceof HTMLInputElement) {
      area.setAttribute("role", "combobox");
      area.setAttribute("aria-autocomplete", "list");
      area.setAttribute("aria-expanded", "false");
    }
    area.addEventListener("input", () => this.#open(false));
    area.addEventListener("keydown", (event) => this.#key(event));
    area.addEventListener("blur", () => this.#close());
    area.addEventListener("scroll", () => this.#close());
  }

  #word() {
    return WORD.exec(this.#area.value.slice(0, this.#area.selectionStart))[0];
  }

  async #open(asked) {
    const turn = ++this.#turn;
    const word = this.#word();
    const place = { text: this.#area.value, at: this.#area.selectionStart, word };
    const low = word.toLowerCase();
    const known = word || asked ? await this.words(place) : [];
    if (turn !== this.#turn) {
      return; // more was written meanwhile, or the place was left
    }
    this.#offers = known.filter((offer) => offer.word.toLowerCase().startsWith(low) && offer.word !== word).slice(0, MOST);
    this.#chosen = 0;
    if (this.#offers.length === 0) {
      this.#close();
      return;
    }
    this.list.hidden = false;
    this.#tell(true);
    this.#area.setAttribute("aria-controls", this.list.id);
    this.#place(word);
    this.#draw();
  }

  #draw() {
    fill(
      this.list,
      this.#offers.map((offer, i) =>
        h(
          "li",
          {
            role: "option",
            id: `${this.list.id}-${i}`,
            "aria-selected": String(i === this.#chosen),
            onmousedown: (event) => {
              event.preventDefault(); // the textarea keeps the focus
              this.#take(i);
            },
          },
          h("span", {}, offer.word),
          offer.detail ? h("small", {}, offer.detail) : null,
        ),
      ),
    );
    this.#area.setAttribute("aria-activedescendant", `${this.list.id}-${this.#chosen}`);
  }

  /** Below the beginning of the word: a line is as high, and a letter as wide, as any other. */
  #place(word) {
    const before = this.#area.value.slice(0, this.#area.selectionStart).split("\n");
    const style = getComputedStyle(this.#area);
    if (this.#area instanceof HTMLInputElement) {
      this.list.style.top = "100%";
      this.list.style.left = `min(calc(${style.paddingLeft} + ${before[0].length - word.length}ch - ${this.#area.scrollLeft}px), 60%)`;
      return;
    }
    const column = before.at(-1).length - word.length;
    this.list.style.top = `calc(${style.paddingTop} + ${before.length} * ${style.lineHeight} - ${this.#area.scrollTop}px)`;
    this.list.style.left = `min(calc(${style.paddingLeft} + ${column}ch - ${this.#area.scrollLeft}px), 60%)`;
  }

  #key(event) {
    if (event.key === " " && event.ctrlKey) {
      event.preventDefault();
      this.#open(true);
      return;
    }
    if (this.list.hidden) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      this.#chosen = (this.#chosen + step + this.#offers.length) % this.#offers.length;
      this.#draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.#take(this.#chosen);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation(); // not the dialog that it may stand in
      this.#close();
    } else if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") {
      this.#close();
    }
  }

  #take(i) {
    const word = this.#word();
    const at = this.#area.selectionStart;
    this.#area.setRangeText(this.#offers[i].word, at - word.length, at, "end");
    this.#close();
    this.#area.dispatchEvent(new Event("input", { bubbles: true }));
    this.#close();
  }

  /** A textarea cannot say that it has a list; of an input it is expected. */
  #tell(open) {
    if (this.#area.hasAttribute("aria-expanded")) {
      this.#area.setAttribute("aria-expanded", String(open));
    }
  }

  #close() {
    this.#turn++;
    this.list.hidden = true;
    this.#tell(false);
    this.#offers = [];
    this.#area.removeAttribute("aria-activedescendant");
    this.#area.removeAttribute("aria-controls");
  }
}

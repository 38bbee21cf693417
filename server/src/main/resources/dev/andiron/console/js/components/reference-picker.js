/**
 * `<reference-picker>`: finds one resource by its name: a box to type in, and a list below it that is walked with the arrow keys
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 *
 * Properties: `types` (one or several), `element` (what a refusal calls it), `label`; `value` is `{type, id, name}` once one is chosen.
 */
import { afterPause } from "../lib/delay.js";
import { fill, h, uniqueId } from "../lib/dom.js";
import { findByName } from "../lib/people.js";
import { choice, field } from "./field.js";

const PAUSE = 200;

class ReferencePicker extends HTMLElement {
  types = [];
  label = "Name";
  element = "";
  value = null;

  #type = "";
  #offers = [];
  #at = -1;
  #open = false;
  #list = h("ul", { class: "picker-list", role: "listbox", id: uniqueId("picker"), "aria-label": "Found", hidden: true });
  #said = h("p", { class: "hint", role: "status" });
  #input = h("input", {
    type: "text",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": this.#list.id,
    oninput: () => this.#typed(),
    onkeydown: (event) => this.#key(event),
    onfocus: () => this.#look(),
    onblur: () => this.#close(),
  });
  #look = afterPause((current) => this.#find(current), PAUSE);

  connectedCallback() {
    if (this.childElementCount > 0) {
      return;
    }
    this.#type = this.types[0];
    this.#input.dataset.element = this.element;
    fill(
      this,
      this.types.length > 1
        ? choice("Type", this.types.map((type) => [type, type]), { value: this.#type, onchange: (event) => this.#turn(event.target.value) })
        : null,
      field(this.label, { control: this.#input, hint: "Type the beginning of a name, or an id, and choose from the list." }),
      this.#list,
      this.#said,
    );
  }

  #turn(type) {
    this.#type = type;
    this.value = null;
    this.#input.value = "";
    this.#close();
  }

  #typed() {
    this.value = null;
    this.#look();
  }

  async #find(current) {
    try {
      const offers = await findByName(this.#type, this.#input.value.trim());
      if (current() && this.value === null && document.activeElement === this.#input) {
        this.#offers = offers;
        this.#at = -1;
        this.#draw();
        this.#said.textContent = offers.length === 0 ? `No ${this.#type} is found.` : `${offers.length} found.`;
      }
    } catch (error) {
      this.#close();
      this.#said.textContent = error.message;
    }
  }

  #draw() {
    this.#open = this.#offers.length > 0;
    this.#list.hidden = !this.#open;
    this.#input.setAttribute("aria-expanded", String(this.#open));
    fill(
      this.#list,
      this.#offers.map((offer, i) =>
        h(
          "li",
          {
            role: "option",
            id: `${this.#list.id}-${i}`,
            "aria-selected": String(i === this.#at),
            onmousedown: (event) => {
              event.preventDefault(); // the box keeps the focus
              this.#take(offer);
            },
          },
          h("span", {}, offer.name, offer.detail ? h("small", {}, ` ${offer.detail}`) : null),
          h("code", {}, offer.id),
        ),
      ),
    );
    if (this.#at < 0) {
      this.#input.removeAttribute("aria-activedescendant");
    } else {
      this.#input.setAttribute("aria-activedescendant", `${this.#list.id}-${this.#at}`);
      this.#list.children[this.#at].scrollIntoView({ block: "nearest" });
    }
  }

  #key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && !this.#open) {
      event.preventDefault();
      this.#typed();
    } else if (step) {
      event.preventDefault();
      this.#at = this.#at < 0 && step < 0 ? this.#offers.length - 1 : (this.#at + step + this.#offers.length) % this.#offers.length;
      this.#draw();
    } else if (event.key === "Enter" && this.#open) {
      event.preventDefault(); // it chooses; it does not send the form
      this.#take(this.#offers[Math.max(this.#at, 0)]);
    } else if (event.key === "Escape" && this.#open) {
      event.preventDefault();
      event.stopPropagation(); // nor close the dialog
      this.#close();
    }
  }

  #take(offer) {
    this.value = offer;
    this.#input.value = offer.name;
    this.#close();
    this.#said.textContent = `Chosen: ${offer.type}/${offer.id}`;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #close() {
    this.#open = false;
    this.#list.hidden = true;
    this.#offers = [];
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
    this.#said.textContent = this.value ? this.#said.textContent : "";
  }
}

customElements.define("reference-picker", ReferencePicker);

/** @param {object} options its properties */
export function referencePicker(options) {
  return Object.assign(h("reference-picker", { class: "stack tight" }), options);
}

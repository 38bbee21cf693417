/**
 * `/ui/resources`: every type of which this person may see something.
 */
import { api } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { byOwnFirst, OWN_TYPES } from "../lib/metadata.js";
import { typesThatMay } from "../lib/session.js";
import { field } from "../components/field.js";
import { empty } from "../components/notice.js";

const AT_ONCE = 3;
const NUMBER = new Intl.NumberFormat("en");

export default function resourceTypes() {
  const types = byOwnFirst(typesThatMay("search"));
  const counts = new Counts();
  const items = types.map((type) => ({ type, element: item(type, counts) }));
  const own = h("ul", { class: "types" });
  const others = h("ul", { class: "types" });
  const groups = [group("This server’s own", own), group("FHIR R4", others)];
  const said = h("p", { class: "visually-hidden", role: "status" });
  const nothing = h("div", {});
  const input = h("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput: () => draw(true), onkeydown: enter });
  draw(false);
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, "Resources"), h("p", {}, "Everything that is stored, by its type. Choose one to search it, or to add to it.")),
    ),
    types.length === 0
      ? empty("Nothing to see here", "No policy lets you search any type. Ask whoever runs this server for a role that does.")
      : [h("div", { class: "narrow-field" }, field("Find a type", { control: input, hint: "Enter opens the first one." })), said, nothing, groups],
  );

  function matching() {
    const text = input.value.trim().toLowerCase();
    const found = items.filter(({ type }) => type.toLowerCase().includes(text));
    const rank = ({ type }) => (text && type.toLowerCase().startsWith(text) ? 0 : 1);
    return found.sort((a, b) => rank(a) - rank(b));
  }

  function draw(tell) {
    const found = matching();
    const isOwn = ({ type }) => OWN_TYPES.includes(type);
    fill(own, found.filter(isOwn).map((each) => each.element));
    fill(others, found.filter((each) => !isOwn(each)).map((each) => each.element));
    for (const [i, list] of [own, others].entries()) {
      groups[i].hidden = list.childElementCount === 0;
    }
    fill(nothing, found.length === 0 ? empty("No such type", `Nothing that you may search is called “${input.value.trim()}”.`) : null);
    said.textContent = tell ? `${found.length} types` : "";
  }

  function enter(event) {
    if (event.key === "Enter") {
      event.preventDefault();
      (own.querySelector("a") ?? others.querySelector("a"))?.click();
    }
  }
}

function group(title, list) {
  return h("section", { class: "stack tight" }, h("h2", {}, title), list);
}

function item(type, counts) {
  const count = h("span", { class: "muted count", "data-type": type });
  const element = h("li", {}, h("a", { href: `/ui/resources/${type}` }, type), count);
  counts.watch(element, count, type);
  return element;
}

/** How many there are, asked only for what is looked at, a few at a time, while the page is shown. */
class Counts {
  #waiting = [];
  #running = 0;
  #of = new Map();
  #seen = new IntersectionObserver((entries) => this.#look(entries));

  watch(element, count, type) {
    this.#of.set(element, { count, type });
    this.#seen.observe(element);
  }

  #look(entries) {
    for (const entry of entries) {
      if (entry.isIntersecting) {
        this.#seen.unobserve(entry.target);
        this.#waiting.push(this.#of.get(entry.target));
      }
    }
    this.#next();
  }

  async #next() {
    while (this.#running < AT_ONCE && this.#waiting.length > 0) {
      const { count, type } = this.#waiting.shift();
      if (count.isConnected) {
        this.#running++;
        this.#ask(count, type).finally(() => {
          this.#running--;
          this.#next();
        });
      }
    }
  }

  async #ask(count, type) {
    try {
      const { total } = (await api("GET", `/${type}?_summary=count`)).json();
      count.textContent = NUMBER.format(total);
    } catch {
      count.textContent = ""; // a count is a courtesy; the type's own page says what is wrong
    }
  }
}

/**
 * `/ui/clients`: the apps.
 */
import { page, search } from "../lib/api.js";
import { afterPause } from "../lib/delay.js";
import { fill, h } from "../lib/dom.js";
import { pagePath } from "../lib/resource.js";
import { may } from "../lib/session.js";
import { badge } from "../components/badge.js";
import { field } from "../components/field.js";
import { moment } from "../components/moment.js";
import { empty, problem } from "../components/notice.js";
import { pager, table } from "../components/table.js";

const COLUMNS = [
  { title: "Id", heading: true, cell: (client) => h("a", { href: pagePath("clients", client.id) }, client.id) },
  { title: "Name", cell: (client) => client.name ?? "–" },
  { title: "Grants", cell: (client) => [client.grant_types ?? []].flat().join(", ") || "–" },
  { title: "State", cell: (client) => (client.active === false ? badge("Disabled", "bad") : badge("Active", "good")) },
  { title: "Last change", cell: (client) => moment(client.meta?.lastUpdated) },
];

export default async function clients() {
  const found = h("div", { class: "stack" });
  const text = h("input", { type: "search", autocomplete: "off", spellcheck: "false", oninput: afterPause((current) => show(current), 250) });
  await show(() => true);
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, "Clients"), h("p", {}, "The apps and services: which grants they may use, how long their tokens live, their secrets.")),
      may("create", "Client") ? h("a", { class: "button primary", href: "/ui/clients/new" }, "New client") : null,
    ),
    h(
      "form",
      { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      field("Find", { control: text, hint: "The beginning of a name, or a whole id." }),
    ),
    found,
  );

  async function show(current) {
    try {
      const shown = await find(text.value.trim());
      if (current()) {
        draw(shown);
      }
    } catch (error) {
      fill(found, problem(error));
    }
  }

  function draw(shown) {
    fill(
      found,
      table({ caption: "Clients", columns: COLUMNS, rows: shown.resources, empty: nothing() }),
      pager(shown, async (path) => {
        try {
          draw(await page(path));
        } catch (error) {
          fill(found, problem(error));
        }
      }),
    );
  }

  function nothing() {
    return text.value
      ? empty("No client is found", "Try the beginning of a name, or a whole id.")
      : empty("No clients yet", "An app needs a client before it can sign anybody in. Make one with New client.");
  }
}

async function find(text) {
  const byId = /^[A-Za-z0-9\-.]{1,64}$/.test(text) ? (await search("Client", { _id: text })).resources : [];
  const found = await search("Client", { name: text, _count: 50, _sort: "-_lastUpdated" });
  const first = new Set(byId.map((client) => client.id));
  return { ...found, resources: [...byId, ...found.resources.filter((client) => !first.has(client.id))] };
}

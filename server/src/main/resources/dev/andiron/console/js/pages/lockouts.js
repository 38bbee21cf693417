/**
 * `/ui/lockouts`: who has failed so often that they have to wait before they may try to sign in again; and to let them off.
 */
import { api } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { pagePath, partsOf, referenceOf } from "../lib/resource.js";
import { namesFor } from "../lib/sessions.js";
import { may, mayDo } from "../lib/session.js";
import { badge } from "../components/badge.js";
import { liveRegion } from "../components/live-region.js";
import { LiveRows } from "../components/live-rows.js";
import { moment } from "../components/moment.js";
import { empty, message, problem } from "../components/notice.js";

export default async function lockouts() {
  const body = h("tbody");
  const rows = new LiveRows(body, columns());
  const refusal = h("div", {});
  const nothing = h("div", {});
  const live = liveRegion(load);
  const heading = h("h1", { tabindex: "-1" }, "Lockouts");
  const grid = h(
    "div",
    { class: "table", role: "region", "aria-label": "Lockouts", tabindex: "0" },
    h(
      "table",
      { class: "sessions" },
      h("caption", { class: "visually-hidden" }, "Who has to wait before signing in, who failed last first"),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Who", "Where they failed", "Failures", "Since", "Last", "Next try"].map((title) => h("th", { scope: "col" }, title)),
          h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "Actions")),
        ),
      ),
      body,
    ),
  );
  try {
    await load();
  } catch (error) {
    fill(refusal, problem(error));
    grid.hidden = true;
  }
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h(
        "div",
        {},
        heading,
        h("p", {}, "Who failed to sign in so often that each try has to wait, longer each time. An hour after the last failure it is forgotten by itself."),
      ),
    ),
    h("div", { class: "row spread" }, live),
    refusal,
    nothing,
    grid,
  );

  async function load() {
    const found = (await api("GET", "/auth/lockouts")).json().lockouts;
    const names = await namesFor(found);
    rows.show(
      found.map((each) => ({
        key: `${whoIs(each)} ${each.source}`,
        signature: JSON.stringify([each, names.get(whoIs(each))]),
        row: { lockout: each, name: names.get(whoIs(each)) ?? partsOf(whoIs(each)).id },
      })),
    );
    grid.hidden = found.length === 0;
    fill(nothing, found.length === 0 ? empty("Nobody has to wait", "Who fails to sign in several times in a row is shown here.") : null);
    fill(refusal);
    live.touched();
  }

  function columns() {
    return [
      { heading: true, cell: ({ lockout: each, name }) => linked(each, name) },
      { cell: ({ lockout: each }) => (each.source === "known" ? "Where they signed in before" : "At addresses new to them") },
      { cell: ({ lockout: each }) => String(each.failures) },
      { cell: ({ lockout: each }) => moment(each.since) },
      { cell: ({ lockout: each }) => moment(each.lastFailure) },
      { cell: ({ lockout: each }) => (each.waiting ? [badge("Waits", "warn"), " ", moment(each.until)] : "At once") },
      {
        actions: true,
        cell: ({ lockout: each, name }) =>
          mayDo("AuthLiftLockout")
            ? h("button", { type: "button", class: "quiet", "aria-label": `Let ${name} try again at once`, onclick: () => lift(each, name) }, "Lift")
            : null,
      },
    ];
  }

  async function lift(each, name) {
    const { type, id } = partsOf(whoIs(each));
    try {
      await api("DELETE", `/auth/lockouts/${type === "Client" ? "clients/" : ""}${encodeURIComponent(id)}`);
      message(`${name} may try again at once.`);
      await load();
    } catch (error) {
      fill(refusal, problem(error));
    }
    heading.focus();
  }
}

/** `User/id` or `Client/id`. */
function whoIs(each) {
  return referenceOf(each.user ?? each.client);
}

function linked(each, name) {
  const { type, id } = partsOf(whoIs(each));
  const kind = type === "Client" ? badge("App") : null;
  return [may("read", type) ? h("a", { href: pagePath(type === "User" ? "users" : "clients", id) }, name) : name, " ", kind];
}

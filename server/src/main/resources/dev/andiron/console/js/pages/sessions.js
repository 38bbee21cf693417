/**
 * `/ui/sessions`: who is signed in, through which app, since when and from where; and to end it. `?user=` and `?client=` preset the filter.
 */
import { page, search } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { appOf, endAllOf, endSession, endSessions, isOver, namesFor, signatureOf } from "../lib/sessions.js";
import { may, session } from "../lib/session.js";
import { confirmed } from "../components/dialog.js";
import { clearFaults, showFaults } from "../components/faults.js";
import { choice, field } from "../components/field.js";
import { LiveRows } from "../components/live-rows.js";
import { liveRegion } from "../components/live-region.js";
import { moment } from "../components/moment.js";
import { empty, message } from "../components/notice.js";
import { hints, lastUsed, nameIn, until, whereFrom, who } from "../components/session-cells.js";
import { pager } from "../components/table.js";
import { userReference } from "../components/user-reference.js";

const PAGE = 50;
const TYPES = ["", "console", "password", "client_credentials", "authorization_code"];
const STATES = [
  ["true", "Active"],
  ["false", "Ended"],
  ["", "All"],
];

export default async function sessions({ query }) {
  const chosen = new Set();
  let filter = {
    user: query.get("user") ?? "",
    client: query.get("client") ?? "",
    type: query.get("type") ?? "",
    active: query.get("active") ?? "true",
  };
  let path = null; // of a page beside the first
  let isRefused = false; // the filter: there is nothing to keep true then
  let shown = [];

  const all = h("input", { type: "checkbox", "aria-label": "Select all on this page", onchange: () => selectAll() });
  const endSelected = h("button", { type: "button", class: "danger", disabled: true, onclick: () => endChosen() }, "End selected");
  const endTheirs = h("button", { type: "button", class: "danger", hidden: true, onclick: () => endAll() });
  const body = h("tbody");
  const rows = new LiveRows(body, columns());
  const grid = h(
    "div",
    { class: "table", role: "region", "aria-label": "Sessions", tabindex: "0" },
    h(
      "table",
      { class: "sessions" },
      h("caption", { class: "visually-hidden" }, "Sessions, the latest first"),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, all),
          ["User", "App", "Type", "Since", "Last used", "From", "Hints", "Until"].map((title) => h("th", { scope: "col" }, title)),
          h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "Actions")),
        ),
      ),
      body,
    ),
  );
  const nothing = h("div", {});
  const pages = h("div", {});
  const refusal = h("div", {});
  const live = liveRegion(async () => isRefused || load());
  const form = h(
    "form",
    { class: "session-filters", role: "search", "aria-label": "Filter", onsubmit: (event) => apply(event) },
    field("User", { name: "user", "data-element": "user", value: filter.user, hint: "Id, user name or e-mail." }),
    field("App", { name: "client", value: filter.client, hint: "The id of the client." }),
    choice("Type", TYPES.map((type) => [type, type || "Any"]), { name: "type", value: filter.type, onchange: () => form.requestSubmit() }),
    choice("State", STATES, { name: "active", value: filter.active, onchange: () => form.requestSubmit() }),
    h("button", { type: "submit" }, "Filter"),
  );

  await look();
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, "Sessions"), h("p", {}, "Who is signed in, through which app and from where. What is ended here is ended at once.")),
    ),
    form,
    refusal,
    h("div", { class: "row spread" }, h("div", { class: "actions" }, may("delete", "Session") ? [endSelected, endTheirs] : null), live),
    nothing,
    grid,
    pages,
  );

  async function load() {
    const asked = JSON.stringify([filter, path]);
    const found = path ? await page(path) : await search("Session", { ...(await resolved(filter)), _sort: "-start", _count: PAGE });
    const names = await namesFor(found.resources);
    if (asked === JSON.stringify([filter, path])) {
      draw(found, names);
    }
  }

  function draw(found, names) {
    shown = found.resources;
    rows.show(shown.map((each) => ({ key: each.id, signature: signatureOf(each, names), row: { session: each, names } })));
    for (const id of chosen) {
      if (!shown.some((each) => each.id === id && !isOver(each))) {
        chosen.delete(id);
      }
    }
    grid.hidden = shown.length === 0;
    fill(nothing, shown.length === 0 ? none() : null);
    if (pages.dataset.shown !== `${found.previous} ${found.next}`) {
      pages.dataset.shown = `${found.previous} ${found.next}`;
      fill(pages, pager(found, open));
    }
    endTheirs.hidden = !filter.user;
    endTheirs.textContent = `End all of ${filter.user}`;
    drawSelection();
    clearFaults(form, refusal);
    live.touched();
  }

  async function open(next) {
    path = next;
    chosen.clear();
    await look();
    grid.focus();
    scrollTo(0, 0);
  }

  async function apply(event) {
    event.preventDefault();
    filter = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    path = null;
    chosen.clear();
    const entries = Object.entries(filter).filter(([name, value]) => value && !(name === "active" && value === "true"));
    history.replaceState(null, "", `/ui/sessions${entries.length ? `?${new URLSearchParams(entries)}` : ""}`);
    await look();
  }

  /** Loads for somebody who asked: a refusal is shown at its place, and nothing of what was shown before stays. */
  async function look() {
    isRefused = false;
    try {
      await load();
    } catch (error) {
      isRefused = true;
      draw({ resources: [], next: null, previous: null }, new Map());
      fill(nothing);
      endTheirs.hidden = true;
      showFaults(form, refusal, error);
    }
  }

  function columns() {
    return [
      { keep: true, cell: ({ session: each, names }) => tick(each, names) },
      { heading: true, cell: ({ session: each, names }) => who(each, names) },
      { cell: ({ session: each, names }) => appOf(each, names) },
      { cell: ({ session: each }) => each.type ?? "–" },
      { cell: ({ session: each }) => moment(each.start) },
      { cell: ({ session: each }) => lastUsed(each) },
      { cell: ({ session: each }) => whereFrom(each) },
      { cell: ({ session: each }) => hints(each) },
      { cell: ({ session: each }) => until(each) },
      {
        actions: true,
        cell: ({ session: each, names }) =>
          may("delete", "Session") && !isOver(each)
            ? h(
                "button",
                { type: "button", class: "quiet danger", "aria-label": `End the session of ${nameIn(each, names)}`, onclick: () => endOne(each, names) },
                "End",
              )
            : null,
      },
    ];
  }

  function tick(each, names) {
    return h("input", {
      type: "checkbox",
      "data-id": each.id,
      "aria-label": `Select the session of ${nameIn(each, names)}`,
      onchange: (event) => {
        chosen[event.target.checked ? "add" : "delete"](each.id);
        drawSelection();
      },
    });
  }

  function selectAll() {
    for (const each of shown) {
      chosen[all.checked && !isOver(each) ? "add" : "delete"](each.id);
    }
    drawSelection();
  }

  function drawSelection() {
    const open = new Map(shown.map((each) => [each.id, !isOver(each)]));
    for (const box of body.querySelectorAll("input[data-id]")) {
      box.checked = chosen.has(box.dataset.id);
      box.disabled = !open.get(box.dataset.id);
    }
    const count = [...open.values()].filter(Boolean).length;
    all.disabled = count === 0;
    all.checked = count > 0 && chosen.size === count;
    all.indeterminate = chosen.size > 0 && chosen.size < count;
    endSelected.disabled = chosen.size === 0;
    endSelected.textContent = chosen.size === 0 ? "End selected" : `End ${chosen.size} selected`;
  }

  async function endOne(each, names) {
    const own = each.id === session().session.id;
    const done = await confirmed(
      own ? "End your own session?" : "End this session?",
      own
        ? "This is the session that you are using now. You will be signed out here."
        : `${nameIn(each, names)} is signed out of ${appOf(each, names)} at once, and has to sign in again.`,
      own ? "End it and sign out" : "End the session",
      () => endSession(each.id),
    );
    await after(done, "The session was ended.");
  }

  async function endChosen() {
    const ids = [...chosen];
    const own = ids.includes(session().session.id);
    const done = await confirmed(
      `End ${ids.length} ${ids.length === 1 ? "session" : "sessions"}?`,
      `Whoever uses them is signed out at once.${own ? " One of them is your own: you will be signed out here." : ""}`,
      "End the sessions",
      () => endSessions(ids),
    );
    await after(done, ids.length === 1 ? "The session was ended." : `${ids.length} sessions were ended.`);
  }

  async function endAll() {
    let user;
    try {
      ({ user } = await resolved(filter));
    } catch (error) {
      message(error.message, "bad");
      return;
    }
    const own = user === `User/${session().user.id}`;
    let count = 0;
    const done = await confirmed(
      `End all sessions of ${filter.user}?`,
      `Every app and browser of this user is signed out at once, also those that are not on this page.${own ? " That is you: you will be signed out here." : ""}`,
      "End all of them",
      async () => {
        count = await endAllOf(user);
      },
    );
    await after(done, count === 1 ? "One session was ended." : `${count} sessions were ended.`);
  }

  async function after(done, text) {
    if (!done) {
      return;
    }
    message(text);
    chosen.clear();
    await look();
    if (!document.activeElement || document.activeElement === document.body) {
      (grid.hidden ? form.querySelector("input") : grid).focus({ preventScroll: true });
    }
  }

  function none() {
    return filter.user || filter.client || filter.type || filter.active !== "true"
      ? empty("No such session", "Change the filter: the state All also shows those that are over.")
      : empty("Nobody is signed in", "A session is made when somebody signs in, here or through an app. Try it in the sandbox.");
  }
}

/** The filter as search parameters. What is typed as a user may be any of the names they sign in with. */
async function resolved({ user, client, type, active }) {
  return { user: await userReference(user), client: client ? `Client/${client}` : "", type, active };
}

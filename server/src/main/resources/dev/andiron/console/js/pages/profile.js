/**
 * `/ui/profile`: who one is here, and where one is signed in.
 */
import { api } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { partsOf, referenceOf } from "../lib/resource.js";
import { appOf, leave, namesFor, signatureOf } from "../lib/sessions.js";
import { may, nameOf, session, signOut } from "../lib/session.js";
import { badge } from "../components/badge.js";
import { confirmed } from "../components/dialog.js";
import { LiveRows } from "../components/live-rows.js";
import { liveRegion } from "../components/live-region.js";
import { moment } from "../components/moment.js";
import { message, problem } from "../components/notice.js";
import { ownPassword } from "../components/own-password.js";
import { referenceLink } from "../components/reference-link.js";
import { hints, lastUsed, until, whereFrom } from "../components/session-cells.js";

export default async function profile() {
  const { user } = session();
  const body = h("tbody");
  const rows = new LiveRows(body, columns());
  const endOthers = h("button", { type: "button", class: "danger", onclick: () => endAllOthers() }, "End all others");
  const refusal = h("div", {});
  const live = liveRegion(load);
  const heading = h("h2", { id: "own-sessions", tabindex: "-1" }, "Where you are signed in");
  try {
    await load();
  } catch (error) {
    fill(refusal, problem(error));
  }
  return h(
    "div",
    { class: "stack" },
    h(
      "div",
      { class: "head" },
      h("div", {}, h("h1", {}, nameOf(user)), h("p", {}, "Who you are to this server, and every place where you are signed in.")),
      h(
        "div",
        { class: "actions" },
        h("button", { type: "button", onclick: changePassword }, "Change password"),
        h("button", { type: "button", onclick: () => signOut().catch((error) => message(error.message, "bad")) }, "Sign out here"),
      ),
    ),
    h("section", { class: "card", "aria-label": "About you" }, h("dl", { class: "facts" }, facts(user))),
    h(
      "section",
      { class: "stack tight", "aria-labelledby": "own-sessions" },
      h("div", { class: "row spread" }, heading, live),
      h("p", { class: "muted" }, "End what you do not know, and change your password then."),
      refusal,
      h(
        "div",
        { class: "table", role: "region", "aria-label": "Your sessions", tabindex: "0" },
        h(
          "table",
          { class: "sessions" },
          h("caption", { class: "visually-hidden" }, "Your sessions, the latest first"),
          h(
            "thead",
            {},
            h(
              "tr",
              {},
              ["App", "From", "Since", "Last used", "Hints", "Until"].map((title) => h("th", { scope: "col" }, title)),
              h("th", { scope: "col" }, h("span", { class: "visually-hidden" }, "Actions")),
            ),
          ),
          body,
        ),
      ),
      h("div", { class: "actions" }, endOthers),
    ),
  );

  async function load() {
    const own = (await api("GET", "/auth/sessions")).json().sessions;
    const names = await namesFor(own);
    rows.show(own.map((each) => ({ key: each.id, signature: signatureOf(each, names), row: { session: each, names } })));
    endOthers.disabled = own.every((each) => each.current);
    fill(refusal);
    live.touched();
  }

  function columns() {
    return [
      { heading: true, cell: ({ session: each, names }) => [appOf(each, names), " ", each.current ? badge("This session", "good") : null] },
      { cell: ({ session: each }) => whereFrom(each) },
      { cell: ({ session: each }) => moment(each.start) },
      { cell: ({ session: each }) => lastUsed(each) },
      { cell: ({ session: each }) => hints(each) },
      { cell: ({ session: each }) => until(each) },
      {
        actions: true,
        cell: ({ session: each, names }) =>
          h(
            "button",
            { type: "button", class: "quiet danger", "aria-label": `End the session of ${appOf(each, names)}`, onclick: () => end(each, appOf(each, names)) },
            "End",
          ),
      },
    ];
  }

  async function changePassword() {
    if (await ownPassword()) {
      await after("Your password was changed. All your other sessions have ended.");
    }
  }

  async function end(each, app) {
    const done = await confirmed(
      each.current ? "End your own session?" : "End this session?",
      each.current ? "This is the session that you are using now. You will be signed out here." : `You are signed out of ${app} there at once.`,
      each.current ? "End it and sign out" : "End the session",
      async () => {
        await api("DELETE", `/auth/sessions/${encodeURIComponent(each.id)}`);
        if (each.current) {
          await leave();
        }
      },
    );
    if (done) {
      await after("The session was ended.");
    }
  }

  async function endAllOthers() {
    let ended = 0;
    const done = await confirmed(
      "End all other sessions?",
      "Every other app and browser that is signed in as you is signed out at once. You stay signed in here.",
      "End the others",
      async () => {
        ({ ended } = (await api("DELETE", "/auth/sessions")).json());
      },
    );
    if (done) {
      await after(ended === 1 ? "One session was ended." : `${ended} sessions were ended.`);
    }
  }

  async function after(text) {
    message(text);
    try {
      await load();
    } catch (error) {
      fill(refusal, problem(error));
    }
    if (document.activeElement === document.body) {
      heading.focus();
    }
  }
}

function facts(user) {
  const person = referenceOf(user.fhirUser);
  const { type } = partsOf(person);
  const roles = [user.role ?? []].flat().map((each) => (typeof each === "string" ? each : each.name));
  return [
    ["Name", user.displayName ?? user.name?.formatted],
    ["User name", user.userName ?? user.id],
    ["E-mail", user.email],
    ["Roles", roles.length > 0 ? roles.map((each) => [badge(each), " "]) : null],
    ["Person", person ? (may("read", type) ? referenceLink(person) : person) : null],
  ]
    .filter(([, value]) => value)
    .map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
}

/**
 * Where a user is signed in now, and to end it.
 */
import { search } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { pagePath, partsOf, referenceOf } from "../lib/resource.js";
import { may, nameOf, session } from "../lib/session.js";
import { endAllOf, endSession } from "../lib/sessions.js";
import { badge } from "./badge.js";
import { confirmed } from "./dialog.js";
import { moment } from "./moment.js";
import { message, problem } from "./notice.js";
import { table } from "./table.js";

const AT_ONCE = 100;

/** @returns the section, with a method `draw` for when sessions have ended elsewhere */
export async function userSessions(user) {
  const heading = h("h2", { id: "sessions", tabindex: "-1" }, "Active sessions");
  const actions = h("div", { class: "actions" });
  const place = h("div", { class: "stack tight" });
  const card = h(
    "section",
    { class: "card stack", "aria-labelledby": "sessions" },
    h("div", { class: "row spread" }, heading, actions),
    place,
  );
  card.draw = draw;
  await draw();
  return card;

  async function draw() {
    const found = await active(user);
    fill(
      actions,
      found.resources.length > 0 && may("delete", "Session")
        ? h("button", { type: "button", class: "danger", onclick: endAll }, "End all")
        : null,
    );
    fill(
      place,
      found.resources.length === 0
        ? h("p", { class: "muted" }, `${nameOf(user)} is signed in nowhere.`)
        : table({
            caption: "Active sessions of the user",
            rows: found.resources,
            columns: [
              { title: "Since", heading: true, cell: (each) => moment(each.start) },
              { title: "App", cell: through },
              { title: "From", cell: (each) => each.remoteAddr ?? "–" },
              { title: "Browser or app", cell: (each) => h("span", { class: "clipped", title: each.userAgent ?? "" }, each.userAgent ?? "–") },
              { title: "Actions", actions: true, cell: ender },
            ],
          }),
      found.next ? h("p", { class: "muted" }, "There are more: ", h("a", { href: "/ui/sessions" }, "see all sessions"), ".") : null,
    );
  }

  function ender(each) {
    return may("delete", "Session")
      ? h("button", { type: "button", class: "quiet danger", onclick: () => end(each) }, "End")
      : null;
  }

  async function end(each) {
    try {
      await endSession(each.id);
      await draw();
      message("The session has ended.");
      heading.focus();
    } catch (error) {
      place.append(problem(error));
    }
  }

  async function endAll() {
    const text = `${nameOf(user)} must sign in again everywhere. Access and refresh tokens of these sessions are refused from now on.`;
    if (await confirmed("End all sessions?", text, "End all", () => endAllOf(`User/${user.id}`))) {
      await draw();
      message("All sessions have ended.");
      heading.focus();
    }
  }
}

function active(user) {
  return search("Session", { user: `User/${user.id}`, active: "true", _sort: "-start", _count: AT_ONCE });
}

function through(each) {
  const { id } = partsOf(referenceOf(each.client));
  const own = each.id === session().session.id ? [" ", badge("this one", "plain")] : null;
  return [id ? h("a", { href: pagePath("clients", id) }, id) : each.type === "console" ? "Console" : (each.type ?? "–"), own];
}

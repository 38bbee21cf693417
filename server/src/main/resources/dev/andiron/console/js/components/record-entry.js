/**
 * One record in the timeline: when, who, what, to what, from where, and what came of it.
 */
import { h } from "../lib/dom.js";
import { addressOf, askedOf, deedOf, isOurs, partiesOf, requestOf, subjectsOf } from "../lib/records.js";
import { pagePath, partsOf } from "../lib/resource.js";
import { may } from "../lib/session.js";
import { absolute } from "../lib/time.js";
import { badge } from "./badge.js";
import { moment } from "./moment.js";
import { referenceLink } from "./reference-link.js";

const SHOWN = 6;

/** @param {Map<string, string>} names of users */
export function recordEntry(event, names) {
  const failed = event.outcome !== "0";
  const subjects = subjectsOf(event);
  const asked = askedOf(event);
  return h(
    "li",
    { class: ["record", failed && "failed"] },
    h("div", { class: "record-when", title: absolute(new Date(event.recorded)) }, moment(event.recorded)),
    h(
      "div",
      { class: "record-what" },
      h("p", {}, who(event, names), " ", h("strong", {}, deedOf(event)), subjects.length > 0 ? [" ", things(subjects)] : null),
      asked ? h("p", {}, h("code", { class: "record-asked" }, asked)) : null,
      h("p", { class: "muted" }, details(event)),
    ),
    h(
      "div",
      { class: "record-outcome" },
      failed ? badge(event.outcome === "8" ? "Failed" : "Refused", event.outcome === "8" ? "bad" : "warn") : null,
      isOurs(event) ? null : badge("Told by an app"),
    ),
  );
}

function who(event, names) {
  const { user, client } = partiesOf(event);
  if (user) {
    const name = names.get(user) ?? partsOf(user).id;
    return may("read", "User") ? h("a", { href: pagePath("users", partsOf(user).id) }, name) : name;
  }
  if (client) {
    const { id } = partsOf(client);
    return ["The app ", may("read", "Client") ? h("a", { href: pagePath("clients", id) }, id) : id];
  }
  return event.agent?.find((each) => each.requestor)?.who?.display ?? "Somebody unknown";
}

function things(subjects) {
  const shown = subjects.slice(0, SHOWN).flatMap((each, index) => [index > 0 ? ", " : null, referenceLink(each)]);
  const more = subjects.length - SHOWN;
  return more > 0 ? [...shown, ` and ${more} more`] : shown;
}

function details(event) {
  const { user, client } = partiesOf(event);
  const parts = [
    event.outcomeDesc ?? null,
    user && client ? `through ${partsOf(client).id}` : null,
    addressOf(event) ? `from ${addressOf(event)}` : null,
  ].filter(Boolean);
  const request = requestOf(event);
  return [
    parts.join(" · "),
    parts.length > 0 ? " · " : null,
    h("a", { href: `/ui/resources/AuditEvent/${encodeURIComponent(event.id)}` }, "the record"),
    request && event.outcomeDesc?.startsWith("HTTP 403")
      ? [" · ", h("a", { href: `/ui/why?request=${encodeURIComponent(request)}` }, "why?")]
      : null,
  ];
}

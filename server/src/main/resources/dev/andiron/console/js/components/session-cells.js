/**
 * What is told of a session in the cells of a table.
 */
import { h } from "../lib/dom.js";
import { pagePath, referenceOf } from "../lib/resource.js";
import { appOf, hintsOf, isOver, userOf } from "../lib/sessions.js";
import { may, session } from "../lib/session.js";
import { inWords } from "../lib/user-agent.js";
import { badge } from "./badge.js";
import { moment } from "./moment.js";

/** Whose it is, in words. */
export function nameIn(each, names) {
  return names.get(referenceOf(each.user) ?? "") ?? appOf(each, names);
}

export function who(each, names) {
  const user = userOf(each);
  const own = each.id === session().session.id ? badge("This session", "good") : null;
  if (!user) {
    return [h("span", { class: "muted" }, "No user: the app itself"), own];
  }
  const name = names.get(`User/${user}`) ?? user;
  return [
    may("read", "User") ? h("a", { href: pagePath("users", user) }, name) : name,
    " ",
    own ?? h("a", { class: "only", href: `/ui/sessions?user=${encodeURIComponent(user)}`, "aria-label": `Only sessions of ${name}` }, "only theirs"),
  ];
}

/** When it ends, or ended. */
export function until(each) {
  if (isOver(each)) {
    return [badge("Ended"), " ", moment(each.end)];
  }
  const seconds = Math.max(each.exp ?? 0, each.refresh_token_exp ?? 0);
  return seconds ? moment(new Date(seconds * 1000).toISOString()) : "–";
}

/** When it was last used; a node may say it half a minute late. */
export function lastUsed(each) {
  return each.lastUsed ? moment(each.lastUsed) : h("span", { class: "muted" }, "Not since");
}

/** What is strange about it, if anything is. */
export function hints(each) {
  const found = hintsOf(each);
  return found.length > 0 ? h("ul", { class: "hints" }, found.map((hint) => h("li", {}, badge(hint, "warn")))) : h("span", { class: "muted" }, "–");
}

/** The address, and the program in words. */
export function whereFrom(each) {
  return [
    h("span", { class: "address" }, each.remoteAddr ?? "–"),
    h("small", { class: "muted", title: each.userAgent ?? null }, inWords(each.userAgent)),
  ];
}

/**
 * A decision of the policies with its trace: each policy that was asked, in that order, and what it did not find.
 */
import { h } from "../lib/dom.js";
import { pagePath, partsOf, resourcePath } from "../lib/resource.js";
import { badge } from "./badge.js";
import { notice } from "./notice.js";
import { table } from "./table.js";

const KINDS = { allowed: "good", denied: "bad", exhausted: "warn" };

const COLUMNS = [
  { title: "Policy", heading: true, cell: (said) => h("a", { href: pageOf(said.policy) }, said.policy) },
  { title: "Asked because of", cell: (said) => said.because },
  { title: "Says", cell: (said) => badge(said.result, KINDS[said.result]) },
  { title: "Why", cell: why },
];

/**
 * @param {object} decision as `GET /auth/explain` tells it
 * @param {string} title of the table, for those who do not see it
 */
export function traceView(decision, title) {
  const { method, path, operation } = decision.request;
  const who = [decision.user ? `User/${decision.user}` : null, decision.client ? `Client/${decision.client}` : null].filter(Boolean);
  return h(
    "div",
    { class: "stack tight" },
    h(
      "p",
      { class: "row" },
      badge(decision.allowed ? "Allowed" : "Denied", decision.allowed ? "good" : "bad"),
      h("code", {}, `${method} ${path}`),
      h("span", { class: "muted" }, [operation, who.join(" by ")].filter(Boolean).join(", ")),
    ),
    decision.message ? h("p", {}, decision.message) : null,
    sayings(decision.policies, title),
    decision.more ? h("p", { class: "muted" }, `And ${decision.more} more policies were asked.`) : null,
  );
}

/** What policies said, in the order in which they were asked. */
export function sayings(policies, title) {
  return policies.length > 0
    ? table({ caption: title, columns: COLUMNS, rows: policies })
    : notice("info", h("p", {}, "No policy was asked: none is linked to this user or operation, none is for a role of theirs, none is for everybody."));
}

/** A policy's, or that of the Operation (`Operation/FhirRead`) that was made public. */
function pageOf(policy) {
  const { type, id } = partsOf(policy);
  return id ? resourcePath(type, id) : pagePath("policies", policy);
}

function why(said) {
  if (said.result === "exhausted") {
    return "It takes more work than a policy may take, and so allows nothing.";
  }
  return said.message ? h("span", { class: "prose" }, h("code", {}, said.at), h("br"), said.message) : "–";
}

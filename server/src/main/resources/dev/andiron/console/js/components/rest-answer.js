/**
 * An answer of the server as it came: status, time, size, headers, body.
 */
import { h } from "../lib/dom.js";
import { sizeOf } from "../lib/rest-request.js";
import { badge } from "./badge.js";
import { codeView } from "./code-view.js";

const KINDS = { 2: "good", 3: "plain", 4: "bad", 5: "bad" };

export function statusBadge(answer) {
  return badge(`${answer.status} ${answer.words}`.trim(), KINDS[Math.floor(answer.status / 100)] ?? "plain");
}

export function restAnswer(answer) {
  return h(
    "section",
    { class: "card stack tight", "aria-label": "Answer" },
    h("div", { class: "row" }, h("h2", {}, "Answer"), statusBadge(answer), h("span", { class: "muted" }, `${Math.round(answer.ms)} ms, ${sizeOf(answer.text)}`)),
    h(
      "details",
      {},
      h("summary", {}, `${answer.headers.length} headers`),
      h("dl", { class: "facts" }, answer.headers.map(([name, value]) => [h("dt", {}, name), h("dd", {}, h("code", {}, value))])),
    ),
    answer.text ? codeView(answer.text, answer.language, "Body of the answer") : h("p", { class: "muted" }, "The answer has no body."),
  );
}

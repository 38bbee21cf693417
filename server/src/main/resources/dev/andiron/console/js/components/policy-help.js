/**
 * The words of policies with one example each, to be opened beside the editor.
 */
import { h } from "../lib/dom.js";
import { ENGINES, LITERALS, MEMBERS, OPERATORS, PATTERNS } from "../lib/policy-words.js";

export function policyHelp() {
  return h(
    "details",
    { class: "card help" },
    h("summary", {}, h("h2", {}, "What can stand in a policy")),
    h(
      "div",
      { class: "stack" },
      part("Engines", ENGINES),
      h(
        "p",
        {},
        "A policy is for whom its ",
        h("code", {}, "link"),
        " names (any of them), for the users who have its ",
        h("code", {}, "roleName"),
        ", or, with neither, for everybody. With a user's token only the user's policies count, not the client's.",
      ),
      part("Patterns, under matcho", [...PATTERNS, ...LITERALS, ...OPERATORS]),
      part("What a pattern is asked of", MEMBERS),
    ),
  );
}

function part(title, words) {
  return h(
    "section",
    { class: "stack tight" },
    h("h3", {}, title),
    h(
      "dl",
      { class: "facts words" },
      words.map((each) => [
        h("dt", {}, h("code", {}, each.word)),
        h("dd", {}, each.says, each.example ? h("pre", {}, each.example) : null),
      ]),
    ),
  );
}

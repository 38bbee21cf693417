/**
 * An answer as it came: its status in words, how long it took, its headers, its body; and what it shows.
 */
import { h } from "../lib/dom.js";
import { jsonOf, wordsOfRefusal } from "../lib/wire.js";
import { badge } from "./badge.js";
import { codeView } from "./code-view.js";
import { jwtView } from "./jwt-view.js";

const TOKENS = [
  ["access_token", "Access token"],
  ["refresh_token", "Refresh token"],
];

/**
 * @param {object} answer see wire.js
 * @param {object} about `number` of the request, `expected` whether it is what the flow expects, `means` what that shows
 */
export function answerView(answer, { number, expected, means }) {
  const time = answer.ms < 1 ? "under 1 ms" : `${Math.round(answer.ms)} ms`;
  return [
    h(
      "div",
      { class: "answer-head" },
      badge(`${answer.status} ${answer.words}`.trim(), expected ? "good" : "bad"),
      h("span", { class: "hint" }, time),
    ),
    h("p", { class: "answer-means" }, expected ? means : wordsOfRefusal(answer) || "This is not what the flow expects here."),
    answer.text === "" ? h("p", { class: "hint" }, "No body.") : codeView(answer.text, answer.language, `Body of answer ${number}`),
    headers(answer.headers),
  ];
}

/** The tokens of an answer, taken apart. */
export function tokensOf(answer) {
  const body = jsonOf(answer);
  return TOKENS.filter(([name]) => typeof body?.[name] === "string").map(([name, label]) =>
    jwtView({
      label,
      expires: name === "access_token" && Number.isFinite(body.expires_in) ? answer.at + body.expires_in * 1000 : null,
      token: body[name],
    }),
  );
}

function headers(list) {
  return h(
    "details",
    { class: "answer-headers" },
    h("summary", {}, `${list.length} headers`),
    h("dl", {}, list.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
  );
}

/**
 * Which words may stand at a place of a policy that is being written.
 */
import { elementsOf } from "./elements.js";
import { criteria } from "./metadata.js";
import { pathAt } from "./text-place.js";
import * as words from "./policy-words.js";

const COMPARTMENT = { name: "compartment", type: "Patient/…, by every parameter of that compartment" };

/**
 * @param {{text: string, at: number, word: string}} place
 * @param {"yaml"|"json"} language
 * @param {{types: string[], operations: {word: string, says: string}[], parameters: Map<string, {name: string, type: string}[]>}} known what the server has
 */
export async function policyWords({ text, at, word }, language, known) {
  const { path, value } = pathAt(text, at, language);
  return (await offered()).map((each) => (typeof each === "string" ? { word: each } : { word: each.word, detail: each.says }));

  function offered() {
    switch (path[0]) {
      case "restrict":
        return restricted(path, text, at, language, known);
      case "hide":
        return hidden(path, word, known);
      default:
        return value ? valuesAt(path, known) : namesAt(path, known);
    }
  }
}

/** Types, and below each its elements, as deep as the word goes. */
async function hidden([, type], word, { types }) {
  if (type === undefined) {
    return types;
  }
  const depth = (path) => path.split(".").length;
  const elements = types.includes(type) ? await elementsOf(type) : [];
  return elements.filter(({ path }) => depth(path) === depth(word)).map(({ path, type: kind }) => ({ word: path, says: kind }));
}

/** Types, and below each a search with places for values of the request. */
function restricted(path, text, at, language, { types, parameters }) {
  const [, type] = path;
  if (type === undefined) {
    return [{ word: language === "json" ? "*" : '"*"', says: "the types that are not named" }, ...types];
  }
  const before = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  if (/\{\{[^{}]*$/.test(before)) {
    return places("", text.startsWith("}}", at) ? "" : "}}");
  }
  const isName = /[\s"'&][^\s"'&=]*$/.test(before);
  return isName ? [...criteria(parameters.get(type)), COMPARTMENT].map(({ name, type: kind }) => ({ word: `${name}=`, says: kind })) : places("{{", "}}");
}

function places(open, close) {
  return words.PATHS.map((path) => open + path.slice(1) + (path.endsWith(".") ? "" : close));
}

function namesAt(path, known) {
  const matcho = path.lastIndexOf("matcho");
  if (matcho >= 0) {
    return inPattern(path.slice(matcho + 1), known);
  }
  if (path[0] === "link") {
    return ["reference", "resourceType", "id"];
  }
  if (path.includes("schema")) {
    return [];
  }
  if (path.at(-1) === "sql") {
    return ["query"];
  }
  const nested = path.includes("and") || path.includes("or");
  return nested ? words.ELEMENTS.filter((each) => words.RULE_ELEMENTS.includes(each.word)) : words.ELEMENTS;
}

/** @param {string[]} path below `matcho` */
function inPattern(path, known) {
  const asked = path.filter((name) => !words.WHOLE_OPERATORS.includes(name));
  if (asked.length === 0) {
    return [...words.MEMBERS, ...words.OPERATORS.filter((each) => words.WHOLE_OPERATORS.includes(each.word))];
  }
  const inner = asked.at(-1) === "$reference" ? ["resourceType", "id"] : (words.INNER[asked.at(-1)] ?? []);
  return [...inner, ...words.OPERATORS, ...valuesOfPattern(path, known)];
}

/** @param {string[]} path with the name whose value is written at its end */
function valuesAt(path, known) {
  const name = path.at(-1);
  const matcho = path.lastIndexOf("matcho");
  if (matcho >= 0) {
    return valuesOfPattern(path.slice(matcho + 1), known);
  }
  if (name === "engine") {
    return words.ENGINES;
  }
  if (path[0] === "link") {
    const operations = known.operations.map(({ word, says }) => ({ word: `Operation/${word}`, says }));
    return name === "resourceType" ? words.LINKED : [...words.LINKED.map((type) => `${type}/`), ...operations];
  }
  return [];
}

function valuesOfPattern(path, { types, operations }) {
  const asked = path.filter((name) => !name.startsWith("$"));
  const known =
    {
      "request-method": words.METHODS,
      "resource/type": types,
      resourceType: types,
      scheme: ["http", "https"],
      id: asked[0] === "operation" ? operations : [],
    }[asked.at(-1)] ?? [];
  return [...known, ...words.LITERALS, ...words.PATHS];
}

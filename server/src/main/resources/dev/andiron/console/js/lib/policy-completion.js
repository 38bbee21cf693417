/**
 * Which words may stand at a place of a policy that is being written.
 */
import { pathAt } from "./text-place.js";
import * as words from "./policy-words.js";

/** @param {{text: string, at: number}} place @param {"yaml"|"json"} language @param {string[]} types the resource types that are known */
export function policyWords({ text, at }, language, types) {
  const { path, value } = pathAt(text, at, language);
  return (value ? valuesAt(path, types) : namesAt(path)).map((each) =>
    typeof each === "string" ? { word: each } : { word: each.word, detail: each.says },
  );
}

function namesAt(path) {
  const matcho = path.lastIndexOf("matcho");
  if (matcho >= 0) {
    return inPattern(path.slice(matcho + 1));
  }
  if (path[0] === "link") {
    return ["reference", "resourceType", "id"];
  }
  const nested = path.includes("and") || path.includes("or");
  return nested ? words.ELEMENTS.filter((each) => words.RULE_ELEMENTS.includes(each.word)) : words.ELEMENTS;
}

/** @param {string[]} path below `matcho` */
function inPattern(path) {
  const asked = path.filter((name) => !words.WHOLE_OPERATORS.includes(name));
  if (asked.length === 0) {
    return [...words.MEMBERS, ...words.OPERATORS.filter((each) => words.WHOLE_OPERATORS.includes(each.word))];
  }
  const inner = asked.at(-1) === "$reference" ? ["resourceType", "id"] : (words.INNER[asked.at(-1)] ?? []);
  return [...inner, ...words.OPERATORS, ...valuesOfPattern(path, [])];
}

/** @param {string[]} path with the name whose value is written at its end */
function valuesAt(path, types) {
  const name = path.at(-1);
  const matcho = path.lastIndexOf("matcho");
  if (matcho >= 0) {
    return valuesOfPattern(path.slice(matcho + 1), types);
  }
  if (name === "engine") {
    return words.ENGINES;
  }
  if (path[0] === "link") {
    return name === "resourceType" ? words.LINKED : words.LINKED.map((type) => `${type}/`);
  }
  return [];
}

function valuesOfPattern(path, types) {
  const asked = path.filter((name) => !name.startsWith("$"));
  const known =
    {
      "request-method": words.METHODS,
      "resource/type": types,
      resourceType: types,
      scheme: ["http", "https"],
      id: asked[0] === "operation" ? words.OPERATIONS : [],
    }[asked.at(-1)] ?? [];
  return [...known, ...words.LITERALS, ...words.PATHS];
}

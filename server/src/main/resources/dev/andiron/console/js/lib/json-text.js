/**
 * Reads and writes JSON without losing how it was written: where each element stands, and every number as its own text (1.10 stays 1.10).
 */

/** A number as it was written. */
export class NumberText {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]|[^\s]/gy;

/** The tokens of a text, well-formed or not: `{kind, start, end}`, in order, without gaps. */
export function tokensOf(text) {
  const tokens = [];
  for (const match of text.matchAll(TOKEN)) {
    tokens.push({ kind: kindOf(match[0]), start: match.index, end: match.index + match[0].length });
  }
  for (let i = 0; i < tokens.length; i++) {
    if (tokens[i].kind === "string" && next(tokens, i)?.kind === "colon") {
      tokens[i].kind = "name";
    }
  }
  for (const token of tokens) {
    token.kind = token.kind === "colon" ? "mark" : token.kind;
  }
  return tokens;
}

function kindOf(text) {
  const first = text[0];
  if (first === '"') {
    return "string";
  }
  if (first === ":") {
    return "colon";
  }
  if (/\s/.test(first)) {
    return "space";
  }
  if (/[-\d]/.test(first)) {
    return "number";
  }
  return /^(true|false|null)$/.test(text) ? "word" : "mark";
}

function next(tokens, i) {
  return tokens[i + 1]?.kind === "space" ? tokens[i + 2] : tokens[i + 1];
}

/**
 * Reads a text.
 *
 * @returns {{value: any, places: Map<string, [number, number]>}} the value, numbers as NumberText; and where the element
 *   of each path (`name[0].family`) stands, from the start of its name to its end
 * @throws {SyntaxError} with `at`, the place
 */
export function readJson(text) {
  const tokens = tokensOf(text).filter((token) => token.kind !== "space");
  const places = new Map();
  let i = 0;

  const word = (token) => text.slice(token.start, token.end);
  const fail = (what) => {
    const at = tokens[i]?.start ?? text.length;
    throw Object.assign(new SyntaxError(what), { at });
  };
  const is = (mark) => tokens[i] && word(tokens[i]) === mark && tokens[i].kind === "mark";
  const expect = (mark) => (is(mark) ? i++ : fail(`There must be a ${mark} here.`));
  /** After a member comes another, or the end; not a comma and the end. */
  const another = (end) => {
    if (!is(end)) {
      expect(",");
      if (is(end)) {
        fail("After a comma there must be something more.");
      }
    }
  };
  const unquoted = (token) => {
    try {
      return JSON.parse(word(token));
    } catch {
      return fail("This string is not closed, or has an escape that JSON does not know.");
    }
  };

  function value(path) {
    const token = tokens[i];
    switch (token?.kind) {
      case "string":
        i++;
        return unquoted(token);
      case "number":
        i++;
        return new NumberText(word(token));
      case "word":
        i++;
        return JSON.parse(word(token));
      default:
        return is("{") ? object(path) : is("[") ? array(path) : fail("There must be a value here.");
    }
  }

  function object(path) {
    const members = {};
    i++;
    while (!is("}")) {
      const token = tokens[i];
      if (token?.kind !== "name") {
        fail("There must be a name in quotation marks here, or the end of the object.");
      }
      const name = unquoted(token);
      i++;
      expect(":");
      const inner = path ? `${path}.${name}` : name;
      // not by assignment, which `__proto__` would take for something else
      Object.defineProperty(members, name, { value: value(inner), enumerable: true, configurable: true });
      places.set(inner, [token.start, tokens[i - 1].end]);
      another("}");
    }
    i++;
    return members;
  }

  function array(path) {
    const list = [];
    i++;
    while (!is("]")) {
      const start = tokens[i]?.start;
      const inner = `${path}[${list.length}]`;
      list.push(value(inner));
      places.set(inner, [start, tokens[i - 1].end]);
      another("]");
    }
    i++;
    return list;
  }

  const result = value("");
  if (i < tokens.length) {
    fail("The text should end here.");
  }
  return { value: result, places };
}

/** What readJson gave, as a text again: indented, numbers and the order of members as they were. */
export function writeJson(value, indent = "") {
  if (value instanceof NumberText) {
    return value.text;
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : `[\n${value.map((each) => inner + writeJson(each, inner)).join(",\n")}\n${indent}]`;
  }
  if (value !== null && typeof value === "object") {
    const members = Object.entries(value);
    return members.length === 0
      ? "{}"
      : `{\n${members.map(([name, each]) => `${inner}${JSON.stringify(name)}: ${writeJson(each, inner)}`).join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}

/**
 * In which element of a text, JSON or YAML and perhaps not finished, a place is.
 */
import { tokensOf } from "./json-text.js";

/**
 * @returns {{path: string[], value: boolean}} the names around the place, outermost first; with `value` the last one is that whose value
 *   is being written there, otherwise a name may be written
 */
export function pathAt(text, at, language) {
  return language === "json" ? inJson(text, at) : inYaml(text, at);
}

const LINE = /^(\s*)((?:- +)*)(?:("[^"]*"|'[^']*'|[^\s:#{[]+):(?=\s|$))?(.*)$/;

function inYaml(text, at) {
  const lines = text.slice(0, at).split("\n");
  const open = []; // {column, name}: what the line may stand in, outermost first; an item of a list has no name
  const last = lines.pop();
  for (const line of lines) {
    if (line.trim() && !line.trim().startsWith("#")) {
      enter(open, LINE.exec(line));
    }
  }
  const [, indent, dashes, name, rest] = LINE.exec(last);
  if (name === undefined && !rest.startsWith("{")) {
    enterItems(open, indent, dashes);
    leave(open, indent.length + dashes.length);
    return { path: namesOf(open), value: false };
  }
  enter(open, [last, indent, dashes, name, rest]);
  return inFlow(namesOf(open), rest, name !== undefined);
}

function enter(open, [, indent, dashes, name]) {
  enterItems(open, indent, dashes);
  if (name !== undefined) {
    const column = indent.length + dashes.length;
    leave(open, column);
    open.push({ column, name: unquoted(name) });
  }
}

function enterItems(open, indent, dashes) {
  let column = indent.length;
  for (const dash of dashes.match(/- +/g) ?? []) {
    // a list may stand at the column of its own name
    while (open.length && (open.at(-1).column > column || (open.at(-1).column === column && open.at(-1).name === null))) {
      open.pop();
    }
    open.push({ column, name: null });
    column += dash.length;
  }
}

function leave(open, column) {
  while (open.length && open.at(-1).column >= column) {
    open.pop();
  }
}

function namesOf(open) {
  return open.map((each) => each.name).filter((name) => name !== null);
}

/** `{$enum: [get, po`: the names that are open at its end. */
function inFlow(path, rest, named) {
  if (named && !/^\s*[{[]/.test(rest)) {
    return { path, value: true }; // a text, in which brackets are letters
  }
  const open = [...path];
  const ends = []; // what a bracket that closes takes off
  let candidate = null;
  let name = null; // that stands inside braces, its value not ended
  for (const [piece] of rest.matchAll(/[{}[\],]|"[^"]*(?:"|$)|'[^']*(?:'|$)|:(?=\s|$)|(?:[^\s{}[\],:]|:(?!\s|$))+/g)) {
    if (piece === "{" || piece === "[") {
      ends.push({ name, braces: piece === "{" });
      if (name !== null) {
        open.push(name);
      }
      name = null;
    } else if (piece === "}" || piece === "]") {
      if (ends.pop()?.name) {
        open.pop();
      }
      name = null;
    } else if (piece === ",") {
      name = null;
    } else if (piece === ":") {
      name = candidate;
    } else {
      candidate = unquoted(piece);
    }
  }
  const inBraces = ends.at(-1)?.braces ?? !named;
  return { path: name === null ? open : [...open, name], value: name !== null || !inBraces };
}

function unquoted(name) {
  return name.replace(/^(["'])(.*)\1$/, "$2");
}

function inJson(text, at) {
  const open = [];
  let name = null;
  let named = false;
  for (const token of tokensOf(text.slice(0, at))) {
    const piece = text.slice(token.start, token.end);
    if (piece === "{" || piece === "[") {
      open.push({ name: named ? name : null, object: piece === "{" });
      named = false;
    } else if (piece === "}" || piece === "]") {
      open.pop();
      named = false;
    } else if (piece === ",") {
      named = false;
    } else if (token.kind === "name") {
      name = JSON.parse(piece);
    } else if (piece === ":") {
      named = true;
    }
  }
  const path = open.map((each) => each.name).filter((each) => each !== null);
  const value = named || open.at(-1)?.object === false;
  return { path: named ? [...path, name] : path, value };
}

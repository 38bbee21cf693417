/**
 * Writes plain values as YAML 1.2 in block style, as the server reads it. (What is to be read, the server reads: see `convert` in api.js.)
 * A number of json-text.js keeps its text.
 */
import { NumberText } from "./json-text.js";

// A plain scalar that means itself to every reader: no indicator at its front, nothing that could be a number, a date, a
// boolean or null, no `: ` and no ` #` inside.
const PLAIN = /^(?![-?:,[\]{}#&*!|>'"%@`~\s])(?![\d.+-])[^\n\r\t\0-\x1f\x7f]*$/;
// What YAML does not count among the characters that can be printed, and what other readers take for the end of a line.
const UNPRINTED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
const MEANS_SOMETHING = /^(true|false|null|yes|no|on|off|y|n|nan|inf|<<)$/i;

export function toYaml(value) {
  return `${block(value, 0)}\n`;
}

function block(value, depth) {
  const indent = "  ".repeat(depth);
  if (Array.isArray(value)) {
    return value.length === 0 ? "[]" : value.map((each) => `${indent}- ${item(each, depth)}`).join("\n");
  }
  if (isMapping(value)) {
    const members = Object.entries(value);
    return members.length === 0
      ? "{}"
      : members.map(([name, each]) => `${indent}${string(name)}:${member(each, depth)}`).join("\n");
  }
  return scalar(value);
}

/** What stands after `- `: a mapping's first member stands on the same line. */
function item(value, depth) {
  return isFilled(value) ? block(value, depth + 1).trimStart() : block(value, depth);
}

function member(value, depth) {
  return isFilled(value) ? `\n${block(value, depth + 1)}` : ` ${block(value, depth)}`;
}

function isFilled(value) {
  return (Array.isArray(value) || isMapping(value)) && Object.keys(value).length > 0;
}

function isMapping(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof NumberText);
}

function scalar(value) {
  return typeof value === "string" ? string(value) : String(value);
}

function string(text) {
  const plain =
    text !== "" && PLAIN.test(text) && text.search(UNPRINTED) < 0 && !MEANS_SOMETHING.test(text) && !/: |:$| #|\s$/.test(text);
  return plain ? text : JSON.stringify(text).replaceAll(UNPRINTED, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/**
 * A reference that leads to the page of what it names, where that is here; otherwise its text.
 */
import { h } from "../lib/dom.js";
import { resourcePath } from "../lib/resource.js";

const RELATIVE = /^([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/\d+)?$/;

/** @param {string|null} reference `Patient/1` */
export function referenceLink(reference, text = reference) {
  const [, type, id] = RELATIVE.exec(reference ?? "") ?? [];
  return type ? h("a", { href: resourcePath(type, id) }, text) : (text ?? "–");
}

/**
 * The elements of the resource types, by their paths: `[{path, type}]`. Each type is asked for once; a failure is not kept.
 */
import { api } from "./api.js";

const asked = new Map();

/** None where they cannot be had: to complete words is a courtesy. */
export function elementsOf(type) {
  if (!asked.has(type)) {
    asked.set(type, load(type));
  }
  return asked.get(type);
}

async function load(type) {
  try {
    return (await api("GET", `/ui/api/elements/${encodeURIComponent(type)}`)).json().elements;
  } catch {
    asked.delete(type);
    return [];
  }
}

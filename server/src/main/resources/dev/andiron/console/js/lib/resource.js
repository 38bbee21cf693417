/**
 * Reading and writing whole resources: with the version that was read, and without losing how they were written.
 */
import { api, pathOf } from "./api.js";
import { readJson } from "./json-text.js";

/** A resource as plain values, numbers as their text, and the ETag to write it back under. */
export async function readResource(type, id) {
  const answer = await api("GET", pathOf(type, id));
  return { resource: readJson(answer.text).value, etag: answer.headers.get("ETag") };
}

/** The resource without what the server puts into it at every write. */
export function withoutVersion(resource) {
  const { meta, ...rest } = resource;
  if (!meta) {
    return resource;
  }
  const { versionId, lastUpdated, ...kept } = meta;
  const { resourceType, id, ...elements } = rest;
  return { resourceType, id, ...(Object.keys(kept).length > 0 ? { meta: kept } : {}), ...elements };
}

/**
 * Changes some elements of a resource; null takes one away.
 *
 * @param {string} [etag] the version that the change was made for; a newer one is refused with 412
 */
export async function patchResource(type, id, changes, etag) {
  const answer = await api("PATCH", pathOf(type, id), { body: changes, headers: etag ? { "If-Match": etag } : {} });
  return { resource: readJson(answer.text).value, etag: answer.headers.get("ETag") };
}

/** `User/pat`, from either spelling of a reference; null where it is none of ours. */
export function referenceOf(reference) {
  if (reference?.resourceType && reference.id) {
    return `${reference.resourceType}/${reference.id}`;
  }
  return reference?.reference ?? null;
}

/** `User/pat` as `{type, id}`. */
export function partsOf(reference) {
  const [type, id] = (reference ?? "").split("/");
  return { type, id: id ?? "" };
}

/** The console's page of any resource. */
export function resourcePath(type, id) {
  return `/ui/resources/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
}

/** The page of one of a list; `new` is the page of the next one, so what is called so has an address of its own. */
export function pagePath(list, id) {
  return id === "new" ? `/ui/${list}/new?id=new` : `/ui/${list}/${encodeURIComponent(id)}`;
}

/** The id that a page of `pagePath` is about; null on the page of a new one. */
export function idOf({ id, query }) {
  return id === "new" ? query.get("id") : id;
}

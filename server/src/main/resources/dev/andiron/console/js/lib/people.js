/**
 * Finding resources by what people call them.
 */
import { search } from "./api.js";
import { partsOf, referenceOf } from "./resource.js";
import { nameOf } from "./session.js";

const SHOWN = 10;

/**
 * The first few of a type whose name begins with a text, or whose id it is.
 *
 * @returns {Promise<Array<{type: string, id: string, name: string, detail: string}>>}
 */
export async function findByName(type, text, more = {}) {
  const limit = { _count: SHOWN, _sort: "-_lastUpdated" };
  const searches = text
    ? [/^[A-Za-z0-9\-.]{1,64}$/.test(text) ? { _id: text } : null, ...named(type, text)]
    : [{}];
  const found = await Promise.all(searches.filter(Boolean).map((each) => search(type, { ...each, ...limit }, more)));
  const resources = new Map(found.flatMap((each) => each.resources).map((each) => [each.id, each]));
  if (type === "PractitionerRole") {
    return rolesOfPractitioners([...resources.values()], text, limit, more);
  }
  return [...resources.values()].slice(0, SHOWN).map((each) => described(type, each));
}

function named(type, text) {
  if (type === "PractitionerRole") {
    return []; // it has no name of its own
  }
  return type === "User" ? [{ name: text }, { userName: text }, { email: text }] : [{ name: text }];
}

/** What a person does somewhere is found by the person. */
async function rolesOfPractitioners(byId, text, limit, more) {
  const people = text ? (await search("Practitioner", { name: text, ...limit }, more)).resources : [];
  const theirs = people.length
    ? (await search("PractitionerRole", { practitioner: people.map((each) => `Practitioner/${each.id}`).join(","), ...limit }, more)).resources
    : [];
  const names = new Map(people.map((each) => [`Practitioner/${each.id}`, humanName(each.name)]));
  const roles = new Map([...byId, ...theirs].map((each) => [each.id, each]));
  return [...roles.values()].slice(0, SHOWN).map((each) => ({
    type: "PractitionerRole",
    id: each.id,
    name: names.get(referenceOf(each.practitioner)) ?? each.practitioner?.display ?? referenceOf(each.practitioner) ?? each.id,
    detail: [each.code?.[0]?.text ?? each.code?.[0]?.coding?.[0]?.display, each.organization?.display].filter(Boolean).join(", "),
  }));
}

function described(type, resource) {
  if (type === "User") {
    return { type, id: resource.id, name: nameOf(resource), detail: resource.email ?? resource.userName ?? "" };
  }
  return {
    type,
    id: resource.id,
    name: humanName(resource.name) || resource.id,
    detail: resource.birthDate ? `born ${resource.birthDate}` : "",
  };
}

/** A HumanName, or the first of several, as one reads it. */
export function humanName(names) {
  const name = [names ?? []].flat()[0];
  return name?.text ?? [...(name?.given ?? []), name?.family].filter(Boolean).join(" ");
}

/** What the users of these ids are called. */
export async function namesOfUsers(ids) {
  const names = new Map();
  const all = [...new Set(ids)];
  for (let i = 0; i < all.length; i += 100) {
    const part = all.slice(i, i + 100);
    for (const user of (await search("User", { _id: part.join(","), _count: part.length })).resources) {
      names.set(user.id, nameOf(user));
    }
  }
  return names;
}

/** The Role resources of some users, by the id of the user. */
export async function rolesOfUsers(ids) {
  const roles = new Map(ids.map((id) => [id, []]));
  if (ids.length > 0) {
    const found = await search("Role", { user: ids.map((id) => `User/${id}`).join(","), _count: 1000 });
    for (const role of found.resources) {
      roles.get(partsOf(referenceOf(role.user)).id)?.push(role);
    }
  }
  return roles;
}

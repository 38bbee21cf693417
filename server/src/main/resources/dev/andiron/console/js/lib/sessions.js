/**
 * Sessions as people speak of them, and how they are ended.
 */
import { api, pathOf, search } from "./api.js";
import { inParallel } from "./parallel.js";
import { partsOf, referenceOf } from "./resource.js";
import { may, nameOf, sayEnded, session } from "./session.js";

const AT_ONCE = 4;
const ROUND = 100;

export function userOf(each) {
  return partsOf(referenceOf(each.user)).id || null;
}

export function isOver(each) {
  return each.active !== true;
}

/** The app, by its name if it has one. @param {Map<string, string>} names of `namesFor` */
export function appOf(each, names) {
  const client = referenceOf(each.client);
  return client ? (names.get(client) ?? partsOf(client).id) : "Console";
}

/** What of a session can change while it is shown. */
export function signatureOf(each, names) {
  return JSON.stringify([each.active, each.end, each.lastUsed, each.exp, each.refresh_token_exp, names.get(referenceOf(each.user) ?? ""), appOf(each, names)]);
}

const HOUR = 3_600_000;
const LONG = 30 * 24 * HOUR;

/**
 * What somebody should look at who looks for a session that should not be. Only what the server knows: an address is no country.
 *
 * @returns {string[]} in words; empty where nothing is strange
 */
export function hintsOf(each, now = Date.now()) {
  const age = now - Date.parse(each.start);
  const failures = each.failuresBefore ?? 0;
  return [
    each.newSource && "first time from here",
    failures > 0 && `${failures} failed ${failures === 1 ? "try" : "tries"} before`,
    !each.lastUsed && age > HOUR && "never used since",
    age > LONG && "older than 30 days",
  ].filter(Boolean);
}

/** What users and clients are called, by `User/id` and `Client/id`. Asked for once; who may not know is content with ids. */
const known = new Map();

export async function namesFor(sessions) {
  const asked = (type, of) => [
    ...new Set(sessions.map((each) => referenceOf(of(each))).filter((each) => each?.startsWith(`${type}/`) && !known.has(each))),
  ];
  await Promise.all([
    learn("User", asked("User", (each) => each.user), nameOf),
    learn("Client", asked("Client", (each) => each.client), (client) => client.name || client.id),
  ]);
  return known;
}

async function learn(type, references, nameFor) {
  if (references.length === 0 || !may("search", type)) {
    return;
  }
  try {
    const ids = references.map((each) => partsOf(each).id);
    const found = await search(type, { _id: ids.join(","), _count: ids.length });
    for (const each of references) {
      known.set(each, partsOf(each).id); // who is gone keeps the id
    }
    for (const each of found.resources) {
      known.set(`${type}/${each.id}`, nameFor(each));
    }
  } catch {
    // a name is a courtesy: without it there is the id
  }
}

/** Ends a session. After one's own nothing more happens here: the sign-in comes in the place of the page. */
export async function endSession(id) {
  await api("DELETE", pathOf("Session", id));
  if (id === session().session.id) {
    await leave();
  }
}

/** Goes to the sign-in; for ever, so that nothing asks with a session that is over. */
export function leave() {
  sayEnded();
  location.assign("/auth/login");
  return new Promise(() => {});
}

/** Ends several; one's own last, because nothing can be ended after it. */
export async function endSessions(ids) {
  const own = session().session.id;
  await inParallel(ids.filter((id) => id !== own), AT_ONCE, endSession);
  if (ids.includes(own)) {
    await endSession(own);
  }
}

/**
 * Ends every session of a user, until a search finds no more.
 *
 * @param {string} user `User/id`
 * @returns {Promise<number>} how many
 */
export async function endAllOf(user) {
  const ended = new Set();
  const own = session().session.id;
  let isOwn = false;
  for (;;) {
    const found = (await search("Session", { user, active: "true", _count: ROUND })).resources.map((each) => each.id);
    isOwn ||= found.includes(own);
    const left = found.filter((id) => id !== own);
    if (left.length > 0 && left.every((id) => ended.has(id))) {
      throw new Error(`${left.length} of the sessions are still active although they were ended; look at the list again.`);
    }
    if (left.length === 0) {
      break;
    }
    await endSessions(left);
    left.forEach((id) => ended.add(id));
  }
  if (isOwn) {
    await endSession(own);
  }
  return ended.size + (isOwn ? 1 : 0);
}

/**
 * AuditEvents as people speak of them.
 */
import { search } from "./api.js";
import { may, nameOf } from "./session.js";

const WORDS = {
  read: "read",
  vread: "read a version of",
  "history-instance": "read the history of",
  "history-type": "read a history",
  "history-system": "read the history of all",
  search: "searched",
  "search-type": "searched",
  "search-system": "searched several types",
  create: "created",
  update: "updated",
  patch: "changed",
  delete: "deleted",
  transaction: "sent a transaction",
  operation: "used an operation",
  110101: "looked at the records",
  110106: "exported",
  110122: "signed in",
  110123: "signed out",
  110137: "changed a password",
};

/** What tells the most, where an event has several. */
const TELLING = ["110101", "110106"];

/** What of the event's kinds can be filtered by: the codes of `subtype`. */
export const KINDS = [
  ["", "Anything"],
  ["read,vread,history-instance,history-type,history-system,search,search-type,search-system,operation", "Reading"],
  ["create,update,patch,delete,transaction", "Writing"],
  ["110122,110123", "Signing in and out"],
  ["110136,110137", "Passwords and policies"],
  ["110106", "Exports"],
  ["110101", "Looking at the records"],
];

/** What was done, in a few words. */
export function deedOf(event) {
  const codes = (event.subtype ?? []).map((each) => each.code);
  const code = TELLING.find((each) => codes.includes(each)) ?? codes[0];
  const deed = WORDS[code] ?? event.subtype?.[0]?.display ?? event.type?.display ?? code ?? "did something";
  return isAlert(event) ? `tried too often: ${deed}` : deed;
}

/** A sign-in that was refused for too many failures. */
function isAlert(event) {
  return event.type?.code === "110113" && event.outcome !== "0";
}

/** Who did it: `User/u` where a person, and the app, `Client/c`; null for each that is not known. */
export function partiesOf(event) {
  const of = (type) => {
    const found = (event.agent ?? []).map((each) => each.who?.identifier).find((each) => each?.system?.endsWith(`/${type}`));
    return found ? `${type}/${found.value}` : null;
  };
  return { user: of("User"), client: of("Client") };
}

/** Where it came from. */
export function addressOf(event) {
  return event.agent?.find((each) => each.network?.type === "2")?.network.address ?? null;
}

/** What it was about, and whom it concerned: references, each once, without versions. */
export function subjectsOf(event) {
  const references = (event.entity ?? []).map((each) => each.what?.reference?.split("/_history/")[0]).filter(Boolean);
  return [...new Set(references)];
}

/** What was asked for, as it was sent; null where the subjects say it. */
export function askedOf(event) {
  const query = event.entity?.find((each) => each.query)?.query;
  if (!query) {
    return null;
  }
  const bytes = Uint8Array.from(atob(query), (each) => each.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** The request that it was, by which the logs and `/ui/why` know it. */
export function requestOf(event) {
  return event.entity?.find((each) => each.type?.code === "XrequestId")?.what?.identifier?.value ?? null;
}

/** Whether this server observed it itself; apps may add events of theirs. */
export function isOurs(event) {
  return event.source?.observer?.identifier?.system === "urn:andiron:audit";
}

const known = new Map();

/** What users are called, by `User/id`. Asked for once; who may not know is content with ids. */
export async function namesFor(events) {
  const asked = [...new Set(events.map((each) => partiesOf(each).user))].filter((each) => each && !known.has(each));
  if (asked.length > 0 && may("search", "User")) {
    try {
      const ids = asked.map((each) => each.slice("User/".length));
      const found = await search("User", { _id: ids.join(","), _count: ids.length });
      asked.forEach((each, index) => known.set(each, ids[index])); // who is gone keeps the id
      found.resources.forEach((each) => known.set(`User/${each.id}`, nameOf(each)));
    } catch {
      // a name is a courtesy: without it there is the id
    }
  }
  return known;
}

/**
 * What the server can do, by its own CapabilityStatement (`GET /metadata`, public): the types, and the search parameters of each.
 */

/** The types that are this server's, not FHIR's; they stand before the others. */
export const OWN_TYPES = ["User", "Client", "Session", "AccessPolicy", "Role", "Operation"];

const OF_EVERY_TYPE = [
  { name: "_id", type: "token" },
  { name: "_lastUpdated", type: "date" },
];

/** What chooses nothing. */
const OF_THE_ANSWER = [
  { name: "_count", type: "how many on a page" },
  { name: "_sort", type: "a parameter, - before it for down" },
  { name: "_elements", type: "only these elements" },
  { name: "_summary", type: "true, text, data, count" },
  { name: "_total", type: "none, estimate, accurate" },
];

let asked = null;

/** The parameters of each type: `Map` of `[{name, type}]`. Asked for once; a failure is not kept. */
export function parametersByType() {
  asked ??= load().catch((error) => {
    asked = null;
    throw error;
  });
  return asked;
}

/** The parameters of one type; none where they cannot be had: to complete words is a courtesy. */
export async function parametersOf(type) {
  try {
    return (await parametersByType()).get(type) ?? [];
  } catch {
    return [];
  }
}

/** Of the parameters of a type those that choose; without them, those of every type. */
export function criteria(parameters = OF_EVERY_TYPE) {
  return parameters.filter(({ name }) => !OF_THE_ANSWER.some((each) => each.name === name));
}

async function load() {
  const response = await fetch("/metadata", { headers: { Accept: "application/json" }, credentials: "omit" });
  if (!response.ok) {
    throw new Error(`The server answered ${response.status} when asked what it can do.`);
  }
  const [rest] = (await response.json()).rest;
  return new Map(
    [...ownTypes(rest), ...rest.resource].map(({ type, searchParam = [] }) => {
      const names = new Set(searchParam.map((each) => each.name));
      return [type, [...searchParam, ...[...OF_EVERY_TYPE, ...OF_THE_ANSWER].filter((each) => !names.has(each.name))]];
    }),
  );
}

/** They are told of in extensions: FHIR has no place for types that it does not know. */
function ownTypes({ extension = [] }) {
  const part = ({ extension: parts }, url) => parts.find((each) => each.url === url);
  return extension
    .filter(({ url }) => url === "urn:andiron:own-type")
    .map((own) => ({
      type: part(own, "type").valueString,
      searchParam: own.extension
        .filter(({ url }) => url === "searchParam")
        .map((each) => ({ name: part(each, "name").valueString, type: part(each, "type").valueCode })),
    }));
}

/** Own types first, then the others by name. */
export function byOwnFirst(types) {
  const rank = (type) => (OWN_TYPES.includes(type) ? OWN_TYPES.indexOf(type) : OWN_TYPES.length);
  return [...types].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, "en"));
}

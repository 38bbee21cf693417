/**
 * What can be set of a Client, and reading and writing it in the resource without touching the rest.
 */

/** The grants that this server offers; `settings` is where their settings stand below `auth`. */
export const GRANTS = [
  {
    type: "password",
    settings: "password",
    title: "Resource owner",
    says: "Your own app sends a person's user name and password, and acts for that person. Never for an app of somebody else.",
  },
  {
    type: "client_credentials",
    settings: "client_credentials",
    title: "Client credentials",
    says: "A service gets a token for itself with its id and secret; policies are linked to the client.",
  },
  {
    type: "basic",
    settings: null,
    title: "Basic",
    says: "A script sends id and secret with every request, without any token.",
  },
];

/** What stands at a path of names; undefined where there is nothing. */
export function at(resource, path) {
  return path.reduce((value, name) => value?.[name], resource);
}

/** The resource with something else at a path; undefined takes it away, and what is empty then. Nothing is changed in place. */
export function put(resource, path, value) {
  const [name, ...rest] = path;
  const inner = rest.length === 0 ? value : put(isObject(resource[name]) ? resource[name] : {}, rest, value);
  if (inner === undefined || (rest.length > 0 && Object.keys(inner).length === 0)) {
    const { [name]: gone, ...kept } = resource;
    return kept;
  }
  return { ...resource, [name]: inner };
}

function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The grant types with one more or one fewer; what this page does not know stays where it is. */
export function withGrant(client, type, on) {
  const others = [client.grant_types ?? []].flat().filter((each) => each !== type);
  const types = on ? [...others, type] : others;
  return put(client, ["grant_types"], types.length > 0 ? types : undefined);
}

/** Grant types that are in the resource, and of which this page knows nothing. */
export function otherGrants(client) {
  return [client.grant_types ?? []].flat().filter((each) => !GRANTS.some((grant) => grant.type === each));
}

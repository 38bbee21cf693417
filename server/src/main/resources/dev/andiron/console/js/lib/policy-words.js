/**
 * The words of access policies: what may stand where, and one example of each. PolicyWordsTest holds the lists against the compiler.
 */

export const ENGINES = [
  { word: "matcho", says: "allows what looks like its pattern" },
  { word: "json-schema", says: "allows what is as its schema says" },
  { word: "sql", says: "allows what its query finds true" },
  { word: "complex", says: "joins rules with and, or" },
  { word: "allow", says: "allows everything" },
];

export const ELEMENTS = [
  { word: "engine", says: "how it decides" },
  { word: "matcho", says: "what the request must look like" },
  { word: "schema", says: "a JSON Schema of the request" },
  { word: "sql", says: "{query: select …}" },
  { word: "restrict", says: "shows but a part of what it allows, by type" },
  { word: "hide", says: "leaves out elements of what it shows, by type" },
  { word: "link", says: "whom or what it is for" },
  { word: "roleName", says: "only for users with this role" },
  { word: "description", says: "what it is there for" },
  { word: "and", says: "every one of these rules" },
  { word: "or", says: "any one of these rules" },
  { word: "id", says: "its name" },
];

export const RULE_ELEMENTS = ["engine", "matcho", "schema", "sql", "and", "or", "description"];

export const MEMBERS = [
  { word: "request-method", says: "get, post, put, patch, delete" },
  { word: "uri", says: "the path" },
  { word: "params", says: "of query, form and path" },
  { word: "query-string", says: "as it was sent" },
  { word: "headers", says: "names in lower case" },
  { word: "scheme", says: "http or https" },
  { word: "operation", says: "{id: FhirRead}" },
  { word: "resource", says: "the body, where it is one object" },
  { word: "body", says: "the body" },
  { word: "user", says: "whom the request acts for" },
  { word: "client", says: "the app it came through" },
  { word: "role", says: "the role, with roleName" },
  { word: "session", says: "the session" },
  { word: "jwt", says: "the claims of the token" },
  { word: "remote-addr", says: "the peer's address" },
];

export const OPERATORS = [
  { word: "$enum", says: "one of these very values", example: "request-method: {$enum: [get, post]}" },
  { word: "$one-of", says: "what one of the patterns matches", example: "uri: {$one-of: [/Patient, '#^/Patient/']}" },
  { word: "$contains", says: "a list with such an element", example: "resource: {category: {$contains: {text: ward}}}" },
  { word: "$every", says: "a list of nothing but such elements", example: "resource: {note: {$every: {text: present?}}}" },
  { word: "$present-all", says: "a list in which each pattern matches some element", example: "user: {data: {wards: {$present-all: [a, b]}}}" },
  { word: "$length", says: "a list of this length", example: "resource: {name: {$length: 1}}" },
  { word: "$not", says: "what the pattern does not match", example: "resource: {status: {$not: entered-in-error}}" },
  { word: "$reference", says: "a reference, as its resourceType and id", example: "resource: {subject: {$reference: {id: .user.fhirUser.id}}}" },
];

/** Those that may be asked of the request as a whole. */
export const WHOLE_OPERATORS = ["$one-of", "$not"];

export const LITERALS = [
  { word: "present?", says: "anything but nothing", example: "params: {patient: present?}" },
  { word: "nil?", says: "nothing", example: "resource: {inactive: nil?}" },
  { word: "not-blank?", says: "a text that is more than spaces", example: "params: {name: not-blank?}" },
];

/** What else a pattern can be. */
export const PATTERNS = [
  { word: "get", says: "this very value", example: "request-method: get" },
  { word: "#…", says: "a text in which the expression is found (RE2)", example: "uri: '#^/Patient/[^/]+$'" },
  { word: ".…", says: "what stands there in the request", example: "params: {resource/id: .user.fhirUser.id}" },
];

export const METHODS = ["get", "post", "put", "patch", "delete"];

export const LINKED = ["User", "Client", "Operation"];

/** Members of members that are often asked for. */
export const INNER = {
  params: ["resource/type", "resource/id", "patient", "subject", "_id"],
  operation: ["id"],
  user: ["id", "userName", "email", "fhirUser", "data", "inactive"],
  client: ["id", "first_party", "grant_types"],
  session: ["id", "type", "role", "user", "client"],
  role: ["name", "links", "context", "user"],
  jwt: ["iss", "sub", "aud", "scope", "client_id"],
  resource: ["resourceType", "id", "status", "subject", "patient"],
  headers: ["user-agent", "origin", "content-type"],
};

export const PATHS = [
  ".user.id",
  ".user.fhirUser.id",
  ".user.data.",
  ".client.id",
  ".role.links.patient.id",
  ".role.context.",
  ".session.role.0.name",
  ".params.resource/id",
];

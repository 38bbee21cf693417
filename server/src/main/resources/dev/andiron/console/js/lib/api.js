/**
 * Requests to the API in the name of the person who is signed in.
 */
import { readJson } from "./json-text.js";
import { goToSignIn, session } from "./session.js";

export const JSON_TYPE = "application/json";
export const YAML_TYPE = "text/yaml";

/** An answer that was a refusal. `issues` are those of its OperationOutcome. */
export class ApiError extends Error {
  constructor(answer) {
    const issues = issuesOf(answer);
    super(issues.map((issue) => issue.message).join(" ") || `The server answered ${answer.status}.`);
    this.status = answer.status;
    this.issues = issues;
    this.requestId = answer.headers.get("X-Request-Id");
  }
}

function issuesOf(answer) {
  const body = answer.json();
  if (body?.error) {
    return [{ severity: "error", expression: "", message: body.error_description ?? body.error }];
  }
  return (body?.issue ?? []).map((issue) => ({
    severity: issue.severity,
    expression: issue.expression?.[0] ?? "",
    message: issue.diagnostics ?? issue.details?.text ?? issue.code,
  }));
}

/**
 * Sends a request.
 *
 * @param {string} path `/User?active=true`
 * @param {object} [more] `body` (an object is sent as JSON, a string as it is), `type` of a string body, `accept`,
 *   `headers`, `signal`
 * @returns {Promise<{status: number, headers: Headers, text: string, json: () => any}>}
 * What was taken and should be mended is told by the event `api-warning` of the window.
 *
 * @throws {ApiError} for every status from 400; 401 leads to the sign-in
 */
export async function api(method, path, more = {}) {
  const answer = await exchange(method, path, more);
  if (answer.status === 401) {
    goToSignIn();
  }
  if (answer.status >= 400) {
    throw new ApiError(answer);
  }
  const warning = answer.headers.get("X-Warning");
  if (warning) {
    dispatchEvent(new CustomEvent("api-warning", { detail: warning }));
  }
  return answer;
}

/** As `api`, for who wants to see a refusal as well: it gives back every answer, whatever its status. */
export async function exchange(method, path, more = {}) {
  const headers = { Accept: more.accept ?? JSON_TYPE, ...more.headers };
  let body = more.body;
  if (body !== undefined) {
    headers["Content-Type"] = more.type ?? JSON_TYPE;
    body = typeof body === "string" ? body : JSON.stringify(body);
  }
  if (method !== "GET" && method !== "HEAD") {
    headers["X-CSRF-Token"] = session().csrf_token;
  }
  const response = await fetch(path, { method, headers, body, signal: more.signal, cache: "no-store" });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => parsed(text) };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A resource's path, its id safe in it. */
export function pathOf(type, id) {
  return `/${encodeURIComponent(type)}/${encodeURIComponent(id)}`;
}

/** A search: `search("User", {active: "true"})`; gaps are left out. */
export async function search(type, parameters = {}, more = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value].flat()) {
      if (each !== undefined && each !== null && each !== "") {
        query.append(name, each);
      }
    }
  }
  return page(`/${encodeURIComponent(type)}?${query}`, more);
}

/**
 * One page of a search by its URL. Links to further pages are made into paths of this origin. With `exact` numbers are those of
 * json-text.js, as they were written.
 */
export async function page(path, { exact = false, ...more } = {}) {
  const answer = await api("GET", path, more);
  const bundle = exact ? readJson(answer.text).value : answer.json();
  const link = (relation) => {
    const url = bundle.link?.find((each) => each.relation === relation)?.url;
    return url ? ownPath(url) : null;
  };
  return {
    resources: (bundle.entry ?? []).map((entry) => entry.resource),
    total: bundle.total === undefined ? undefined : Number(bundle.total),
    next: link("next"),
    previous: link("previous"),
  };
}

/** The path and query of a URL that the server made for its public name, which may not be the one used here. */
function ownPath(url) {
  const { pathname, search: query } = new URL(url, location.origin);
  return pathname + query;
}

/** The same text in JSON or YAML, by the server's own reader and writer. */
export async function convert(text, from, to) {
  return (await api("POST", "/ui/api/convert", { body: text, type: from, accept: to })).text;
}

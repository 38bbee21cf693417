/**
 * Requests as they are: what goes out, what comes back, how long it took. A refusal is an answer like any other.
 *
 * A request is plain data: `{method, path, headers: [[name, value], …], basic: {id, secret} | null, body: string | null,
 * language}`. `basic` is HTTP Basic, which becomes an Authorization header.
 */
import { exchange } from "./api.js";

const WORDS = {
  200: "OK",
  201: "Created",
  204: "No Content",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

/** Every header that goes out, that of Basic among them. */
export function headersOf(request) {
  return request.basic ? [["Authorization", `Basic ${base64(basicText(request.basic))}`], ...request.headers] : request.headers;
}

/** `id:secret`, as HTTP Basic joins them. */
export function basicText({ id, secret }) {
  return `${id}:${secret}`;
}

function base64(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** Sends it as an app would: nothing of the person who is signed in at this console goes with it, no cookie above all. */
export async function sendAsApp(request, signal) {
  return timed(() =>
    fetch(request.path, {
      method: request.method,
      headers: headersOf(request),
      body: request.body ?? undefined,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal,
    }),
  );
}

/** Sends it as the person who is signed in. */
export async function sendAsPerson(request, signal) {
  const { Accept: accept, "Content-Type": type, ...headers } = Object.fromEntries(request.headers);
  return timed(() =>
    exchange(request.method, request.path, { accept, type, headers, body: request.body ?? undefined, signal }),
  );
}

/** The answer, and how long it took. @param {() => Promise<{status: number, headers: Headers, text: string|function}>} send */
export async function timed(send) {
  const start = performance.now();
  const response = await send();
  const text = typeof response.text === "string" ? response.text : await response.text();
  const ms = performance.now() - start;
  const type = response.headers.get("Content-Type") ?? "";
  return {
    status: response.status,
    words: response.statusText || WORDS[response.status] || "",
    ms,
    at: Date.now(),
    headers: [...response.headers],
    text,
    language: type.includes("json") ? "json" : type.includes("yaml") ? "yaml" : "text",
  };
}

/** What the answer says in words, where it is a refusal: of an OperationOutcome or of RFC 6749. */
export function wordsOfRefusal(answer) {
  const body = jsonOf(answer);
  const issues = (body?.issue ?? []).map((issue) => issue.diagnostics ?? issue.details?.text ?? issue.code);
  return issues.join(" ") || body?.error_description || body?.error || "";
}

/** The body where it is JSON, else null. */
export function jsonOf(answer) {
  try {
    return answer.language === "json" ? JSON.parse(answer.text) : null;
  } catch {
    return null;
  }
}

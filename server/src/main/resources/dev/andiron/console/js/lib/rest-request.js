/**
 * A request of the REST console: from what was typed to what is sent, and what came of it.
 */
import { session } from "./session.js";
import { timed } from "./wire.js";

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

export function hasBody(method) {
  return method === "POST" || method === "PUT" || method === "PATCH";
}

/**
 * The path on this server.
 *
 * @throws {Error} in words, where it leads elsewhere
 */
export function ownPath(typed) {
  const text = typed.trim();
  let url;
  try {
    url = new URL(text.startsWith("/") || /^https?:/i.test(text) ? text : `/${text}`, location.origin);
  } catch {
    throw new Error("This is no path.");
  }
  if (url.origin !== location.origin) {
    throw new Error("Requests go to this server only: write a path, such as /Patient.");
  }
  return url.pathname + url.search;
}

/** The lines `Name: value` as pairs. @throws {Error} that names the line */
export function headersOf(typed) {
  return typed
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line, i) => {
      const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(line) ?? [];
      if (!name) {
        throw new Error(`Header ${i + 1} is not of the form Name: value.`);
      }
      return [name, value];
    });
}

/**
 * Sends it. Every answer is an answer, also a refusal.
 *
 * @param {{method: string, path: string, headers: Array<[string, string]>, body: ?string, asMe: boolean}} request
 */
export async function send({ method, path, headers, body, asMe }) {
  const sent = new Headers(headers);
  if (asMe && method !== "GET" && method !== "HEAD" && !sent.has("Authorization")) {
    sent.set("X-CSRF-Token", session().csrf_token);
  }
  return timed(() =>
    fetch(path, {
      method,
      headers: sent,
      body: hasBody(method) && body ? body : undefined,
      credentials: asMe ? "same-origin" : "omit",
      cache: "no-store",
    }),
  );
}

/** How long a text is as bytes, in words: `12.3 KB`. */
export function sizeOf(text) {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes < 1_000) {
    return `${bytes} B`;
  }
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

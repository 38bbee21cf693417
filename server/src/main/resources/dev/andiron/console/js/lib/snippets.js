/**
 * A request (see wire.js) as a line of shell, JavaScript or Java, to be taken away. Whatever is in a value, it stays one value: each is quoted
 * by the rules of the language, not by what is usual in it.
 */
import { basicText, headersOf } from "./wire.js";

/** The languages: their names, and how a request is written in each. */
export const SNIPPETS = [
  ["curl", curl],
  ["fetch", fetchCall],
  ["Java", java],
];

/** Whoever takes away what a person did here does it as a client with the right to it: the shell of the guide has it in ROOT. */
const ROOT = "ROOT";

/** A POSIX shell: between single quotes nothing means anything but the next one. */
export function shellQuoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** JavaScript: a string literal, which does not end a script element either. */
export function scriptQuoted(text) {
  return JSON.stringify(text).replaceAll("<", "\\x3c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** Java: what is not ASCII by its number, so that no compiler need know how the file is encoded. */
export function javaQuoted(text) {
  const escapes = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  const literal = [...Array(text.length).keys()].map((i) => {
    const code = text.charCodeAt(i);
    if (escapes[text[i]]) {
      return escapes[text[i]];
    }
    if (code < 0x20 || code === 0x7f) {
      return `\\${code.toString(8).padStart(3, "0")}`;
    }
    return code < 0x7f ? text[i] : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${literal.join("")}"`;
}

export function curl(request, origin, { asRoot = false } = {}) {
  const parts = [`curl -i -X ${request.method} ${shellQuoted(origin + request.path)}`];
  if (asRoot) {
    parts.push(`-u "$${ROOT}"`);
  } else if (request.basic) {
    parts.push(`-u ${shellQuoted(basicText(request.basic))}`);
  }
  for (const [name, value] of request.headers) {
    parts.push(`-H ${shellQuoted(`${name}: ${value}`)}`);
  }
  if (request.body !== null) {
    parts.push(`--data-raw ${shellQuoted(request.body)}`); // not --data, which reads a file where a text begins with @
  }
  return parts.join(" \\\n  ");
}

export function fetchCall(request, origin, { asRoot = false } = {}) {
  const headers = headersOf(request).map(([name, value]) => `    ${scriptQuoted(name)}: ${scriptQuoted(value)},`);
  if (asRoot) {
    headers.unshift(`    "Authorization": "Basic " + btoa(process.env.${ROOT}),`);
  }
  return [
    `const response = await fetch(${scriptQuoted(origin + request.path)}, {`,
    `  method: ${scriptQuoted(request.method)},`,
    ...(headers.length ? ["  headers: {", ...headers, "  },"] : []),
    ...(request.body === null ? [] : [`  body: ${lines(request.body, scriptQuoted, "    ")},`]),
    "});",
    "console.log(response.status, await response.text());",
    "",
  ].join("\n");
}

export function java(request, origin, { asRoot = false } = {}) {
  const headers = headersOf(request).map(([name, value]) => `        .header(${javaQuoted(name)}, ${javaQuoted(value)})`);
  if (asRoot) {
    const encoded = `java.util.Base64.getEncoder().encodeToString(System.getenv("${ROOT}").getBytes())`;
    headers.unshift(`        .header("Authorization", "Basic " + ${encoded})`);
  }
  const body =
    request.body === null
      ? "java.net.http.HttpRequest.BodyPublishers.noBody()"
      : `java.net.http.HttpRequest.BodyPublishers.ofString(\n            ${lines(request.body, javaQuoted, "                ")})`;
  return [
    `var request =`,
    `    java.net.http.HttpRequest.newBuilder(java.net.URI.create(${javaQuoted(origin + request.path)}))`,
    ...headers,
    `        .method(${javaQuoted(request.method)}, ${body})`,
    "        .build();",
    "var response =",
    "    java.net.http.HttpClient.newHttpClient()",
    "        .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());",
    'System.out.println(response.statusCode() + " " + response.body());',
    "",
  ].join("\n");
}

/** A text of several lines as several literals, one a line. */
function lines(text, quoted, indent) {
  const pieces = text.split(/(?<=\n)/);
  return pieces.map((piece) => quoted(piece)).join(`\n${indent}+ `);
}

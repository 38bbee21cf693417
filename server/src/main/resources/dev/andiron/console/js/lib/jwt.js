/**
 * A JSON Web Token (RFC 7519) taken apart, and its signature checked by the browser itself (RFC 7515, RS256).
 */

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

/** @returns {{header: object, claims: object, parts: string[]} | null} null where the text is no JWT: an opaque token */
export function readJwt(token) {
  const parts = token.split(".");
  if (parts.length !== 3) {
    return null;
  }
  try {
    const [header, claims] = parts.slice(0, 2).map((part) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes(part))));
    return typeof header?.alg === "string" && claims !== null && typeof claims === "object" ? { header, claims, parts } : null;
  } catch {
    return null;
  }
}

/**
 * Checks the signature against the keys that the server publishes. One made with a secret key ("closed") has none that could be.
 *
 * @returns {Promise<{state: "good"|"bad"|"unknown"|"closed", text: string}>}
 */
export async function checkSignature({ header, parts }) {
  if (/^HS\d+$/.test(header.alg)) {
    return { state: "closed", text: `Signature is for the server alone: ${header.alg} has no public key` };
  }
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) {
    return { state: "unknown", text: "Signature cannot be checked here: the page is not in a secure context (TLS or localhost)" };
  }
  if (header.alg !== "RS256") {
    return { state: "bad", text: `Signature is not good: only RS256 is accepted, and this says ${header.alg}` };
  }
  let keys;
  try {
    keys = await publishedKeys();
  } catch {
    return { state: "unknown", text: "Signature cannot be checked here: the server's public keys could not be fetched" };
  }
  const key = keys.find((each) => each.kid === header.kid && each.kty === "RSA");
  if (!key) {
    return { state: "bad", text: `Signature is not good: the server publishes no key ${header.kid ?? "without a name"}` };
  }
  return (await isSignedBy(key, parts))
    ? { state: "good", text: `Signature is good (key ${key.kid})` }
    : { state: "bad", text: `Signature is not good (key ${key.kid})` };
}

async function publishedKeys() {
  const response = await fetch("/.well-known/jwks.json", {
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
    referrerPolicy: "no-referrer",
  });
  return (await response.json()).keys;
}

async function isSignedBy({ n, e }, parts) {
  try {
    const key = await crypto.subtle.importKey("jwk", { kty: "RSA", n, e }, ALGORITHM, false, ["verify"]);
    const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
    return await crypto.subtle.verify(ALGORITHM, key, bytes(parts[2]), signed);
  } catch {
    return false;
  }
}

/** The same token with one claim changed, as somebody would who wants to be another: its signature fits no more. */
export function forged({ claims, parts }, changes) {
  return [parts[0], text64(JSON.stringify({ ...claims, ...changes })), parts[2]].join(".");
}

function text64(text) {
  const encoded = btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  return encoded.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** base64url as RFC 7515 §2 has it: no other alphabet, no padding, and no two spellings of the same bytes. */
function bytes(part) {
  if (!/^[\w-]*$/.test(part)) {
    throw new SyntaxError("not base64url");
  }
  const binary = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  if (btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") !== part) {
    throw new SyntaxError("not base64url in its one spelling");
  }
  return Uint8Array.from(binary, (each) => each.charCodeAt(0));
}

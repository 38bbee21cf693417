/**
 * `<jwt-view>`: a token taken apart. Of a JWT its header, its claims in words, and whether its signature is good; of an opaque token, that it is one.
 *
 * Properties: `token`, `label` ("Access token"), `expires` (milliseconds of the epoch, for a token that does not say so itself).
 */
import { fill, h } from "../lib/dom.js";
import { checkSignature, forged, readJwt } from "../lib/jwt.js";
import { absolute, relative } from "../lib/time.js";
import { badge } from "./badge.js";
import { copyButton } from "./copy-button.js";
import { countDown } from "./count-down.js";

const CLAIMS = {
  iss: "who made it",
  sub: "for whom it stands",
  aud: "whom it is meant for",
  iat: "when it was made",
  exp: "until when it is good",
  nbf: "from when it is good",
  jti: "the session that it belongs to",
  client_id: "the app that holds it",
  scope: "what it is limited to",
  typ: "what it is for",
};
const TIMES = new Set(["iat", "exp", "nbf"]);
const KINDS = { good: "good", bad: "bad", unknown: "warn", closed: "plain" };
const HEADER = { alg: "how it is signed", typ: "what it is", kid: "the key that signed it" };

class JwtView extends HTMLElement {
  #token = "";
  #label = "Token";
  #expires = null;
  #forged = false;
  #turn = 0;

  set token(token) {
    this.#token = token;
    this.#forged = false;
    this.#draw();
  }

  set label(label) {
    this.#label = label;
    this.#draw();
  }

  set expires(expires) {
    this.#expires = expires;
    this.#draw();
  }

  connectedCallback() {
    this.#draw();
  }

  #draw() {
    if (!this.isConnected) {
      return;
    }
    const jwt = readJwt(this.#token);
    fill(
      this,
      h(
        "div",
        { class: "token-head" },
        h("h4", {}, this.#label),
        badge(jwt ? "JWT" : "Opaque"),
        jwt || this.#expires === null ? null : countDown(this.#expires),
        copyButton("Copy token", () => this.#token),
      ),
      jwt ? this.#jwt(jwt) : this.#opaque(),
    );
  }

  #opaque() {
    return [
      h("p", { class: "token-text" }, h("code", {}, this.#token)),
      h(
        "p",
        { class: "hint" },
        "Opaque: random characters that say nothing by themselves. Only this server can tell whose they are, by looking them up; of them it keeps no more than a hash.",
      ),
    ];
  }

  #jwt(genuine) {
    const jwt = this.#forged ? readJwt(forged(genuine, { sub: "admin" })) : genuine;
    const verdict = h("div", { class: "verdict", role: "status" }, badge("Signature is being checked…"));
    this.#check(jwt, verdict);
    return [
      h(
        "p",
        { class: "token-text" },
        h("code", {}, ["name", "string", "number"].flatMap((kind, i) => [i ? "." : null, h("span", { class: `code-${kind}` }, jwt.parts[i])])),
      ),
      part("Header", "name", members(jwt.header, HEADER)),
      part("Claims", "string", members(jwt.claims, CLAIMS)),
      part("Signature", "number", [
        h("div", { class: "row" }, verdict, jwt.header.alg === "RS256" ? this.#forgery() : null),
        h("p", { class: "hint" }, this.#explained(jwt)),
      ]),
    ];
  }

  #explained(jwt) {
    if (jwt.header.alg !== "RS256") {
      return "The app only keeps it and gives it back: nobody but the server needs to read it.";
    }
    return this.#forged
      ? "Somebody made it out to be the administrator's. Anyone can read and rewrite a JWT; only the server can sign one."
      : "Checked by your browser, with the public key from /.well-known/jwks.json.";
  }

  #forgery() {
    const press = () => {
      this.#forged = !this.#forged;
      this.#draw();
      this.querySelector(".forgery").focus();
    };
    return h("button", { type: "button", class: "quiet forgery", onclick: press }, this.#forged ? "Put it right again" : "What if somebody changes it?");
  }

  async #check(jwt, verdict) {
    const turn = ++this.#turn;
    const { state, text } = await checkSignature(jwt);
    if (turn === this.#turn) {
      fill(verdict, badge(text, KINDS[state]));
    }
  }
}

function part(title, kind, content) {
  return h("section", { class: ["token-part", `token-${kind}`] }, h("h5", {}, title), content);
}

/** Each member with its value, and in words what it says. */
function members(object, words) {
  return h(
    "dl",
    { class: "claims" },
    Object.entries(object).map(([name, value]) =>
      h(
        "div",
        {},
        h("dt", {}, h("code", {}, name)),
        h(
          "dd",
          {},
          h("code", {}, typeof value === "string" ? value : JSON.stringify(value)),
          h("span", { class: "meaning" }, Object.hasOwn(words, name) ? words[name] : null, time(name, value)),
        ),
      ),
    ),
  );
}

function time(name, value) {
  if (!TIMES.has(name) || typeof value !== "number" || Math.abs(value) > 8.64e12) {
    return null;
  }
  const date = new Date(value * 1000);
  return [`: ${absolute(date)}, `, name === "exp" ? countDown(date.getTime()) : relative(date)];
}

customElements.define("jwt-view", JwtView);

/** @param {object} options the properties */
export function jwtView(options) {
  return Object.assign(h("jwt-view"), options);
}

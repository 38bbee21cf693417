/**
 * Tries what is written in the policy editor on a request, and says beside it what the policies that are in force decide.
 */
import { api, convert, JSON_TYPE } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { problem } from "./notice.js";
import { requestForm } from "./request-form.js";
import { sayings, traceView } from "./trace-view.js";

/** @param {() => {text: string, type: string}} written the policy as it is in the editor */
export function policyTrial(written) {
  const answer = h("div", { class: "stack", role: "status" });
  return h(
    "section",
    { class: "card stack tight" },
    h("h2", {}, "Try a request"),
    h("p", { class: "muted" }, "Nothing is done and nothing is saved. A request with a body is tried best in the REST console."),
    requestForm({ label: "Try it", ontry }),
    answer,
  );

  async function ontry(request) {
    try {
      const { text, type } = written();
      const policy = JSON.parse(await convert(text, type, JSON_TYPE));
      const tried = (await api("POST", "/auth/test-policy", { body: { request: described(request), policy } })).json();
      const decided = (await api("GET", `/auth/explain?${query(request)}`)).json();
      fill(
        answer,
        h("h3", {}, "This policy, as it is written here"),
        tried.trace.length > 0 ? sayings(tried.trace, "What this policy says") : h("p", {}, tried.result.message),
        h("h3", {}, "All policies that are in force"),
        traceView(decided, "What the policies in force say"),
      );
    } catch (error) {
      fill(answer, problem(error));
    }
  }
}

function described({ method, path, user, client }) {
  return {
    uri: path,
    "request-method": method,
    ...(user ? { "user-id": user } : {}),
    ...(client ? { "client-id": client } : {}),
  };
}

/** The parameters of `GET /auth/explain`. */
export function query({ method, path, user, client }) {
  return new URLSearchParams({ method, path, ...(user ? { user } : {}), ...(client ? { client } : {}) });
}

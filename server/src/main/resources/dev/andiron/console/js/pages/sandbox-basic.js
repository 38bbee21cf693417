/**
 * `/ui/auth/sandbox/basic`: no token at all, the secret with each request.
 */
import { requestFlow } from "../components/request-flow.js";
import * as fields from "../components/sandbox-fields.js";
import * as steps from "../lib/sandbox-steps.js";

export default function basic() {
  return requestFlow({
    title: "Basic",
    intro:
      "The simplest way, for scripts: no token, the client sends its id and secret with each request. What is simple is also less safe, as the secret travels all the time.",
    groups: [["The script: a client", [{ ...fields.CLIENT_ID, value: "myscript" }, fields.CLIENT_SECRET]]],
    writes: (values) => [`Client/${values.clientId}`, `AccessPolicy/${steps.clientPolicyId(values)}`],
    sections: steps.SECTIONS,
    steps: [
      steps.putClient("basic", () => null, "The script must be known to the server, and allowed to use its secret directly."),
      steps.PUT_CLIENT_POLICY,
      steps.patientsByBasic({
        id: "patients",
        title: "Read patients",
        why: "The Authorization header is the word Basic, and id:secret in base64. That is a spelling, not a cipher: only TLS hides it.",
        expect: [200],
        means: "The secret was right, and a policy allowed it.",
      }),
      steps.patientsByBasic({
        id: "wrong",
        title: "Try a wrong secret",
        why: "The same request with another secret. A 401 is right here.",
        expect: [401],
        means: "Refused, as it should be. The answer does not say whether the client exists.",
        secret: (text) => `${text}-wrong`,
      }),
    ],
  });
}

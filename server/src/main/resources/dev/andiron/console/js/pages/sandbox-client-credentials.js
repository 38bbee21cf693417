/**
 * `/ui/auth/sandbox/client-credentials`: a program signs in as itself.
 */
import { requestFlow } from "../components/request-flow.js";
import * as fields from "../components/sandbox-fields.js";
import * as steps from "../lib/sandbox-steps.js";

export default function clientCredentials() {
  return requestFlow({
    title: "Client credentials",
    intro:
      "A program without a person, a nightly job say, signs in as itself: it exchanges its id and secret for a token, and uses the token from then on.",
    groups: [["The program: a client", [{ ...fields.CLIENT_ID, value: "myjob" }, fields.CLIENT_SECRET, fields.ACCESS_EXPIRATION]]],
    boxes: [fields.JWT],
    writes: (values) => [`Client/${values.clientId}`, `AccessPolicy/${steps.clientPolicyId(values)}`],
    tokenRequest: true,
    sections: steps.SECTIONS,
    steps: [
      steps.putClient("client_credentials", steps.clientCredentialsSettings, "The program must be known to the server, with the grants that it may use."),
      steps.PUT_CLIENT_POLICY,
      steps.tokenRequest("client_credentials", "The program proves itself with its secret; nobody's password is needed."),
      steps.GET_PATIENTS,
      steps.INTROSPECT,
      steps.CLOSE_SESSION,
      steps.GET_PATIENTS_AGAIN,
    ],
  });
}

/**
 * `/ui/auth/sandbox/resource-owner`: a password becomes a token, the token opens the API, and a closed session is closed.
 */
import { requestFlow } from "../components/request-flow.js";
import * as fields from "../components/sandbox-fields.js";
import * as steps from "../lib/sandbox-steps.js";

export default function resourceOwner() {
  return requestFlow({
    title: "Resource owner",
    intro:
      "A person gives their name and password to an app of yours. The app exchanges them, once, for a token, and uses the token from then on. Watch it happen, request by request.",
    groups: [
      ["The app: a client", [fields.CLIENT_ID, fields.CLIENT_SECRET, fields.ACCESS_EXPIRATION, fields.REFRESH_EXPIRATION]],
      ["The person: a user", [fields.USER_ID, fields.USER_NAME, fields.EMAIL, fields.PASSWORD]],
    ],
    boxes: [fields.JWT, fields.REFRESH, fields.SECRET_REQUIRED],
    writes: (values) => [`Client/${values.clientId}`, `User/${values.userId}`, `AccessPolicy/${steps.userPolicyId(values)}`],
    tokenRequest: true,
    sections: steps.SECTIONS,
    steps: [
      steps.putClient("password", steps.passwordSettings, "The app must be known to the server, with the grants that it may use."),
      steps.PUT_USER,
      steps.PUT_USER_POLICY,
      steps.tokenRequest(
        "password",
        "The app sends the person's name and password, and proves itself with its own secret.",
        ({ userId, password }) => ({ username: userId, password }),
      ),
      steps.GET_PATIENTS,
      steps.GET_USERINFO,
      steps.REFRESH,
      steps.CLOSE_SESSION,
      steps.GET_PATIENTS_AGAIN,
    ],
  });
}

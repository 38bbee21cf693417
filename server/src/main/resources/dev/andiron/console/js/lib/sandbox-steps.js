/**
 * The steps that the flows of the sandbox are made of; what a step is stands in flow.js.
 */
import { JSON_TYPE, pathOf, YAML_TYPE } from "./api.js";
import { session } from "./session.js";
import { toYaml } from "./yaml.js";

const FORM_TYPE = "application/x-www-form-urlencoded";
// One that is a dot or two would not be a segment of a path, but a way in it.
const ID = /^(?!\.{1,2}$)[A-Za-z0-9\-.]{1,64}$/;

/* Requests */

function accepted({ format }) {
  return ["Accept", format === "yaml" ? YAML_TYPE : JSON_TYPE];
}

/** `PUT` of a resource, written as the page's switch says. */
function put(values, type, id, resource) {
  const yaml = values.format === "yaml";
  return {
    method: "PUT",
    path: pathOf(type, id),
    headers: [["Content-Type", yaml ? YAML_TYPE : JSON_TYPE], accepted(values)],
    basic: null,
    body: yaml ? toYaml(resource) : JSON.stringify(resource, null, 2),
    language: yaml ? "yaml" : "json",
  };
}

/** A request without a body. @param {string|undefined} token left out where there is none yet */
function bare(values, method, path, token) {
  const authorization = token === undefined ? [] : [["Authorization", `Bearer ${token}`]];
  return { method, path, headers: [...authorization, accepted(values)], basic: null, body: null, language: "text" };
}

/** A request to one of the OAuth endpoints: Basic and a form, or everything in JSON. Parameters that are undefined are left out. */
function oauth({ clientId, clientSecret, tokenRequest, secretRequired = true }, path, parameters) {
  const known = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const accept = ["Accept", JSON_TYPE];
  if (tokenRequest === "json") {
    const client = { client_id: clientId, ...(secretRequired ? { client_secret: clientSecret } : {}) };
    const body = JSON.stringify({ ...known, ...client }, null, 2);
    return { method: "POST", path, headers: [["Content-Type", JSON_TYPE], accept], basic: null, body, language: "json" };
  }
  const form = secretRequired ? known : { ...known, client_id: clientId };
  return {
    method: "POST",
    path,
    headers: [["Content-Type", FORM_TYPE], accept],
    basic: secretRequired ? { id: clientId, secret: clientSecret } : null,
    body: new URLSearchParams(form).toString(),
    language: "form",
  };
}

/* What is refused before it is sent */

function noId(name, id) {
  return ID.test(id) ? null : `${name}: 1 to 64 letters, digits, hyphens and dots.`;
}

function refuseClient({ clientId }) {
  return noId("Client ID", clientId) ?? (clientId === "root" ? "This is the client of the administrators: take another Client ID." : null);
}

function refuseUser({ userId }) {
  return noId("User ID", userId) ?? (userId === session().user.id ? "This is you, and you would be replaced: take another User ID." : null);
}

/* Names that are derived */

export function userPolicyId({ userId }) {
  return `sandbox-user-${userId}`.slice(0, 64);
}

export function clientPolicyId({ clientId }) {
  return `sandbox-client-${clientId}`.slice(0, 64);
}

function policy(type, id) {
  return {
    description: "From the sandbox: may read and search patients, and nothing else.",
    engine: "matcho",
    matcho: { "request-method": "get", uri: "#^/Patient(/[^/]+)?$" },
    link: [{ resourceType: type, id }],
  };
}

function seconds(text) {
  return text === "" || text === undefined ? {} : { access_token_expiration: Number(text) };
}

/* Steps */

const SET_UP = "Set up, once";

/** What the sections of a flow are about. */
export const SECTIONS = {
  [SET_UP]: "What an administrator does. It goes out as you; a copy of it asks as a client with the right to do it, whose id:secret is in the variable ROOT.",
  "Sign in": "Here the flow itself begins, and what goes out is what the app would send: nothing of your own sign-in goes with it.",
  "Use the token": "From now on the token is all that the app has, and all that it needs.",
  "Use the secret": "What goes out is what the script would send: nothing of your own sign-in goes with it.",
  "Sign out": "A token that is no longer needed should not stay good.",
};

/** @param {string} grant @param {(values: object) => object|null} settings what stands under `auth.<grant>` */
export function putClient(grant, settings, why) {
  return {
    id: "client",
    section: SET_UP,
    title: "Make the client",
    why,
    as: "person",
    may: ["update", "Client"],
    refuse: refuseClient,
    expect: [200, 201],
    means: "The app is known now. Its secret is kept as a hash, and is in no answer.",
    request: (values) => {
      const auth = settings(values);
      const secret = values.clientSecret === "" ? {} : { secret: values.clientSecret };
      return put(values, "Client", values.clientId, { ...secret, grant_types: [grant], ...(auth ? { auth: { [grant]: auth } } : {}) });
    },
  };
}

/** `auth.password`, by the fields of the page. */
export function passwordSettings(values) {
  return {
    secret_required: values.secretRequired,
    ...(values.jwt ? { token_format: "jwt" } : {}),
    ...seconds(values.accessTokenExpiration),
    ...(values.refresh ? { refresh_token: true } : {}),
    ...(values.refresh && values.refreshTokenExpiration !== "" ? { refresh_token_expiration: Number(values.refreshTokenExpiration) } : {}),
  };
}

/** `auth.client_credentials`: null where there is nothing to say. */
export function clientCredentialsSettings(values) {
  const settings = { ...(values.jwt ? { token_format: "jwt" } : {}), ...seconds(values.accessTokenExpiration) };
  return Object.keys(settings).length > 0 ? settings : null;
}

export const PUT_USER = {
  id: "user",
  section: SET_UP,
  title: "Make the user",
  why: "The person who will sign in. Of the password the server keeps a hash, too.",
  as: "person",
  may: ["update", "User"],
  refuse: refuseUser,
  expect: [200, 201],
  means: "The person can sign in now, by id or e-mail. They may not do anything yet.",
  request: (values) =>
    put(values, "User", values.userId, {
      ...(values.userName === "" ? {} : { displayName: values.userName }),
      ...(values.email === "" ? {} : { email: values.email }),
      ...(values.password === "" ? {} : { password: values.password }),
    }),
};

export const PUT_USER_POLICY = {
  id: "policy",
  section: SET_UP,
  title: "Say what the user may do",
  why: "Everything is denied unless a policy allows it. The app acts for the user, so the policy is linked to the user.",
  as: "person",
  may: ["update", "AccessPolicy"],
  refuse: refuseUser,
  expect: [200, 201],
  means: "The user may read and search patients from now on.",
  request: (values) => put(values, "AccessPolicy", userPolicyId(values), policy("User", values.userId)),
};

export const PUT_CLIENT_POLICY = {
  id: "policy",
  section: SET_UP,
  title: "Say what the client may do",
  why: "Everything is denied unless a policy allows it. There is no user here, so the policy is linked to the client.",
  as: "person",
  may: ["update", "AccessPolicy"],
  refuse: refuseClient,
  expect: [200, 201],
  means: "The client may read and search patients from now on.",
  request: (values) => put(values, "AccessPolicy", clientPolicyId(values), policy("Client", values.clientId)),
};

/** `POST /auth/token`. @param {(values: object) => object} parameters of the grant */
export function tokenRequest(grant, why, parameters = () => ({})) {
  return {
    id: "token",
    section: "Sign in",
    title: "Get a token",
    why,
    as: "app",
    gives: ["access_token", "refresh_token"],
    expect: [200],
    means: "The app holds a token now, and can throw the credentials away.",
    request: (values) => oauth(values, "/auth/token", { grant_type: grant, ...parameters(values) }),
  };
}

export const GET_PATIENTS = {
  id: "patients",
  section: "Use the token",
  title: "Read patients",
  why: "The token stands in the Authorization header of each request; nothing else says who is asking.",
  as: "app",
  needs: ["access_token"],
  expect: [200],
  means: "The token was good, and a policy allowed it.",
  request: (values, tokens) => bare(values, "GET", "/Patient", tokens.access_token),
};

export const GET_USERINFO = {
  id: "userinfo",
  section: "Use the token",
  title: "Ask whose token it is",
  why: "The app can show who is signed in. This needs no policy, only a good token.",
  as: "app",
  needs: ["access_token"],
  expect: [200],
  means: "The user, without the password.",
  request: (values, tokens) => bare(values, "GET", "/auth/userinfo", tokens.access_token),
};

export const INTROSPECT = {
  id: "introspect",
  section: "Use the token",
  title: "Ask whether a token is good",
  why: "A server that was given a token can ask what it is worth (RFC 7662). A client is told of its own tokens.",
  as: "app",
  needs: ["access_token"],
  expect: [200],
  means: "The answer says whether the token is active, whose it is and until when.",
  request: (values, tokens) => oauth(values, "/auth/introspect", { token: tokens.access_token }),
};

export const REFRESH = {
  id: "refresh",
  section: "Use the token",
  title: "Get a fresh token",
  why: "When the access token has expired, the refresh token gets another, without the password. Each is good for one use.",
  as: "app",
  when: ({ refresh }) => refresh,
  needs: ["refresh_token"],
  gives: ["access_token", "refresh_token"],
  expect: [200],
  means: "A fresh pair. The requests below use the new access token.",
  request: (values, tokens) => oauth(values, "/auth/token", { grant_type: "refresh_token", refresh_token: tokens.refresh_token }),
};

export const CLOSE_SESSION = {
  id: "close",
  section: "Sign out",
  title: "Close the session",
  why: "Signing out: the session behind the token ends, on the server. Your own session at this console is another one, and stays.",
  as: "app",
  needs: ["access_token"],
  expect: [200],
  means: "The session is closed, and with it every token that belongs to it.",
  request: (values, tokens) => bare(values, "DELETE", "/Session", tokens.access_token),
};

export const GET_PATIENTS_AGAIN = {
  ...GET_PATIENTS,
  id: "again",
  section: "Sign out",
  title: "Try again with the closed token",
  why: "The same request as before, with the same token. A 401 is right here.",
  expect: [401],
  means: "Refused, as it should be: a token is good only while its session is.",
};

/** `GET /Patient` with the client's secret itself. */
export function patientsByBasic({ id, title, why, expect, means, secret = (text) => text }) {
  return {
    id,
    section: "Use the secret",
    title,
    why,
    as: "app",
    expect,
    means,
    request: (values) => ({
      ...bare(values, "GET", "/Patient"),
      basic: { id: values.clientId, secret: secret(values.clientSecret) },
    }),
  };
}

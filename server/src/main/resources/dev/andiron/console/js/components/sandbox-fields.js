/**
 * The fields of the sandbox: what each is called, what it does, and what stands in it at first.
 */

export const CLIENT_ID = { name: "clientId", label: "Client ID", value: "myapp", hint: "The name of the app, for machines." };

export const CLIENT_SECRET = {
  name: "clientSecret",
  label: "Client secret",
  value: "verysecret",
  secret: true,
  hint: "The app's own password.",
};

export const ACCESS_EXPIRATION = {
  name: "accessTokenExpiration",
  label: "Access token expiration (seconds)",
  value: "",
  number: true,
  placeholder: "3600",
  hint: "How long an access token opens the API. Empty: an hour.",
};

export const REFRESH_EXPIRATION = {
  name: "refreshTokenExpiration",
  label: "Refresh token expiration (seconds)",
  value: "",
  number: true,
  placeholder: "2592000",
  hint: "How long a refresh token can be used. Empty: 30 days.",
  enabled: ({ refresh }) => refresh,
};

export const USER_ID = { name: "userId", label: "User ID", value: "user", hint: "What the person types as their name." };

export const USER_NAME = { name: "userName", label: "Display name", value: "Ada Nightingale", hint: "What the person is called." };

export const EMAIL = { name: "email", label: "E-mail", value: "user@mail.com", hint: "Also good to sign in with; nobody else may have it." };

export const PASSWORD = {
  name: "password",
  label: "Password",
  value: "password",
  secret: true,
  hint: "What the person types as their password.",
};

export const JWT = {
  name: "jwt",
  label: "JWT",
  value: false,
  hint: "The access token is a signed text that others can read and check. Otherwise it is random characters.",
};

export const REFRESH = {
  name: "refresh",
  label: "Refresh token",
  value: false,
  hint: "The app also gets a token for fresh tokens, and need not ask for the password again.",
};

export const SECRET_REQUIRED = {
  name: "secretRequired",
  label: "Secret required",
  value: true,
  hint: "The app must send its secret. Untick it for apps that cannot keep one, such as those in a browser.",
};

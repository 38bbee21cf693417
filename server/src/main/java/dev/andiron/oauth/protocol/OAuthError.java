package dev.andiron.oauth.protocol;

/// Every error of the OAuth endpoints: its code, its status, and the text that its receiver may
/// read. What nobody outside may know is the detail of an [OAuthException] and goes to the log.
public enum OAuthError {
  // RFC 6749 §5.2
  INVALID_REQUEST("invalid_request", 400, "The request is malformed."),
  INVALID_CLIENT("invalid_client", 401, "The client is unknown or did not prove itself."),
  INVALID_GRANT(
      "invalid_grant",
      400,
      "The user name and password, or the token, are not good, or not good any more."),
  UNAUTHORIZED_CLIENT(
      "unauthorized_client",
      400,
      "The client may not use this grant; list it in its grant_types to allow it."),
  UNSUPPORTED_GRANT_TYPE(
      "unsupported_grant_type", 400, "There is no such grant_type here; see the metadata."),
  INVALID_SCOPE("invalid_scope", 400, "The scope is malformed, or more than may be granted here."),
  // RFC 6750 §3.1
  INVALID_TOKEN("invalid_token", 401, "The access token is missing, or not good any more."),
  INSUFFICIENT_SCOPE("insufficient_scope", 403, "The access token does not act for a user."),
  TOO_MANY_REQUESTS(
      "too_many_requests",
      429,
      "Too many tries to sign in have failed; wait, as Retry-After says, and try again."),
  TEMPORARILY_UNAVAILABLE(
      "temporarily_unavailable", 503, "There is too much work just now; try again shortly."),
  SERVER_ERROR("server_error", 500, "The server failed to answer; its log tells more.");

  private final String code;
  private final int status;
  private final String text;

  OAuthError(String code, int status, String text) {
    this.code = code;
    this.status = status;
    this.text = text;
  }

  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  /// What its receiver reads where nothing more particular can be said.
  public String text() {
    return text;
  }
}

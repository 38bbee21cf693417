package dev.andiron.oauth.protocol;

import dev.andiron.http.Headers;

/// A request that ends in an error of the catalogue.
public final class OAuthException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final OAuthError error;
  private final String description;
  private final String detail;
  private final transient Headers headers;

  private OAuthException(OAuthError error, String description, String detail, Headers headers) {
    super(error.code(), null, false, false);
    this.error = error;
    this.description = description;
    this.detail = detail;
    this.headers = headers;
  }

  /// @param detail for the log only
  public static OAuthException of(OAuthError error, String detail) {
    return new OAuthException(error, error.text(), detail, Headers.NONE);
  }

  /// An `invalid_request`.
  ///
  /// @param description for the sender: what to mend
  public static OAuthException invalidRequest(String description) {
    return new OAuthException(OAuthError.INVALID_REQUEST, description, "", Headers.NONE);
  }

  /// @param retryAfter in seconds (RFC 9110 §10.2.3)
  public static OAuthException unavailable(int retryAfter, String detail) {
    return of(OAuthError.TEMPORARILY_UNAVAILABLE, detail)
        .with("Retry-After", Integer.toString(retryAfter));
  }

  /// @param retryAfter in seconds (RFC 6585 §4)
  public static OAuthException tooMany(int retryAfter, String detail) {
    return of(OAuthError.TOO_MANY_REQUESTS, detail)
        .with("Retry-After", Integer.toString(retryAfter));
  }

  /// The same in other words.
  public OAuthException describedAs(String words) {
    return new OAuthException(error, words, detail, headers);
  }

  /// The same with one more header field.
  public OAuthException with(String header, String value) {
    return new OAuthException(error, description, detail, headers.with(header, value));
  }

  /// The same with another description for the sender.
  public OAuthException saying(String other) {
    return new OAuthException(error, other, detail, headers);
  }

  public OAuthError error() {
    return error;
  }

  String description() {
    return description;
  }

  String detail() {
    return detail;
  }

  Headers headers() {
    return headers;
  }
}

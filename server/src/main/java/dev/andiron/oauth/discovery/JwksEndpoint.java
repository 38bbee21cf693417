package dev.andiron.oauth.discovery;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.SigningKeyRing;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import java.nio.charset.StandardCharsets;

/// `GET /.well-known/jwks.json`: the public keys of JWT access tokens (RFC 7517 §5).
public final class JwksEndpoint implements Handler {
  private final SigningKeyRing keys;

  public JwksEndpoint(SigningKeyRing keys) {
    this.keys = keys;
  }

  @Override
  public Response handle(Request request) {
    return Answers.ofText(
        200,
        keys.jwks().getBytes(StandardCharsets.UTF_8),
        Negotiation.of(request),
        Negotiation.pretty(request));
  }
}

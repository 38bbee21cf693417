package dev.andiron.oauth.protocol;

import dev.andiron.http.BasicCredentials;
import dev.andiron.http.Request;
import dev.andiron.identity.Client;
import dev.andiron.identity.ClientAuthentication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Client authentication at the OAuth endpoints (RFC 6749 §2.3): by HTTP Basic, or by `client_id`
/// and `client_secret` in the body, never both; by `client_id` alone for those without a secret.
public final class ClientProof {
  private final ClientAuthentication authentication;

  public ClientProof(ClientAuthentication authentication) {
    this.authentication = authentication;
  }

  /// The client that makes a request.
  ///
  /// @param proven whether it presented its secret
  public record Proof(Client client, boolean proven) {}

  /// Finds the client; a secret that is presented must be right, even where none is required.
  ///
  /// @throws OAuthException `invalid_client`, `invalid_request`, `too_many_requests`,
  ///   `temporarily_unavailable`
  public Proof of(Request request, OAuthParameters parameters) {
    String bodyId = parameters.get("client_id");
    String bodySecret = parameters.get("client_secret");
    // Any other scheme than Basic, a stale Bearer above all, is not meant for this endpoint.
    if (BasicCredentials.areTried(request)) {
      return ofBasic(request, bodyId, bodySecret);
    }
    if (bodyId == null) {
      throw OAuthException.invalidRequest(
          "Say which client you are: by HTTP Basic, or by client_id.");
    }
    return judged(
        authentication.check(bodyId, bodySecret, request.remoteAddress()),
        OAuthException.of(OAuthError.INVALID_CLIENT, bodyId.replaceAll("[^A-Za-z0-9.-]", "?")));
  }

  private Proof ofBasic(Request request, @Nullable String bodyId, @Nullable String bodySecret) {
    // RFC 6749 §2.3: not more than one method in a request.
    if (bodySecret != null) {
      throw OAuthException.invalidRequest(
          "The client must prove itself once: by HTTP Basic or by client_secret, not by both.");
    }
    OAuthException refusal = basicRefusal();
    BasicCredentials basic = BasicCredentials.of(request);
    if (basic == null) {
      throw refusal;
    }
    if (bodyId != null && !basic.ids().contains(bodyId)) {
      throw OAuthException.invalidRequest(
          "The client_id is another than that of the Authorization header.");
    }
    List<String> ids = bodyId == null ? List.copyOf(basic.ids()) : List.of(bodyId);
    ClientAuthentication.Result result = new ClientAuthentication.Result.Refused();
    for (String id : ids) {
      result = authentication.check(id, basic.secrets(), request.remoteAddress());
      if (!(result instanceof ClientAuthentication.Result.Refused)) {
        break;
      }
    }
    return judged(result, refusal);
  }

  private static Proof judged(ClientAuthentication.Result result, OAuthException refusal) {
    return switch (result) {
      case ClientAuthentication.Result.Proven(Client client) -> new Proof(client, true);
      case ClientAuthentication.Result.Named(Client client) -> new Proof(client, false);
      case ClientAuthentication.Result.Refused() -> throw refusal;
      case ClientAuthentication.Result.TooMany(int retryAfter) ->
          throw OAuthException.tooMany(retryAfter, "secrets of a client");
      case ClientAuthentication.Result.Busy(int retryAfter) ->
          throw OAuthException.unavailable(retryAfter, "hashing pool");
    };
  }

  /// What a client is told that named itself where it must prove itself.
  public static OAuthException unproven(Request request) {
    return BasicCredentials.areTried(request)
        ? basicRefusal()
        : OAuthException.of(OAuthError.INVALID_CLIENT, "no secret");
  }

  // RFC 6749 §5.2: the scheme that was tried is named.
  private static OAuthException basicRefusal() {
    return OAuthException.of(OAuthError.INVALID_CLIENT, "Basic")
        .with("WWW-Authenticate", "Basic realm=\"andiron\", charset=\"UTF-8\"");
  }
}

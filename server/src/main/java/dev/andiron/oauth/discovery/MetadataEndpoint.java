package dev.andiron.oauth.discovery;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import java.util.Arrays;

/// `GET /.well-known/oauth-authorization-server` (RFC 8414) and, for clients that know only that
/// name, `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §4).
public final class MetadataEndpoint implements Handler {
  private final JsonObject metadata;

  /// @param passwordGrant whether the password grant is offered at all
  public MetadataEndpoint(String issuer, boolean passwordGrant) {
    JsonArray clientAuthentication = strings("client_secret_basic", "client_secret_post", "none");
    this.metadata =
        JsonObject.builder()
            .put("issuer", issuer)
            .put("token_endpoint", issuer + "/auth/token")
            .put("revocation_endpoint", issuer + "/auth/revoke")
            .put("introspection_endpoint", issuer + "/auth/introspect")
            .put("userinfo_endpoint", issuer + "/auth/userinfo")
            .put("jwks_uri", issuer + "/.well-known/jwks.json")
            .put(
                "grant_types_supported",
                passwordGrant
                    ? strings("password", "refresh_token", "client_credentials")
                    : strings("refresh_token", "client_credentials"))
            // RFC 8414 §2: required, and empty where there is no authorization endpoint.
            .put("response_types_supported", JsonArray.EMPTY)
            .put("token_endpoint_auth_methods_supported", clientAuthentication)
            .put("revocation_endpoint_auth_methods_supported", clientAuthentication)
            .put("introspection_endpoint_auth_methods_supported", clientAuthentication)
            .put("subject_types_supported", strings("public"))
            .put("id_token_signing_alg_values_supported", strings("RS256"))
            .build();
  }

  private static JsonArray strings(String... values) {
    return JsonArray.of(Arrays.stream(values).map(Json::of).toList());
  }

  @Override
  public Response handle(Request request) {
    return Answers.of(200, metadata, Negotiation.of(request), Negotiation.pretty(request));
  }
}

package dev.andiron.contract;

import static dev.andiron.contract.Given.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResourceOwnerPasswordCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.Tokens;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A client of another maker: the Nimbus OAuth 2.0 SDK, from the metadata on")
class NimbusClientTest {
  private static final String SECRET = "n:s%c+é t";
  private static AuthorizationServerMetadata metadata =
      new AuthorizationServerMetadata(new Issuer("http://x"));

  @BeforeAll
  static void clientsAndUsers() throws GeneralException, IOException {
    put(
        "/Client/ni-app",
        """
        {"secret":"%s","grant_types":["password","client_credentials"],"scope":["openid","x"],
         "auth":{"password":{"token_format":"jwt","refresh_token":true,"audience":"ni-aud"},
                 "client_credentials":{"token_format":"jwt"}}}
        """
            .formatted(SECRET));
    put("/User/ni-user", "{\"password\":\"password\"}");
    metadata = AuthorizationServerMetadata.resolve(new Issuer(Given.APP.url()));
  }

  private static ClientAuthentication authentication(String method) {
    ClientID id = new ClientID("ni-app");
    return method.equals("basic")
        ? new ClientSecretBasic(id, new Secret(SECRET))
        : new ClientSecretPost(id, new Secret(SECRET));
  }

  private static TokenResponse token(String method, AuthorizationGrant grant, String... scope)
      throws IOException, ParseException {
    return TokenResponse.parse(
        new TokenRequest.Builder(metadata.getTokenEndpointURI(), authentication(method), grant)
            .scope(scope.length == 0 ? null : new Scope(scope))
            .build()
            .toHTTPRequest()
            .send());
  }

  private static Tokens tokens(TokenResponse response) {
    assertThat(response.indicatesSuccess())
        .as(() -> response.toErrorResponse().getErrorObject().toString())
        .isTrue();
    AccessTokenResponse success = response.toSuccessResponse();
    return success.getTokens();
  }

  private static JWTClaimsSet verified(String token, String audience)
      throws IOException, java.text.ParseException, BadJOSEException, JOSEException {
    DefaultJWTProcessor<com.nimbusds.jose.proc.SecurityContext> processor =
        new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            JWSAlgorithm.RS256, JWKSourceBuilder.create(metadata.getJWKSetURI().toURL()).build()));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(Given.APP.url()).build(),
            Set.of("sub", "iat", "exp", "jti", "client_id")));
    return processor.process(token, null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic", "post"})
  @DisplayName("password and refresh grants; the JWT is verified through the published keys")
  void passwordAndRefresh(String method) throws Exception {
    Tokens first =
        tokens(
            token(
                method,
                new ResourceOwnerPasswordCredentialsGrant("ni-user", new Secret("password")),
                "openid"));
    assertThat(first.getAccessToken().getLifetime()).isEqualTo(3600);
    assertThat(first.getAccessToken().getScope().toStringList()).containsExactly("openid");
    JWTClaimsSet claims = verified(first.getAccessToken().getValue(), "ni-aud");
    assertThat(claims.getSubject()).isEqualTo("ni-user");
    Tokens second = tokens(token(method, new RefreshTokenGrant(first.getRefreshToken())));
    assertThat(verified(second.getAccessToken().getValue(), "ni-aud").getJWTID())
        .isEqualTo(claims.getJWTID());
    assertThat(
            Given.HTTP
                .get("/auth/userinfo")
                .header("Authorization", second.getBearerAccessToken().toAuthorizationHeader())
                .send()
                .text("id"))
        .isEqualTo("ni-user");
  }

  @Test
  @DisplayName("client credentials; introspection; revocation")
  void clientCredentials() throws Exception {
    Tokens tokens = tokens(token("basic", new ClientCredentialsGrant(), "x"));
    JWTClaimsSet claims = verified(tokens.getAccessToken().getValue(), Given.APP.url());
    assertThat(claims.getSubject()).isEqualTo("ni-app");
    assertThat(introspected(tokens)).isTrue();
    assertThat(
            new TokenRevocationRequest(
                    metadata.getRevocationEndpointURI(),
                    authentication("basic"),
                    tokens.getAccessToken())
                .toHTTPRequest()
                .send()
                .getStatusCode())
        .isEqualTo(200);
    assertThat(introspected(tokens)).isFalse();
  }

  private static boolean introspected(Tokens tokens) throws IOException, ParseException {
    return TokenIntrospectionResponse.parse(
            new TokenIntrospectionRequest(
                    metadata.getIntrospectionEndpointURI(),
                    authentication("basic"),
                    tokens.getAccessToken())
                .toHTTPRequest()
                .send())
        .toSuccessResponse()
        .isActive();
  }

  @Test
  @DisplayName("errors are read as what they are")
  void errors() throws Exception {
    TokenResponse response =
        token("basic", new ResourceOwnerPasswordCredentialsGrant("ni-user", new Secret("wrong")));
    assertThat(response.indicatesSuccess()).isFalse();
    assertThat(response.toErrorResponse().getErrorObject().getCode()).isEqualTo("invalid_grant");
    assertThat(response.toErrorResponse().getErrorObject().getHTTPStatusCode()).isEqualTo(400);
  }
}

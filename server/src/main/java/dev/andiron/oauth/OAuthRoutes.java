package dev.andiron.oauth;

import dev.andiron.http.Handler;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Route;
import dev.andiron.identity.ClientAuthentication;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SignIn;
import dev.andiron.identity.SignInCounts;
import dev.andiron.identity.SigningKeyRing;
import dev.andiron.identity.Users;
import dev.andiron.oauth.discovery.JwksEndpoint;
import dev.andiron.oauth.discovery.MetadataEndpoint;
import dev.andiron.oauth.introspect.IntrospectionEndpoint;
import dev.andiron.oauth.introspect.IntrospectionPolicy;
import dev.andiron.oauth.protocol.ClientProof;
import dev.andiron.oauth.protocol.OAuthHandler;
import dev.andiron.oauth.revoke.RevocationEndpoint;
import dev.andiron.oauth.token.TokenEndpoint;
import dev.andiron.oauth.userinfo.UserInfoEndpoint;
import java.util.List;

/// The routes of OAuth.
public final class OAuthRoutes {
  private static final int BODY_LIMIT = 64 * 1024;

  private static final Operation TOKEN =
      new Operation("AuthToken", "Signs in and gives out tokens, by any grant.", Admission.ALL);
  private static final Operation REVOKE =
      new Operation("AuthRevoke", "Ends the session of a token.", Admission.ALL);
  private static final Operation INTROSPECT =
      new Operation(
          "Introspect",
          "Tells a client what a token is good for; of other clients' tokens where a policy allows"
              + " it.",
          Admission.POLICY);
  private static final Operation USER_INFO =
      new Operation("AuthUserInfo", "Tells whom an access token acts for.", Admission.SESSION);
  private static final Operation KEYS =
      new Operation("JsonWebKeys", "Gives the keys by which tokens are verified.", Admission.ALL);
  private static final Operation METADATA =
      new Operation("OAuthMetadata", "Tells where and how to sign in, to programs.", Admission.ALL);

  private OAuthRoutes() {}

  /// What the routes call.
  ///
  /// @param issuer as it was fixed at the first start
  /// @param passwordGrant whether the password grant is offered at all
  public record Services(
      ClientAuthentication clients,
      SignIn signIn,
      Sessions sessions,
      Users users,
      SigningKeyRing keys,
      IntrospectionPolicy introspection,
      String issuer,
      boolean passwordGrant,
      SignInCounts counts) {}

  public static List<Route> list(Services services) {
    ClientProof clients = new ClientProof(services.clients());
    MetadataEndpoint metadata = new MetadataEndpoint(services.issuer(), services.passwordGrant());
    return List.of(
        route(
            "POST",
            "/auth/token",
            TOKEN,
            new TokenEndpoint(
                clients,
                services.signIn(),
                services.sessions(),
                services.users(),
                services.passwordGrant(),
                services.counts())),
        route("POST", "/auth/revoke", REVOKE, new RevocationEndpoint(clients, services.sessions())),
        route(
            "POST",
            "/auth/introspect",
            INTROSPECT,
            new IntrospectionEndpoint(
                clients, services.sessions(), services.introspection(), services.issuer())),
        route(
            "GET",
            "/auth/userinfo",
            USER_INFO,
            new UserInfoEndpoint(services.sessions(), services.users())),
        route("GET", "/.well-known/jwks.json", KEYS, new JwksEndpoint(services.keys())),
        route("GET", "/.well-known/oauth-authorization-server", METADATA, metadata),
        route("GET", "/.well-known/openid-configuration", METADATA, metadata));
  }

  private static Route route(String method, String pattern, Operation operation, Handler endpoint) {
    return new Route(
        method,
        pattern,
        method.equals("GET") ? 0 : BODY_LIMIT,
        operation,
        new OAuthHandler(endpoint));
  }
}

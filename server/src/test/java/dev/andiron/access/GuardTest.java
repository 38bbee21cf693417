package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.TestPostgres;
import dev.andiron.config.Settings.SignInLimits;
import dev.andiron.crypto.Argon2Parameters;
import dev.andiron.crypto.HashingPool;
import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.PasswordHasher;
import dev.andiron.http.Handler;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Client;
import dev.andiron.identity.ClientAuthentication;
import dev.andiron.identity.ClientHook;
import dev.andiron.identity.Clients;
import dev.andiron.identity.Guesses;
import dev.andiron.identity.LastUses;
import dev.andiron.identity.NewSession;
import dev.andiron.identity.PasswordRules;
import dev.andiron.identity.Passwords;
import dev.andiron.identity.RoleHook;
import dev.andiron.identity.SessionHook;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SigningKeyRing;
import dev.andiron.identity.TokenSettings;
import dev.andiron.identity.User;
import dev.andiron.identity.UserHook;
import dev.andiron.identity.Users;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.metrics.Metrics;
import dev.andiron.pg.Database;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.resource.Trust;
import dev.andiron.resource.Validator;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 6750, RFC 7617 and AccessPolicy, before every protected route")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GuardTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final Response DONE = Response.empty(204);

  /// What never believes its memory.
  private static final Trust NEVER =
      new Trust() {
        @Override
        public boolean holds() {
          return false;
        }

        @Override
        public long position() {
          return 0;
        }

        @Override
        public boolean keeps(ResourceKey key, long position) {
          return false;
        }
      };

  /// Takes everything; knows that ids are strings.
  private static final Validator VALIDATOR =
      new Validator() {
        @Override
        public boolean knows(String type) {
          return true;
        }

        @Override
        public Checked check(JsonObject resource) {
          return resource.get("value") instanceof JsonPlain(String text)
              ? new Checked(resource.with("value", text), List.of())
              : new Checked(resource, List.of());
        }
      };

  private static final Set<String> OWN_TYPES = Set.of("User", "Client", "Session", "Operation");

  private final Pool pool = TestPostgres.newPool();
  private final Database database = pool.database();
  private final Clock clock = Clock.systemUTC();
  private final AtomicInteger served = new AtomicInteger();
  private final HashingPool hashing = new HashingPool(2, 64, Duration.ofSeconds(10));
  private final Node node = new Node(null);
  private String userToken = "";
  private String clientToken = "";

  private Guesses guesses(Database database) {
    return new Guesses(database, "secret", new SignInLimits(5, 100, 1000), clock);
  }

  /// One server over the database.
  private final class Node {
    final ChangeFeed feed =
        new ChangeFeed(
            database,
            Set.of("User", "Client", "Session", "Role", "AccessPolicy", "Operation"),
            Set.of("Session"));
    final Store store;
    final Users users;
    final Clients clients;
    final Sessions sessions;
    final Guard guard;

    /// @param trusted null for the feed
    Node(@Nullable Trust trusted) {
      Migrations.ofProduct().applyTo(database);
      Trust trust = trusted == null ? feed : trusted;
      KeyVault vault = KeyVault.of(KEY);
      Passwords passwords =
          new Passwords(hashing, new PasswordHasher(new Argon2Parameters(64, 1, 1)));
      LastUses uses = new LastUses(database);
      SessionHook hook = new SessionHook(database, uses, clock);
      store =
          new Store(
              database,
              clock,
              () -> UUID.randomUUID().toString(),
              VALIDATOR,
              (_, _, _, _) -> List.of(),
              List.of(
                  new UserHook(database, passwords, PasswordRules.DEFAULT, vault, clock),
                  new ClientHook(database, passwords, clock),
                  new RoleHook(),
                  new AccessPolicyHook(() -> Requests.OPERATIONS, _ -> List.of(), _ -> List.of()),
                  new OperationHook(() -> Requests.OPERATIONS),
                  hook),
              feed);
      users = new Users(database, store::read, trust);
      clients = new Clients(database, store::read, trust);
      SigningKeyRing keys = new SigningKeyRing(database, vault, clock);
      keys.start();
      sessions =
          new Sessions(
              database,
              store,
              hook,
              users,
              clients,
              keys,
              "http://localhost",
              TokenSettings.DEFAULT,
              trust,
              uses,
              clock);
      Policies policies = policies(database, trust);
      RoleResources roles = new RoleResources(database, trust);
      guard =
          new Guard(
              new Authentication(
                  sessions,
                  new ClientAuthentication(clients, passwords, guesses(database)),
                  new SessionCookie(false),
                  served::incrementAndGet),
              policies,
              users,
              clients,
              roles,
              VALIDATOR,
              new KeptTraces(database, clock),
              new Metrics());
      List.of(users.listener(), clients.listener(), sessions.listener(), policies, roles)
          .forEach(feed::listen);
      feed.start();
    }

    void put(String type, String id, String json) {
      var _ = store.put(new ResourceKey(type, id), Requests.object(json), Precondition.NONE);
    }

    void delete(String type, String id) {
      var _ = store.delete(new ResourceKey(type, id), Precondition.NONE);
    }

    String token(@Nullable String user, String client) {
      Client known = clients.find(client);
      assertThat(known).isNotNull();
      User found = user == null ? null : users.find(user);
      return sessions
          .create(
              new NewSession(
                  user == null ? "client_credentials" : "password",
                  found,
                  known,
                  List.of(),
                  "10.0.0.1",
                  null))
          .accessToken();
    }

    int status(String operation, Request request) {
      Handler handler = guard.protect(operation, _ -> DONE);
      try {
        return handler.handle(request).status();
      } catch (HttpProblem e) {
        return e.status();
      }
    }
  }

  @BeforeAll
  void begin() {
    node.put("Client", "c", "{'secret':'s%2Bc:ret','grant_types':['password','basic']}");
    node.put("Client", "nobasic", "{'secret':'secret','grant_types':['password']}");
    node.put("Client", "public", "{'grant_types':['basic']}");
    node.put("User", "u", "{'password':'secret-of-u','data':{'patient':'p1'}}");
    userToken = node.token("u", "c");
    clientToken = node.token(null, "c");
  }

  @AfterAll
  void end() {
    node.feed.close();
    hashing.close();
    pool.close();
  }

  private static Policies policies(Database database, Trust trust) {
    return new Policies(database, trust, () -> Requests.OPERATIONS, OWN_TYPES::contains, null);
  }

  private static Request request(String... authorization) {
    Headers headers = Headers.NONE;
    for (String field : authorization) {
      headers = headers.plus("Authorization", field);
    }
    return with(Requests.read("Patient", "p1"), headers, new byte[0]);
  }

  private static Request with(Request plain, Headers headers, byte[] body) {
    return new Request(
        plain.id(),
        plain.method(),
        plain.path(),
        plain.segments(),
        plain.pathParameters(),
        plain.queryString(),
        plain.query(),
        headers,
        body,
        plain.remoteAddress(),
        plain.scheme());
  }

  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> challenges(Request request) {
    try {
      Response _ = node.guard.withSession(_ -> DONE).handle(request);
      throw new AssertionError("it was let through");
    } catch (HttpProblem e) {
      assertThat(e.status()).isEqualTo(401);
      return e.headers().all("WWW-Authenticate");
    }
  }

  @Test
  @DisplayName("RFC 6750 §3: without a token no error is named")
  void missing() {
    assertThat(challenges(request())).containsExactly("Bearer realm=\"andiron\"");
  }

  @DisplayName("RFC 6750 §3.1: a token that is not good is an invalid_token")
  @ParameterizedTest
  @ValueSource(strings = {"Bearer x", "bearer", "BEARER   a.b.c", "Bearer a b"})
  void badToken(String authorization) {
    assertThat(challenges(request(authorization)))
        .singleElement()
        .asString()
        .startsWith("Bearer realm=")
        .contains("error=\"invalid_token\"");
  }

  @DisplayName("RFC 7617: a name and secret that are not right, and other ways to sign in")
  @ParameterizedTest
  @ValueSource(
      strings = {"c:wrong", "c:", "c", ":", "nobody:s", "nobasic:secret", "public:", "public:x"})
  void badSecret(String credentials) {
    assertThat(challenges(request(basic(credentials)))).first().asString().startsWith("Bearer");
    assertThat(challenges(request("Basic ?"))).hasSize(2).last().asString().startsWith("Basic");
    assertThat(challenges(request("Digest x"))).hasSize(1);
  }

  @Test
  @DisplayName("the scheme's case does not matter; a secret is taken raw and percent-encoded")
  void good() {
    Handler handler =
        node.guard.withSession(call -> {
          assertThat(call.caller().clientId()).isEqualTo("c");
          return DONE;
        });
    assertThat(handler.handle(request("bEARER " + userToken))).isEqualTo(DONE);
    assertThat(handler.handle(request(basic("c:s%2Bc:ret")))).isEqualTo(DONE);
    assertThat(handler.handle(request(basic("c:s%252Bc%3Aret")))).isEqualTo(DONE);
  }

  @Test
  @DisplayName("whoever hashes is told of those who are signed in, and of nobody else")
  void isTold() {
    Handler handler = node.guard.withSession(_ -> DONE);
    int before = served.get();
    assertThat(challenges(request("Bearer x"))).isNotEmpty();
    assertThat(challenges(request(basic("c:wrong")))).isNotEmpty();
    assertThat(served).hasValue(before);
    assertThat(handler.handle(request("Bearer " + userToken))).isEqualTo(DONE);
    assertThat(served).hasValue(before + 1);
    assertThat(handler.handle(request(basic("c:s%2Bc:ret")))).isEqualTo(DONE);
    assertThat(served).hasValue(before + 2);
  }

  @Test
  @DisplayName("several Authorization fields are a 400")
  void several() {
    assertThatThrownBy(() ->
            node.guard
                .withSession(_ -> DONE)
                .handle(request("Bearer " + userToken, "Bearer " + userToken)))
        .isInstanceOfSatisfying(HttpProblem.class, e -> assertThat(e.status()).isEqualTo(400));
  }

  @Test
  @DisplayName(
      "who is not known learns nothing of the body; who is not allowed learns what is malformed,"
          + " and no more")
  void order() {
    Headers yaml = Headers.NONE.with("Content-Type", "text/yaml");
    Request plain = Requests.request("POST", "/Patient", Map.of("type", "Patient"), "");
    byte[] broken = "a: [".getBytes(StandardCharsets.UTF_8);
    assertThat(node.status("FhirCreate", with(plain, yaml, broken))).isEqualTo(401);
    Headers known = yaml.with("Authorization", "Bearer " + userToken);
    assertThat(node.status("FhirCreate", with(plain, known, broken))).isEqualTo(400);
    assertThat(node.status("FhirCreate", with(plain, known.with("Content-Type", "a/b"), broken)))
        .isEqualTo(415);
    assertThat(
            node.status("FhirCreate", with(plain, known, "a: 1".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(403);
  }

  @Test
  @DisplayName("a policy decides from the moment it is written to the moment it is deleted")
  void written() {
    Request user = request("Bearer " + userToken);
    Request client = request("Bearer " + clientToken);
    assertThat(node.status("FhirRead", user)).isEqualTo(403);
    node.put("AccessPolicy", "u", "{'engine':'allow','link':[{'reference':'User/u'}]}");
    assertThat(node.status("FhirRead", user)).isEqualTo(204);
    assertThat(node.status("FhirRead", client)).isEqualTo(403);
    node.put("AccessPolicy", "u", "{'engine':'allow','link':[{'reference':'Client/c'}]}");
    assertThat(node.status("FhirRead", user)).isEqualTo(403);
    assertThat(node.status("FhirRead", client)).isEqualTo(204);
    assertThat(node.status("FhirRead", request(basic("c:s%2Bc:ret")))).isEqualTo(204);
    node.delete("AccessPolicy", "u");
    assertThat(node.status("FhirRead", client)).isEqualTo(403);
  }

  @Test
  @DisplayName("a Role gives and takes away")
  void roles() {
    node.put(
        "AccessPolicy",
        "r",
        "{'engine':'matcho','roleName':'nurse','matcho':{'params':{'resource/id':'.role.links.patient.id'}}}");
    Request user = request("Bearer " + userToken);
    assertThat(node.status("FhirRead", user)).isEqualTo(403);
    node.put(
        "Role",
        "r",
        "{'name':'nurse','user':{'reference':'User/u'},'links':{'patient':{'reference':'Patient/p1'}}}");
    assertThat(node.status("FhirRead", user)).isEqualTo(204);
    node.put(
        "Role",
        "r",
        "{'name':'nurse','user':{'reference':'User/u'},'links':{'patient':{'reference':'Patient/p2'}}}");
    assertThat(node.status("FhirRead", user)).isEqualTo(403);
    node.delete("Role", "r");
    node.delete("AccessPolicy", "r");
  }

  @Test
  @DisplayName("a policy sees a YAML scalar as it will be stored")
  void yaml() {
    node.put(
        "AccessPolicy",
        "y",
        "{'engine':'matcho','link':[{'reference':'User/u'}],'matcho':{'resource':{'value':{'$not':'0123'}}}}");
    Headers headers =
        Headers.NONE.with("Content-Type", "text/yaml").with("Authorization", "Bearer " + userToken);
    Request plain = Requests.request("POST", "/Basic", Map.of("type", "Basic"), "");
    assertThat(
            node.status(
                "FhirCreate", with(plain, headers, "value: 0123".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(403);
    assertThat(
            node.status(
                "FhirCreate", with(plain, headers, "value: 0124".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(204);
    node.delete("AccessPolicy", "y");
  }

  @Test
  @DisplayName("a posted search is decided and answered by query and form together")
  void postedSearch() {
    node.put(
        "AccessPolicy",
        "s",
        "{'engine':'matcho','link':[{'reference':'User/u'}],'matcho':{'uri':'/Patient','request-method':'get','params':{'patient':'.user.data.patient'}}}");
    Headers headers =
        Headers.NONE
            .with("Content-Type", "application/x-www-form-urlencoded")
            .with("Authorization", "Bearer " + userToken);
    Request plain =
        Requests.request("POST", "/Patient/_search", Map.of("type", "Patient"), "_count=1");
    Request own = with(plain, headers, "patient=p1".getBytes(StandardCharsets.UTF_8));
    Request both = with(plain, headers, "patient=p1&patient=p2".getBytes(StandardCharsets.UTF_8));
    assertThat(node.status("FhirSearch", own)).isEqualTo(204);
    assertThat(node.status("FhirSearch", both)).isEqualTo(403);
    Response _ =
        node.guard
            .protect(
                "FhirSearch",
                call -> {
                  assertThat(call.parameters().list())
                      .extracting(parameter -> ((Object) parameter.name()))
                      .containsExactly("_count", "patient");
                  assertThat(call.body()).isNull();
                  return DONE;
                })
            .handle(own);
    node.delete("AccessPolicy", "s");
  }

  @Test
  @DisplayName("a malformed policy is refused and changes nothing")
  void malformed() {
    assertThatThrownBy(
            () -> node.put("AccessPolicy", "m", "{'engine':'matcho','matcho':{'uri':'#('}}"))
        .isInstanceOf(RefusedException.class);
    assertThat(node.store.read(new ResourceKey("AccessPolicy", "m"))).isNull();
  }

  @Test
  @Tag("alone")
  @DisplayName(
      "another node decides by it within a second; one that cannot trust its memory at once")
  void otherNodes() {
    Node other = new Node(null);
    Node doubtful = new Node(NEVER);
    Request user = request("Bearer " + userToken);
    assertThat(other.status("FhirRead", user)).isEqualTo(403);
    assertThat(doubtful.status("FhirRead", user)).isEqualTo(403);
    for (int round = 0; round < 3; round++) {
      node.put("AccessPolicy", "n", "{'engine':'allow','link':[{'reference':'User/u'}]}");
      assertThat(doubtful.status("FhirRead", user)).isEqualTo(204);
      waitFor(other, user, 204);
      node.delete("AccessPolicy", "n");
      assertThat(doubtful.status("FhirRead", user)).isEqualTo(403);
      waitFor(other, user, 403);
    }
    other.feed.close();
    doubtful.feed.close();
  }

  private static void waitFor(Node node, Request request, int status) {
    long start = System.nanoTime();
    while (node.status("FhirRead", request) != status) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName(
      "a public operation needs no credentials, but good ones where there are any; on every node")
  void opened() {
    Node other = new Node(null);
    Node doubtful = new Node(NEVER);
    Request user = Requests.read("User", "u");
    List<Node> nodes = List.of(node, other, doubtful);
    for (int round = 0; round < 3; round++) {
      assertThat(nodes).allMatch(each -> each.status("FhirRead", request()) == 401);
      node.put("Operation", "FhirRead", "{'public':true}");
      assertThat(node.status("FhirRead", request())).isEqualTo(204);
      assertThat(doubtful.status("FhirRead", request())).isEqualTo(204);
      waitFor(other, request(), 204);
      for (Node each : nodes) {
        assertThat(each.status("FhirRead", request("Bearer " + userToken))).isEqualTo(204);
        assertThat(each.status("FhirRead", request("Bearer x"))).isEqualTo(401);
        assertThat(each.status("FhirRead", user)).as("a type of ours").isEqualTo(401);
        assertThat(each.status("FhirSearch", request())).as("another").isEqualTo(401);
      }
      node.put("Operation", "FhirRead", "{'public':false}");
      assertThat(node.status("FhirRead", request())).isEqualTo(401);
      assertThat(doubtful.status("FhirRead", request())).isEqualTo(401);
      waitFor(other, request(), 401);
    }
    other.feed.close();
    doubtful.feed.close();
  }

  @Test
  @DisplayName("nobody is let in by a policy for everybody")
  void anonymous() {
    node.put("AccessPolicy", "everybody", "{'engine':'allow'}");
    node.put(
        "AccessPolicy", "reads", "{'engine':'allow','link':[{'reference':'Operation/FhirRead'}]}");
    assertThat(node.status("FhirRead", request("Bearer " + userToken))).isEqualTo(204);
    assertThat(node.status("FhirRead", request())).isEqualTo(401);
    node.put("Operation", "FhirSearch", "{'public':true}");
    assertThat(node.guard.decide(new Caller.Anonymous(), request(), "FhirRead", null).allowed())
        .isFalse();
    assertThat(node.guard.questions(new Caller.Anonymous()).allows(request(), "FhirRead", null))
        .isFalse();
    node.put("Operation", "FhirSearch", "{'public':false}");
    node.delete("AccessPolicy", "everybody");
    node.delete("AccessPolicy", "reads");
  }

  @Test
  @DisplayName("without the database and without trust it cannot be told: 503, never yes")
  void unavailable() {
    Pool gone = TestPostgres.newPool();
    Policies policies = policies(gone.database(), NEVER);
    assertThat(policies.inForce().global()).isEmpty();
    gone.close();
    Guard guard =
        new Guard(
            new Authentication(
                node.sessions,
                new ClientAuthentication(
                    node.clients,
                    new Passwords(hashing, new PasswordHasher(new Argon2Parameters(64, 1, 1))),
                    guesses(gone.database())),
                new SessionCookie(false),
                () -> {}),
            policies,
            node.users,
            node.clients,
            new RoleResources(gone.database(), NEVER),
            VALIDATOR,
            new KeptTraces(gone.database(), clock),
            new Metrics());
    for (Request request : List.of(request("Bearer " + userToken), request())) {
      assertThatThrownBy(() -> guard.protect("FhirRead", _ -> DONE).handle(request))
          .isInstanceOfSatisfying(
              HttpProblem.class,
              e -> {
                assertThat(e.status()).isEqualTo(503);
                assertThat(e.headers().first("Retry-After")).isEqualTo("1");
              });
    }
  }

  @Test
  @DisplayName("a denial tells nothing of what exists")
  void denial() {
    assertThatThrownBy(
            () -> node.guard.protect("FhirRead", _ -> DONE).handle(request("Bearer " + userToken)))
        .isInstanceOfSatisfying(
            HttpProblem.class,
            e -> {
              assertThat(e.status()).isEqualTo(403);
              assertThat(e.getMessage()).doesNotContain("Patient", "p1");
            });
  }
}

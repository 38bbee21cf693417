package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.TestPostgres;
import dev.andiron.crypto.HashingPool;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Trust;
import dev.andiron.resource.Written;
import dev.andiron.search.ComputedParameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Sessions: made, verified, refreshed (RFC 6749 §6, RFC 9700 §4.14.2), closed")
class SessionsTest {
  private static final String OPAQUE =
      "{\"secret\":\"s\",\"grant_types\":[\"password\"],\"auth\":{\"password\":{\"refresh_token\":true}}}";
  private static final String JWT =
      "{\"secret\":\"s\",\"grant_types\":[\"password\"],\"scope\":[\"a\",\"b\"],\"auth\":{\"password\":"
          + "{\"refresh_token\":true,\"token_format\":\"jwt\",\"audience\":[\"https://rs\",\"x\"],"
          + "\"access_token_expiration\":60}}}";

  private final MutableClock clock = new MutableClock();
  private final Database database = TestPostgres.newProductDatabase();
  private final IdentityNode node = new IdentityNode(database, clock);

  @BeforeEach
  void somebody() {
    node.put("User", "u1", "{\"password\":\"secret\",\"email\":\"u1@mail.com\"}");
    node.put("Client", "opaque", OPAQUE);
    node.put("Client", "jwt", JWT);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Issued signIn(String clientId) {
    Client client = client(clientId);
    return node.sessions.create(
        new NewSession(
            "password",
            node.users.find("u1"),
            client,
            client.scope(),
            "10.0.0.1",
            "curl/8\u0001ä"));
  }

  private Client client(String id) {
    return Objects.requireNonNull(node.clients.find(id));
  }

  private Refreshed refresh(String token, String clientId) {
    return node.sessions.refresh(token, client(clientId), true, List.of());
  }

  private Issued refreshed(String token) {
    return ((Refreshed.Rotated) refresh(token, "opaque")).issued();
  }

  private static String refreshToken(Issued issued) {
    return Objects.requireNonNull(issued.refreshToken());
  }

  private boolean isGood(String accessToken) {
    return switch (node.sessions.verify(accessToken)) {
      case Verification.Good _ -> true;
      case Verification.Bad _ -> false;
      case Verification.Unavailable _ -> throw new AssertionError("unavailable");
    };
  }

  private static SessionView good(Verification verification) {
    assertThat(verification).isInstanceOf(Verification.Good.class);
    return ((Verification.Good) verification).session();
  }

  @Test
  @DisplayName(
      "a sign-in without a client is good as a cookie only, for 12 hours, and never renewed")
  void console() {
    User user = Objects.requireNonNull(node.users.find("u1"));
    Issued issued = node.sessions.create(NewSession.console(user, "10.0.0.1", null, null));
    String token = issued.accessToken();
    assertThat(issued.expiresIn()).isEqualTo(Duration.ofHours(12).toSeconds());
    assertThat(issued.refreshToken()).isNull();
    assertThat(AccessTokens.isJwt(token)).isFalse();
    assertThat(node.sessions.verify(token)).isInstanceOf(Verification.Bad.class);
    assertThat(node.sessions.verifyCookie(token)).isInstanceOf(Verification.Good.class);
    assertThat(node.sessions.ownerOf(token)).isNull();
    for (String client : List.of("opaque", "jwt")) {
      assertThat(node.sessions.verifyCookie(signIn(client).accessToken()))
          .isInstanceOf(Verification.Bad.class);
    }
    clock.forward(Duration.ofHours(12).minusSeconds(1));
    assertThat(node.sessions.verifyCookie(token)).isInstanceOf(Verification.Good.class);
    assertThat(node.sessions.closeOf("u2", issued.sessionId())).isFalse();
    assertThat(node.sessions.verifyCookie(token)).isInstanceOf(Verification.Good.class);
    clock.forward(Duration.ofSeconds(1));
    assertThat(node.sessions.verifyCookie(token)).isInstanceOf(Verification.Bad.class);
  }

  @Test
  @DisplayName("no client's session is of the console's type, and no other goes without a client")
  void kinds() {
    User user = Objects.requireNonNull(node.users.find("u1"));
    Client client = client("opaque");
    for (String type : List.of("console", "password")) {
      assertThatThrownBy(() ->
              new NewSession(
                  type, user, type.equals("console") ? client : null, List.of(), "::1", null))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new NewSession("console", null, null, List.of(), "::1", null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("an opaque token is the session's id and 32 random bytes, and good at once")
  void opaque() {
    Issued issued = signIn("opaque");

    assertThat(issued.accessToken()).matches("[A-Za-z0-9_-]{64}");
    SessionView view = good(node.sessions.verify(issued.accessToken()));
    assertThat(view.id()).isEqualTo(issued.sessionId());
    assertThat(view.userId()).isEqualTo("u1");
    assertThat(view.clientId()).isEqualTo("opaque");
    assertThat(view.audience()).containsExactly(IdentityNode.ISSUER);
    assertThat(issued.expiresIn()).isEqualTo(3600);
    assertThat(isGood(issued.accessToken().substring(0, 63) + "!")).isFalse();
    assertThat(isGood(issued.accessToken().substring(0, 60) + "AAAA")).isFalse();
    assertThat(isGood("")).isFalse();
  }

  @Test
  @DisplayName("of tokens the database keeps no letter")
  void nothingKept() {
    Issued issued = signIn("opaque");

    for (String table : List.of("session", "session_state", "access_token", "feed")) {
      List<String> rows =
          database.query(Statement.of("select t::text from " + table + " t"), row -> row.text(1));
      assertThat(rows).noneMatch(row -> row.contains(issued.accessToken().substring(24)));
      assertThat(rows).noneMatch(row -> row.contains(refreshToken(issued).substring(60, 90)));
    }
  }

  @Test
  @DisplayName("RFC 7519: a JWT says whose, for whom, until when; its session decides")
  void jwt() {
    Issued issued = signIn("jwt");

    SessionView view = good(node.sessions.verify(issued.accessToken()));
    JsonObject claims = view.claims();
    assertThat(claims.names())
        .containsExactly("iss", "sub", "aud", "iat", "exp", "jti", "client_id", "scope");
    assertThat(claims.string("iss")).isEqualTo(IdentityNode.ISSUER);
    assertThat(claims.string("sub")).isEqualTo("u1");
    assertThat(claims.string("jti")).isEqualTo(issued.sessionId());
    assertThat(claims.string("scope")).isEqualTo("a b");
    assertThat(claims.array("aud")).containsExactly(Json.of("https://rs"), Json.of("x"));
    assertThat(issued.expiresIn()).isEqualTo(60);

    clock.forward(Duration.ofSeconds(59));
    assertThat(isGood(issued.accessToken())).isTrue();
    clock.forward(Duration.ofSeconds(1));
    assertThat(isGood(issued.accessToken())).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"opaque", "jwt"})
  @DisplayName("a closed session's tokens are refused at once, and it stays readable")
  void closed(String clientId) {
    Issued issued = signIn(clientId);
    assertThat(isGood(issued.accessToken())).isTrue();
    assertThat(node.shown("Session", issued.sessionId()).get("active")).isEqualTo(Json.of(true));

    assertThat(node.sessions.close(issued.sessionId())).isTrue();

    assertThat(isGood(issued.accessToken())).isFalse();
    assertThat(refresh(refreshToken(issued), clientId)).isInstanceOf(Refreshed.Refused.class);
    JsonObject shown = node.shown("Session", issued.sessionId());
    assertThat(shown.get("active")).isEqualTo(Json.of(false));
    assertThat(shown.string("end")).isEqualTo("2026-11-22T10:00:00Z");
    assertThat(shown.string("remoteAddr")).isEqualTo("10.0.0.1");
    assertThat(shown.string("userAgent")).isEqualTo("curl/8??");
    assertThat(node.sessions.close("nobody")).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "User/u1 {\"password\":\"another\"}",
        "User/u1 {\"password\":null}",
        "User/u1 {\"inactive\":true}",
        "User/u1 {\"active\":false}",
        "User/u1",
        "Client/jwt {\"secret\":\"another\"}",
        "Client/jwt {\"secret\":null}",
        "Client/jwt {\"active\":false}",
        "Client/jwt"
      })
  @DisplayName(
      "a new or no password or secret, disabling and deleting end sessions; nothing revives")
  void ended(String change) {
    Issued issued = signIn("jwt");
    assertThat(isGood(issued.accessToken())).isTrue();

    String[] parts = change.split("[/ ]", 3);
    if (parts.length == 2) {
      node.delete(parts[0], parts[1]);
    } else {
      node.put(parts[0], parts[1], parts[2]);
    }

    assertThat(isGood(issued.accessToken())).isFalse();
    assertThat(node.shown("Session", issued.sessionId()).get("active")).isEqualTo(Json.of(false));

    node.put("User", "u1", "{\"password\":\"secret\"}");
    node.put("Client", "jwt", JWT);
    assertThat(isGood(issued.accessToken())).isFalse();
    assertThat(refresh(refreshToken(issued), "jwt")).isInstanceOf(Refreshed.Refused.class);
    assertThat(isGood(signIn("jwt").accessToken())).isTrue();
  }

  @Test
  @DisplayName("the same password and secret again change nothing and end nothing")
  void same() {
    Issued issued = signIn("jwt");

    Written user = node.put("User", "u1", "{\"password\":\"secret\",\"email\":\"u1@mail.com\"}");
    Written client = node.put("Client", "jwt", JWT);

    assertThat(user.effect()).isEqualTo(Written.Effect.UNCHANGED);
    assertThat(client.effect()).isEqualTo(Written.Effect.UNCHANGED);
    assertThat(isGood(issued.accessToken())).isTrue();
  }

  @Test
  @DisplayName("each refresh token is good once; access tokens given before live on")
  void rotates() {
    Issued first = signIn("opaque");
    clock.forward(Duration.ofMinutes(1));
    Issued second = refreshed(refreshToken(first));
    clock.forward(Duration.ofMinutes(1));
    Issued third = refreshed(refreshToken(second));

    assertThat(List.of(first, second, third)).allMatch(issued -> isGood(issued.accessToken()));
    JsonObject shown = node.shown("Session", first.sessionId());
    assertThat(shown.get("exp"))
        .isEqualTo(Json.of(clock.instant().plusSeconds(3600).getEpochSecond()));
    assertThat(Objects.requireNonNull(shown.object("meta")).string("versionId")).isEqualTo("1");

    clock.forward(Duration.ofMinutes(58));
    assertThat(isGood(first.accessToken())).isFalse();
    assertThat(isGood(second.accessToken())).isTrue();
  }

  @Test
  @DisplayName("within the grace a lost answer is given again, and its first successor is replaced")
  void grace() {
    Issued first = signIn("opaque");
    Issued lost = refreshed(refreshToken(first));
    clock.forward(Duration.ofSeconds(9));
    Issued again = refreshed(refreshToken(first));

    assertThat(isGood(again.accessToken())).isTrue();
    Issued next = refreshed(refreshToken(again));
    assertThat(isGood(next.accessToken())).isTrue();

    // The replaced one was never the way on: who has it is another.
    assertThat(refresh(refreshToken(lost), "opaque")).isInstanceOf(Refreshed.Refused.class);
    assertThat(isGood(next.accessToken())).isFalse();
  }

  @Test
  @DisplayName("the grace does not begin anew with each repetition")
  void graceEnds() {
    Issued first = signIn("opaque");
    Issued second = refreshed(refreshToken(first));
    clock.forward(Duration.ofSeconds(6));
    Issued third = refreshed(refreshToken(first));
    clock.forward(Duration.ofSeconds(4));

    assertThat(refresh(refreshToken(first), "opaque")).isInstanceOf(Refreshed.Refused.class);
    assertThat(List.of(second, third)).noneMatch(issued -> isGood(issued.accessToken()));
  }

  @Test
  @DisplayName("a spent token whose successor was used is reuse, and closes the session")
  void reuse() {
    Issued first = signIn("opaque");
    Issued second = refreshed(refreshToken(first));
    Issued third = refreshed(refreshToken(second));

    assertThat(refresh(refreshToken(first), "opaque")).isInstanceOf(Refreshed.Refused.class);

    assertThat(isGood(third.accessToken())).isFalse();
    assertThat(refresh(refreshToken(third), "opaque")).isInstanceOf(Refreshed.Refused.class);
    assertThat(node.shown("Session", first.sessionId()).get("active")).isEqualTo(Json.of(false));
  }

  @Test
  @DisplayName("another client gets nothing for it: refused when unspent, closed when spent")
  void anotherClient() {
    Issued first = signIn("opaque");
    assertThat(refresh(refreshToken(first), "jwt")).isInstanceOf(Refreshed.Refused.class);
    assertThat(isGood(first.accessToken())).isTrue();

    Issued second = refreshed(refreshToken(first));
    assertThat(refresh(refreshToken(first), "jwt")).isInstanceOf(Refreshed.Refused.class);
    assertThat(isGood(second.accessToken())).isFalse();
  }

  @Test
  @DisplayName("RFC 6749 §6: the scope may be narrowed for one access token, never widened")
  void scope() {
    Issued first = signIn("jwt");
    Refreshed narrow =
        node.sessions.refresh(refreshToken(first), client("jwt"), true, List.of("b"));
    Issued narrowed = ((Refreshed.Rotated) narrow).issued();
    assertThat(good(node.sessions.verify(narrowed.accessToken())).scope()).containsExactly("b");

    assertThat(
            node.sessions.refresh(refreshToken(narrowed), client("jwt"), true, List.of("a", "c")))
        .isInstanceOf(Refreshed.TooWide.class);
    Issued full = ((Refreshed.Rotated) refresh(refreshToken(narrowed), "jwt")).issued();
    assertThat(full.scope()).containsExactly("a", "b");
  }

  @Test
  @DisplayName("fifty at once with one refresh token: all are answered, one way leads on")
  void race() throws Exception {
    Issued first = signIn("opaque");
    List<Issued> issued = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Issued>> futures = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        futures.add(
            threads.submit(() -> {
              start.await();
              return refreshed(refreshToken(first));
            }));
      }
      start.countDown();
      for (Future<Issued> future : futures) {
        issued.add(future.get());
      }
    }
    assertThat(issued).allMatch(pair -> isGood(pair.accessToken()));
    assertThat(issued.stream().map(Issued::refreshToken).distinct()).hasSize(50);

    List<Issued> current =
        issued.stream()
            .filter(pair -> {
              TokenOwner owner = Objects.requireNonNull(node.sessions.ownerOf(refreshToken(pair)));
              return owner.goodUntil() != null;
            })
            .toList();
    assertThat(current).hasSize(1);
    assertThat(isGood(refreshed(refreshToken(current.getFirst())).accessToken())).isTrue();
  }

  @Test
  @DisplayName("fifty at once after the grace: it is reuse, and nothing of the session is left")
  void raceAfterGrace() throws Exception {
    Issued first = signIn("opaque");
    Issued second = refreshed(refreshToken(first));
    clock.forward(Duration.ofSeconds(11));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Refreshed>> futures = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        futures.add(threads.submit(() -> refresh(refreshToken(first), "opaque")));
      }
      for (Future<Refreshed> future : futures) {
        assertThat(future.get()).isInstanceOf(Refreshed.Refused.class);
      }
    }
    assertThat(isGood(second.accessToken())).isFalse();
  }

  @Test
  @DisplayName("nobody writes a session into being, moves it, extends it or opens it again")
  void cannotBeWritten() {
    assertThatThrownBy(() -> node.put("Session", "s1", "{\"type\":\"password\"}"))
        .isInstanceOf(RefusedException.class);

    Issued issued = signIn("opaque");
    String id = issued.sessionId();
    JsonObject shown = node.shown("Session", id);
    for (JsonObject changed :
        List.of(
            shown.with("user", JsonObject.of("resourceType", "User").with("id", "u2")),
            shown.with("exp", Json.of(99_999_999_999L)),
            shown.with("type", "basic"))) {
      assertThatThrownBy(() -> put(id, changed)).isInstanceOf(RefusedException.class);
    }
    assertThat(put(id, shown).effect()).isEqualTo(Written.Effect.UNCHANGED);
    assertThat(isGood(issued.accessToken())).isTrue();

    assertThat(put(id, shown.with("active", Json.of(false))).effect())
        .isEqualTo(Written.Effect.UPDATED);
    assertThat(isGood(issued.accessToken())).isFalse();
    assertThatThrownBy(() -> put(id, node.shown("Session", id).with("active", Json.of(true))))
        .isInstanceOf(RefusedException.class);
    assertThat(Objects.requireNonNull(node.delete("Session", id)).effect())
        .isEqualTo(Written.Effect.UNCHANGED);
  }

  @Test
  @DisplayName(
      "search by active and exp agrees with what is shown, after refreshing and closing too")
  void searched() {
    String open = signIn("opaque").sessionId();
    String closed = signIn("opaque").sessionId();
    Issued refreshed = signIn("opaque");
    node.sessions.close(closed);
    clock.forward(Duration.ofMinutes(10));
    Issued _ = refreshed(refreshToken(refreshed));

    ActiveSessions active = new ActiveSessions(clock);
    assertThat(found(active, "true")).containsExactlyInAnyOrder(open, refreshed.sessionId());
    assertThat(found(active, "false")).containsExactly(closed);
    SessionExpiry expiry = new SessionExpiry();
    long first = clock.instant().minus(Duration.ofMinutes(10)).plusSeconds(3600).getEpochSecond();
    assertThat(found(expiry, "" + first)).containsExactlyInAnyOrder(open, closed);
    assertThat(found(expiry, "gt" + first)).containsExactly(refreshed.sessionId());
    assertThat(found(expiry, "gt2026-11-22T12:00:00+01:00")).containsExactly(refreshed.sessionId());
    assertThatThrownBy(() -> found(expiry, "soon")).isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> found(ComputedParameter parameter, String value) {
    Statement condition = parameter.condition("one.id", List.of(value));
    return database.query(
        Statement.of(
            "select one.id from session one where " + condition.sql(),
            condition.parameters().toArray()),
        row -> row.text(1));
  }

  private Written put(String id, JsonObject session) {
    return node.store.put(new ResourceKey("Session", id), session, Precondition.NONE);
  }

  @Test
  @DisplayName("keys rotate while tokens are in flight, on every node")
  void keyRotation() {
    try (IdentityNode other = new IdentityNode(database, clock)) {
      Issued before = signIn("jwt");
      other.keys.rotate();
      Issued after =
          other.sessions.create(
              new NewSession(
                  "password",
                  other.users.find("u1"),
                  Objects.requireNonNull(other.clients.find("jwt")),
                  List.of(),
                  "10.0.0.1",
                  null));

      assertThat(isGood(before.accessToken())).isTrue();
      assertThat(isGood(after.accessToken())).isTrue();
      assertThat(other.sessions.verify(before.accessToken())).isInstanceOf(Verification.Good.class);
      assertThat(node.keys.jwks()).isEqualTo(other.keys.jwks());
      assertThat(refresh(refreshToken(before), "jwt")).isInstanceOf(Refreshed.Rotated.class);
    }
  }

  @Test
  @DisplayName("nodes that start at once agree on keys and issuer")
  void startAtOnce() throws Exception {
    Database fresh = TestPostgres.newProductDatabase();
    List<String> jwks = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> futures = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String proposed = "http://node" + i;
        futures.add(
            threads.submit(() -> {
              SigningKeyRing keys = new SigningKeyRing(fresh, node.vault, clock);
              keys.start();
              return keys.jwks() + new InstanceSettings(fresh).issuer(proposed);
            }));
      }
      for (Future<String> future : futures) {
        jwks.add(future.get());
      }
    }
    assertThat(jwks).hasSize(4).containsOnly(jwks.getFirst());
  }

  @Test
  @DisplayName(
      "while memory cannot be trusted the database is asked; where it is away, nothing is said")
  void untrusted() {
    Pool pool = Pool.open(TestPostgres.newUrl(), 4);
    dev.andiron.pg.Migrations.ofProduct().applyTo(pool.database());
    Trust never =
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
            return true;
          }
        };
    IdentityNode lost =
        new IdentityNode(
            pool.database(), clock, new HashingPool(1, 8, Duration.ofSeconds(5)), never);
    try {
      lost.put("Client", "c", "{\"secret\":\"s\",\"grant_types\":[\"client_credentials\"]}");
      Issued issued =
          lost.sessions.create(
              new NewSession(
                  "client_credentials",
                  null,
                  Objects.requireNonNull(lost.clients.find("c")),
                  List.of(),
                  "10.0.0.1",
                  null));
      assertThat(lost.sessions.verify(issued.accessToken())).isInstanceOf(Verification.Good.class);
      pool.database()
          .execute(
              Statement.of(
                  "update session_state set closed_at = now() where id = ?", issued.sessionId()));
      assertThat(lost.sessions.verify(issued.accessToken())).isInstanceOf(Verification.Bad.class);
      pool.close();
      assertThat(lost.sessions.verify(issued.accessToken()))
          .isInstanceOf(Verification.Unavailable.class);
    } finally {
      lost.close();
    }
  }
}

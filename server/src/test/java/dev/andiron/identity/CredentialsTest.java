package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.TestPostgres;
import dev.andiron.crypto.HashingPool;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Written;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Credentials are write-only; sign-in names are one name space")
class CredentialsTest {
  private final Database database = TestPostgres.newProductDatabase();
  private final IdentityNode node = new IdentityNode(database, new MutableClock());

  @AfterEach
  void stop() {
    node.close();
  }

  private boolean signsIn(String name, String password) {
    return switch (node.signIn.check(name, password, "192.0.2.1")) {
      case SignIn.Result.SignedIn _ -> true;
      case SignIn.Result.Refused _ -> false;
      case SignIn.Result.TooMany _ -> throw new AssertionError("too many");
      case SignIn.Result.Busy _ -> throw new AssertionError("busy");
    };
  }

  private ClientAuthentication.Result proof(String secret) {
    return node.clientAuthentication.check("c", secret, "192.0.2.1");
  }

  private static Reason reason(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
    Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(write);
    assertThat(thrown).isInstanceOf(RefusedException.class);
    return ((RefusedException) thrown).reason();
  }

  @Test
  @DisplayName("no table keeps a password, a secret or a second factor as it was written")
  void keptApart() {
    node.put(
        "User",
        "u",
        "{\"password\":\"pass-word\",\"twoFactor\":{\"enabled\":true,\"secretKey\":\"sec-key\"}}");
    node.put("User", "u", "{\"name\":{\"givenName\":\"A\"},\"password\":\"pass-word\"}");
    node.put("Client", "c", "{\"secret\":\"hush-hush\",\"grant_types\":[\"password\"]}");
    node.put("Client", "c", "{\"secret\":\"hush-hush\",\"grant_types\":[]}");

    List<String> tables =
        database.query(
            Statement.of(
                "select quote_ident(table_name) from information_schema.tables"
                    + " where table_schema = 'public'"),
            row -> row.text(1));
    assertThat(tables).contains("credential", "client");
    for (String table : tables) {
      assertThat(
              database.query(
                  Statement.of("select t::text from " + table + " t"), row -> row.text(1)))
          .noneMatch(row -> row.matches("(?s).*(pass-word|sec-key|hush-hush).*"));
    }
    for (long version = 1; version <= 2; version++) {
      assertThat(
              Objects.requireNonNull(node.store.read(new ResourceKey("User", "u"), version))
                  .resource()
                  .names())
          .doesNotContain("password");
    }
    assertThat(signsIn("u", "pass-word")).isTrue();
  }

  @Test
  @DisplayName("absent keeps, null removes, the same changes nothing, another replaces")
  void fields() {
    node.put("Client", "c", "{\"secret\":\"one\"}");
    node.put("Client", "c", "{\"name\":\"n\"}");
    assertThat(proof("one")).isInstanceOf(ClientAuthentication.Result.Proven.class);
    assertThat(node.put("Client", "c", "{\"name\":\"n\",\"secret\":\"one\"}").effect())
        .isEqualTo(Written.Effect.UNCHANGED);

    Written replaced = node.put("Client", "c", "{\"name\":\"n\",\"secret\":\"two\"}");
    assertThat(replaced.effect()).isEqualTo(Written.Effect.UPDATED);
    assertThat(proof("one")).isInstanceOf(ClientAuthentication.Result.Refused.class);
    assertThat(proof("two")).isInstanceOf(ClientAuthentication.Result.Proven.class);
    assertThat(proof("two")).isInstanceOf(ClientAuthentication.Result.Proven.class);

    node.put("Client", "c", "{\"name\":\"n\",\"secret\":null}");
    assertThat(proof("two")).isInstanceOf(ClientAuthentication.Result.Refused.class);
    assertThat(proof("")).isInstanceOf(ClientAuthentication.Result.Named.class);

    node.put("Client", "c", "{\"secret\":\"three\"}");
    node.delete("Client", "c");
    assertThat(proof("three")).isInstanceOf(ClientAuthentication.Result.Refused.class);
    node.put("Client", "c", "{}");
    assertThat(proof("three")).isInstanceOf(ClientAuthentication.Result.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"auth\":{\"password\":{\"secret_required\":true}}}",
        "{\"auth\":{\"password\":{\"token_format\":\"opaque\"}}}",
        "{\"auth\":{\"password\":{\"access_token_expiration\":0}}}",
        "{\"auth\":{\"client_credentials\":{\"refresh_token_expiration\":1.5}}}",
        "{\"secret\":\"\"}"
      })
  @DisplayName("settings that could not be honoured are refused")
  void settings(String client) {
    assertThat(reason(() -> node.put("Client", "c", client))).isEqualTo(Reason.INVALID);
  }

  @Test
  @DisplayName("secret_required goes with a stored secret, and forbids to remove it")
  void secretRequired() {
    String required = "\"auth\":{\"password\":{\"secret_required\":true}}";
    node.put("Client", "c", "{\"secret\":\"s\"," + required + "}");
    node.put("Client", "c", "{\"name\":\"n\"," + required + "}");
    assertThat(reason(() -> node.put("Client", "c", "{\"secret\":null," + required + "}")))
        .isEqualTo(Reason.INVALID);
  }

  @Test
  @DisplayName("one signs in by id, user name or e-mail address, in any case and any width")
  void names() {
    node.put(
        "User", "Anna", "{\"password\":\"p\",\"userName\":\"straße\",\"email\":\"Anna@X.de\"}");
    for (String name : List.of("Anna", "anna", "ANNA@x.DE", "STRASSE", "Ａｎｎａ")) {
      assertThat(signsIn(name, "p")).as(name).isTrue();
      assertThat(signsIn(name, "q")).as(name).isFalse();
    }
    assertThat(signsIn("", "p")).isFalse();
    assertThat(signsIn("x".repeat(5000), "p")).isFalse();
    node.put("User", "Anna", "{\"userName\":\"other\"}");
    assertThat(signsIn("anna@x.de", "p")).isFalse();
    assertThat(signsIn("OTHER", "p")).isTrue();
  }

  @Test
  @DisplayName("a name of another user, however they spell it, is taken; deleting gives it back")
  void clashes() {
    node.put("User", "u1", "{\"userName\":\"Bob\",\"email\":\"bob\"}");
    for (String clash :
        List.of("{\"userName\":\"bOB\"}", "{\"email\":\"BOB\"}", "{\"userName\":\"U1\"}")) {
      assertThat(reason(() -> node.put("User", "u2", clash))).isEqualTo(Reason.DUPLICATE);
    }
    assertThat(reason(() -> node.put("User", "BOB", "{}"))).isEqualTo(Reason.DUPLICATE);
    assertThatThrownBy(() -> node.put("User", "u2", "{\"email\":\"bob\"}"))
        .satisfies(thrown -> {
          String message = ((RefusedException) thrown).issues().getFirst().message();
          assertThat(message).contains("email").doesNotContain("u1");
        });
    node.delete("User", "u1");
    assertThat(node.put("User", "u2", "{\"email\":\"bob\"}").effect())
        .isEqualTo(Written.Effect.CREATED);
  }

  @Test
  @DisplayName("of twenty users who want one name at once, one gets it")
  void nameRace() throws Exception {
    int made = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> futures = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String id = "racer" + i;
        futures.add(
            threads.submit(() -> {
              try {
                node.put("User", id, "{\"email\":\"one@mail.com\"}");
                return true;
              } catch (RefusedException e) {
                assertThat(e.reason()).isEqualTo(Reason.DUPLICATE);
                return false;
              }
            }));
      }
      for (Future<Boolean> future : futures) {
        made += future.get() ? 1 : 0;
      }
    }
    assertThat(made).isEqualTo(1);
  }

  @Test
  @DisplayName("inactive users and users without a password do not sign in")
  void cannotSignIn() {
    node.put("User", "u1", "{\"password\":\"p\",\"inactive\":true}");
    node.put("User", "u2", "{}");
    assertThat(signsIn("u1", "p")).isFalse();
    assertThat(signsIn("u2", "p")).isFalse();
    assertThat(signsIn("nobody", "p")).isFalse();
    node.put("User", "u1", "{}");
    assertThat(signsIn("u1", "p")).isTrue();
  }

  @Test
  @DisplayName("a user's roles follow the Role resources, whichever way they name the user")
  void roles() {
    node.put("User", "u1", "{}");
    assertThat(rolesOf("u1")).isEmpty();
    node.put(
        "Role", "r1", "{\"name\":\"nurse\",\"user\":{\"resourceType\":\"User\",\"id\":\"u1\"}}");
    node.put("Role", "r2", "{\"name\":\"doctor\",\"user\":{\"reference\":\"User/u1\"}}");
    assertThat(rolesOf("u1")).containsExactly("doctor", "nurse");
    node.delete("Role", "r1");
    assertThat(rolesOf("u1")).containsExactly("doctor");
    node.put("Role", "r2", "{\"name\":\"doctor\",\"user\":{\"reference\":\"User/u2\"}}");
    assertThat(rolesOf("u1")).isEmpty();
  }

  private List<String> rolesOf(String userId) {
    return Objects.requireNonNull(node.users.find(userId)).roles();
  }

  @Test
  @DisplayName("the first start makes root and admin once, shows what it made, and can be taken up")
  void firstStart() {
    List<FirstStart.Generated> shown = new ArrayList<>();
    assertThatThrownBy(() ->
            node.firstStart.run(
                null,
                null,
                generated -> {
                  shown.add(generated);
                  throw new IllegalStateException("killed");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(node.firstStart.run(null, "ignored", shown::add)).isTrue();
    assertThat(shown).hasSize(2);
    assertThat(shown.get(1)).isEqualTo(shown.get(0));
    String password = Objects.requireNonNull(shown.getFirst().adminPassword());
    assertThat(signsIn("admin", password)).isTrue();
    assertThat(
            node.clientAuthentication.check(
                "root", Objects.requireNonNull(shown.getFirst().rootSecret()), "192.0.2.1"))
        .isInstanceOf(ClientAuthentication.Result.Proven.class);

    assertThat(node.firstStart.run("x", "y", shown::add)).isFalse();
    assertThat(shown).hasSize(2);
    assertThat(signsIn("admin", password)).isTrue();

    node.put("User", "admin", "{\"inactive\":true}");
    String reset = node.firstStart.resetAdmin(null);
    assertThat(signsIn("admin", reset)).isTrue();
    assertThat(signsIn("admin", password)).isFalse();
  }

  @Test
  @DisplayName(
      "servers that start at once show the same credentials; configured ones are not shown")
  void firstStartRace() throws Exception {
    List<FirstStart.Generated> shown = java.util.Collections.synchronizedList(new ArrayList<>());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> futures = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        futures.add(threads.submit(() -> node.firstStart.run("configured", null, shown::add)));
      }
      for (Future<Boolean> future : futures) {
        boolean _ = future.get();
      }
    }
    assertThat(shown).isNotEmpty().containsOnly(shown.getFirst());
    assertThat(shown.getFirst().adminPassword()).isNull();
    assertThat(signsIn("admin", "configured")).isTrue();
  }

  @Test
  @DisplayName("a rehearsal without room to hash says so, not that the content is at fault")
  void rehearsedWithoutRoom() {
    HashingPool hashing = new HashingPool(2, 64, Duration.ofSeconds(10));
    try (IdentityNode busy = new IdentityNode(database, new MutableClock(), hashing, null)) {
      hashing.close();
      JsonObject user = (JsonObject) JsonReader.read("{\"password\":\"password\"}");
      assertThatThrownBy(() ->
              busy.store.rehearse(
                  Change.put(new ResourceKey("User", "rehearsed"), () -> user, Precondition.NONE)))
          .isInstanceOfSatisfying(
              RefusedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
    }
  }
}

package dev.andiron.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.TestPostgres;
import dev.andiron.crypto.HashingPool;
import dev.andiron.identity.PasswordReset.Result;
import dev.andiron.pg.Database;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Links to set a new password: how long they are good, and who guesses at them")
class PasswordResetTest {
  private static final String HOME = "192.0.2.1";
  private static final String ELSEWHERE = "203.0.113.7";
  private static final String NEW = "zq3 kw8v zq3 kw8v";

  private final MutableClock clock = new MutableClock();
  private final Database database = TestPostgres.newProductDatabase();
  private final IdentityNode node =
      new IdentityNode(database, clock, new HashingPool(2, 64, Duration.ofSeconds(60)), null);
  private final PasswordReset resets =
      new PasswordReset(
          database, node.guesses, PasswordRules.DEFAULT, node.store, clock, Duration.ofMinutes(15));

  @AfterEach
  void stop() {
    node.close();
  }

  private String link(String user) {
    var _ = node.put("User", user, "{\"password\":\"right\"}");
    return resets.link(user) instanceof PasswordReset.Link.Made(String token, var expiration)
            && expiration.equals(Duration.ofMinutes(15))
        ? token
        : "";
  }

  @Test
  @DisplayName("a quarter of an hour, and not longer")
  void expires() {
    String first = link("u");
    clock.forward(Duration.ofMinutes(15).minusMillis(1));
    assertThat(resets.reset(first, NEW, HOME)).isEqualTo(new Result.Changed());
    String second = link("v");
    clock.forward(Duration.ofMinutes(15));
    assertThat(resets.reset(second, NEW, HOME)).isEqualTo(new Result.Refused());
    assertThat(node.signIn.check("v", NEW, HOME)).isEqualTo(new SignIn.Result.Refused());
  }

  @Test
  @DisplayName("whoever tries tokens is refused after a hundred, like whoever tries passwords")
  void guessed() {
    String token = link("u");
    for (int i = 0; i < 100; i++) {
      assertThat(resets.reset("nobodys-" + i, NEW, ELSEWHERE)).isEqualTo(new Result.Refused());
    }
    // All of them, the right one too, and sign-ins of those who are not known there.
    assertThat(resets.reset("nobodys", NEW, ELSEWHERE)).isEqualTo(new Result.TooMany(600));
    assertThat(resets.reset(token, NEW, ELSEWHERE)).isEqualTo(new Result.TooMany(600));
    assertThat(node.signIn.check("nobody", NEW, ELSEWHERE))
        .isEqualTo(new SignIn.Result.TooMany(600));
    assertThat(resets.reset(token, NEW, HOME)).isEqualTo(new Result.Changed());
  }

  @Test
  @DisplayName("one token again and again is refused sooner, and its user is not made to wait")
  void sameToken() {
    var _ = node.put("User", "u", "{\"password\":\"right\"}");
    for (int i = 0; i < 5; i++) {
      assertThat(resets.reset("spent", NEW, ELSEWHERE)).isEqualTo(new Result.Refused());
    }
    assertThat(resets.reset("spent", NEW, ELSEWHERE)).isEqualTo(new Result.TooMany(1));
    assertThat(node.signIn.check("u", "right", HOME)).isInstanceOf(SignIn.Result.SignedIn.class);
  }

  @Test
  @DisplayName("whoever guesses at a person's password keeps nobody from their link")
  void victim() {
    String token = link("u");
    for (int i = 0; i < 5; i++) {
      assertThat(node.signIn.check("u", "wrong", ELSEWHERE)).isEqualTo(new SignIn.Result.Refused());
    }
    assertThat(node.signIn.check("u", "wrong", HOME)).isEqualTo(new SignIn.Result.TooMany(1));
    assertThat(resets.reset(token, NEW, HOME)).isEqualTo(new Result.Changed());
  }
}

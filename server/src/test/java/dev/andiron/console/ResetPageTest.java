package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.main.TestApp;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page that a link to set a new password leads to")
class ResetPageTest {
  private static final Http HTTP = TestApp.shared().http();

  @Test
  @DisplayName(
      "is kept by nobody, framed by nobody, tells nobody where it was, runs our scripts only")
  void headers() {
    Answer page = HTTP.get("/auth/reset-password").send();
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(page.header("Cache-Control")).isEqualTo("no-store");
    assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'self'", "frame-ancestors 'none'", "trusted-types 'none'");
    assertThat(page.body()).doesNotContain("<style", "onsubmit", "{{");
  }

  @Test
  @DisplayName("a token in the query goes behind the #, and nothing else goes anywhere")
  void query() {
    Answer token = HTTP.get("/auth/reset-password?token=abc_-1").send();
    assertThat(token.status()).isEqualTo(303);
    assertThat(token.header("Location")).isEqualTo("/auth/reset-password#token=abc_-1");
    for (String odd : new String[] {"", "a%0d%0aX:1", "%22%3E%3Cscript%3E", "a".repeat(101)}) {
      Answer page = HTTP.get("/auth/reset-password?token=" + odd).send();
      assertThat(page.status()).as(odd).isEqualTo(200);
      assertThat(page.body()).doesNotContain("<script>", "aaaa");
    }
  }
}

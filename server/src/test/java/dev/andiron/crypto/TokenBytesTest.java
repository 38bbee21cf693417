package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Randomness, digests and ids")
class TokenBytesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.123Z");

  @Test
  @DisplayName("FIPS 180-4: SHA-256 of abc")
  void sha256() {
    assertThat(HexFormat.of().formatHex(Sha256.of("abc")))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(Sha256.equal(Sha256.of("abc"), Sha256.of("abc"))).isTrue();
    assertThat(Sha256.equal(Sha256.of("abc"), Sha256.of("abd"))).isFalse();
  }

  @Test
  void tokensHaveTheirLengthAndAlphabet() {
    Set<String> tokens = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      tokens.add(TokenBytes.base64url(TokenBytes.random(48)));
    }
    assertThat(tokens).hasSize(1_000).allMatch(token -> token.matches("[A-Za-z0-9_-]{64}"));
  }

  @Test
  void secretsForPeople() {
    Set<String> secrets = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      secrets.add(TokenBytes.humanSecret());
    }
    assertThat(secrets)
        .hasSize(1_000)
        .allMatch(secret -> secret.matches("[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){5}"));
  }

  @Test
  @DisplayName("RFC 9562 §5.7: version 7, with the clock's milliseconds, growing")
  void timeOrderedIds() {
    TimeOrderedIds ids = new TimeOrderedIds(Clock.fixed(NOW, ZoneOffset.UTC));
    UUID last = ids.next();
    assertThat(last.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
    for (int i = 0; i < 100_000; i++) {
      UUID next = ids.next();
      assertThat(next.version()).isEqualTo(7);
      assertThat(next.variant()).isEqualTo(2);
      assertThat(next.toString()).isGreaterThan(last.toString());
      last = next;
    }
  }

  @Test
  void tagsKnowTheirPartsAndTheirProcess() {
    ProcessHmac hmac = new ProcessHmac();
    assertThat(hmac.tag("a", "b")).isEqualTo(hmac.tag("a", "b")).hasSize(32);
    assertThat(hmac.tag("ab", "c")).isNotEqualTo(hmac.tag("a", "bc"));
    assertThat(hmac.tag("?")).isNotEqualTo(hmac.tag("\ud800"));
    assertThat(new ProcessHmac().tag("a", "b")).isNotEqualTo(hmac.tag("a", "b"));
  }
}

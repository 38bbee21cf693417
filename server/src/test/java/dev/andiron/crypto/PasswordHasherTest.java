package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("RFC 9106 Argon2id: our own hashes")
class PasswordHasherTest {
  private static final PasswordHasher HASHER = new PasswordHasher(new Argon2Parameters(64, 1, 1));

  @Test
  void theDefaultIsOwaspsInAPhcString() {
    String hash = new PasswordHasher(Argon2Parameters.DEFAULT).hash("password");
    assertThat(hash)
        .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "pass word", "a\0b", "\0", "ünïcödé", "пароль", "密码", "🔥🔥", "\ud800"})
  void whatWasHashedIsVerified(String password) {
    String hash = HASHER.hash(password);
    assertThat(HASHER.verify(password, hash)).isTrue();
    assertThat(HASHER.verify(password + "\0", hash)).isFalse();
    assertThat(HASHER.verify(password + " ", hash)).isFalse();
    assertThat(HASHER.verify("?", hash)).isFalse();
  }

  @Test
  void aLongPasswordCountsToItsEnd() {
    String password = "x".repeat(4_000);
    String hash = HASHER.hash(password + "a");
    assertThat(HASHER.verify(password + "a", hash)).isTrue();
    assertThat(HASHER.verify(password + "b", hash)).isFalse();
  }

  @Test
  @DisplayName("RFC 8265 §4.2.2: composed and decomposed accents are one password, case is not")
  void normalised() {
    String hash = HASHER.hash("caf\u00e9");
    assertThat(HASHER.verify("cafe\u0301", hash)).isTrue();
    assertThat(HASHER.verify("Caf\u00e9", hash)).isFalse();
    assertThat(HASHER.verify("cafe", hash)).isFalse();
  }

  @Test
  void anImportedHashOfDecomposedTextIsStillVerified() {
    byte[] decomposed = PasswordBytes.exact("cafe\u0301");
    String foreign =
        Argon2Hash.of(
                decomposed, new Argon2Parameters(32, 1, 1), new byte[16], new BouncyCastleArgon2())
            .phc();
    assertThat(HASHER.verify("cafe\u0301", foreign)).isTrue();
  }

  @Test
  void everySaltIsNew() {
    Set<String> hashes = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      hashes.add(HASHER.hash("password"));
    }
    assertThat(hashes).hasSize(20);
  }

  @Test
  void onlyAnotherCostNeedsANewHash() {
    String hash = HASHER.hash("password");
    assertThat(HASHER.needsRehash(hash)).isFalse();
    assertThat(HASHER.needsRehash(hash, "password")).isFalse();
    PasswordHasher dearer = new PasswordHasher(new Argon2Parameters(64, 2, 1));
    assertThat(dearer.needsRehash(hash)).isTrue();
    assertThat(dearer.verify("password", hash)).isTrue();
  }
}

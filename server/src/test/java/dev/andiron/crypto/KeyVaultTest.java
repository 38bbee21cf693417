package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.andiron.crypto.SealException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Secrets at rest: the vault and its key")
class KeyVaultTest {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
  private static final KeyVault VAULT = KeyVault.of(KEY);
  private static final byte[] PLAIN = {1, 2, 3, 4, 5};

  @Test
  void whatWasSealedIsOpened() {
    String sealed = VAULT.seal("signing-key/k1", PLAIN);
    assertThat(sealed).startsWith("v1.").doesNotContain("AQIDBAU");
    assertThat(VAULT.open("signing-key/k1", sealed)).isEqualTo(PLAIN);
    assertThat(KeyVault.of(KEY).open("signing-key/k1", sealed)).isEqualTo(PLAIN);
    assertThat(VAULT.seal("signing-key/k1", PLAIN)).isNotEqualTo(sealed);
    assertThat(VAULT.open("empty", VAULT.seal("empty", new byte[0]))).isEmpty();
  }

  @Test
  void theWrongKeySaysSo() {
    String sealed = VAULT.seal("p", PLAIN);
    KeyVault other = new KeyVault(TokenBytes.random(32));
    assertThat(other.keyId()).isNotEqualTo(VAULT.keyId());
    assertRefused(() -> other.open("p", sealed), Reason.WRONG_KEY);
    assertThatThrownBy(() -> other.open("p", sealed))
        .hasMessage("the encryption key is not the one this database was made with");
  }

  @Test
  void aValueDoesNotServeAnotherPurpose() {
    String sealed = VAULT.seal("signing-key/k1", PLAIN);
    assertRefused(() -> VAULT.open("signing-key/k2", sealed), Reason.BROKEN);
  }

  @Test
  void everyChangeIsFound() {
    String sealed = VAULT.seal("p", PLAIN);
    for (int i = 0; i < sealed.length() - 1; i++) { // the last character has meaningless bits
      char c = sealed.charAt(i);
      String changed = sealed.substring(0, i) + (c == 'A' ? 'B' : 'A') + sealed.substring(i + 1);
      assertThatThrownBy(() -> VAULT.open("p", changed)).isInstanceOf(SealException.class);
    }
    for (int length = 0; length < sealed.length(); length++) {
      String part = sealed.substring(0, length);
      assertThatThrownBy(() -> VAULT.open("p", part)).isInstanceOf(SealException.class);
    }
    assertRefused(() -> VAULT.open("p", sealed.replace("v1.", "v2.")), Reason.BROKEN);
    assertRefused(() -> VAULT.open("p", "plain text"), Reason.BROKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "not base64!",
        "AAECAwQFBgcICQoLDA0ODw==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"
      })
  void aBadKeyIsRefused(String key) {
    assertRefused(() -> KeyVault.of(key), Reason.INVALID_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        " AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
      })
  void spellingsOfOneKey(String key) {
    assertThat(KeyVault.of(key).keyId()).isEqualTo(VAULT.keyId());
  }

  @Test
  void theFileIsMadeOnceAndOnlyForItsOwner(@TempDir Path data) throws IOException {
    String id = KeyFile.vault(data).keyId();
    assertThat(KeyFile.vault(data).keyId()).isEqualTo(id);
    Path file = data.resolve("encryption.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void serversThatStartAtOnceHaveOneKey(@TempDir Path data)
      throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> ids = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ids.add(
            threads.submit(() -> {
              start.await();
              return KeyFile.vault(data).keyId();
            }));
      }
      start.countDown();
      for (Future<String> id : ids) {
        assertThat(id.get()).isEqualTo(ids.getFirst().get());
      }
    }
  }

  @Test
  void aFileThatOthersCanReadIsRefused(@TempDir Path data) throws IOException {
    String id = KeyFile.vault(data).keyId();
    Path file = data.resolve("encryption.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(() -> KeyFile.vault(data), Reason.KEY_FILE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(KeyFile.vault(data).keyId()).isEqualTo(id);
  }

  @Test
  void aBrokenOrMissingPlaceIsSaid(@TempDir Path data) throws IOException {
    assertRefused(() -> KeyFile.vault(data.resolve("nowhere")), Reason.KEY_FILE);
    KeyVault _ = KeyFile.vault(data);
    Files.writeString(data.resolve("encryption.key"), "");
    assertRefused(() -> KeyFile.vault(data), Reason.INVALID_KEY);
  }

  private static void assertRefused(ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .asInstanceOf(throwable(SealException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}

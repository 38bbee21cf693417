package dev.andiron.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.andiron.crypto.HashFormatException.Reason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Stored hashes: broken and hostile ones are refused before anything is computed")
class HostileHashesTest {
  private static final String TAG = "$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=262145,t=1,p=1" + TAG,
        "$argon2id$v=19$m=999999999,t=1,p=1" + TAG,
        "$argon2id$v=19$m=65536,t=17,p=1" + TAG,
        "$argon2id$v=19$m=65536,t=0,p=1" + TAG,
        "$argon2id$v=19$m=65536,t=1,p=0" + TAG,
        "$argon2id$v=19$m=65536,t=1,p=17" + TAG,
        "$argon2id$v=19$m=31,t=1,p=4" + TAG,
        "$scrypt$ln=20,r=8,p=1" + TAG,
        "$scrypt$ln=30,r=8,p=1" + TAG,
        "$scrypt$ln=17,r=8,p=3" + TAG,
        "$scrypt$ln=14,r=33,p=1" + TAG,
        "$scrypt$ln=14,r=8,p=17" + TAG,
        "$scrypt$ln=0,r=8,p=1" + TAG,
        "$s0$140801" + TAG,
        "$s0$ffff0801" + TAG,
        "$s0$e0001" + TAG,
        "$2b$16$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$pbkdf2-sha256$2000001" + TAG,
        "$pbkdf2-sha256$i=0" + TAG,
      })
  void tooCostly(String hash) {
    assertReason(hash, Reason.TOO_COSTLY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=64,t=1" + TAG,
        "$argon2id$v=19$m=64,t=1,p=1,p=1" + TAG,
        "$argon2id$v=19$m=64,t=1,p=1,keyid=Zm9v" + TAG,
        "$argon2id$v=19$m=+64,t=1,p=1" + TAG,
        "$argon2id$v=19$m=064,t=1,p=1" + TAG,
        "$argon2id$v=19$m=6٤,t=1,p=1" + TAG,
        "$argon2id$v=19$m=4294967360,t=1,p=1" + TAG,
        "$argon2id$v=18$m=64,t=1,p=1" + TAG,
        "$argon2id$v=$m=64,t=1,p=1" + TAG,
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ",
        "$argon2id$v=19$m=64,t=1,p=1" + TAG + "$",
        "$argon2id$v=19$m=64,t=1,p=1$$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdX",
        "$argon2id$v=19$m=64,t=1,p=1$c29t ZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$scrypt$ln=16,r=1,p=1" + TAG, // RFC 7914 §2: N < 2^(128·r/8)
        "$s0$xyz" + TAG,
        "$s0$-e0801" + TAG,
        "$2b$5$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "$2b$05$CCCCCCCCCCCCCCCCCCCC+.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$pbkdf2-sha256$i=1,l=16" + TAG,
        "$pbkdf2-sha256$-1" + TAG,
      })
  void malformed(String hash) {
    assertReason(hash, Reason.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"''", "secret", "$", "$1$abc$def", "$2x$05$abc", "$y$j9T$abc$def", "x$argon2id$v=19"})
  void unknown(String hash) {
    assertReason(hash, Reason.UNKNOWN_FORMAT);
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 10_000_000})
  void tooLong(int length) {
    assertReason("$argon2id$" + "x".repeat(length - 10), Reason.MALFORMED);
  }

  private static void assertReason(String hash, Reason reason) {
    assertThatThrownBy(() -> PasswordHasher.check(hash))
        .asInstanceOf(throwable(HashFormatException.class))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
  }
}

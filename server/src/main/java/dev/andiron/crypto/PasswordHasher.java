package dev.andiron.crypto;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes and verifies password hashes. Each call costs tens of milliseconds of a core: call it on
/// the [HashingPool]. Safe for use by many threads.
///
/// New hashes are Argon2id (RFC 9106) as PHC strings. Hashes that came with an import are verified
/// too: argon2i, argon2d, scrypt (`$scrypt$` and Aidbox's `$s0$`), bcrypt, PBKDF2.
public final class PasswordHasher {
  private static final int SALT_LENGTH = 16; // RFC 9106 §3.1: recommended for passwords

  private final Argon2Parameters parameters;
  private final Argon2Engine engine;

  /// A hasher that makes hashes of this cost, on the fastest engine that works on this machine.
  public PasswordHasher(Argon2Parameters parameters) {
    this(parameters, Argon2Engines.best(parameters.memory()));
  }

  PasswordHasher(Argon2Parameters parameters, Argon2Engine engine) {
    this.parameters = parameters;
    this.engine = engine;
  }

  /// The text that is hashed for a password: Unicode's normal form C, in which an accent is the
  /// same whether the keyboard composes it or not. Nothing else is changed.
  public static String normalised(String password) {
    return PasswordBytes.composed(password);
  }

  /// A new hash of a password with a salt of its own, as a PHC string.
  public String hash(String password) {
    byte[] bytes = PasswordBytes.normalised(password);
    try {
      return Argon2Hash.of(bytes, parameters, TokenBytes.random(SALT_LENGTH), engine).phc();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /// Whether a password is the one that was hashed.
  ///
  /// @throws HashFormatException if the hash is none that [#check] would accept
  public boolean verify(String password, String hash) {
    return verify(password, StoredHash.parse(hash));
  }

  /// Takes as long as to verify a password; it is none.
  public void verify(String password, Decoy decoy) {
    boolean _ = verify(password, decoy.hash());
  }

  private boolean verify(String password, StoredHash stored) {
    byte[] bytes = PasswordBytes.normalised(password);
    byte[] exact = PasswordBytes.exact(password);
    try {
      // Other programs hash what was typed without normalising it.
      return stored.matches(bytes, engine)
          || (!isOurs(stored) && !Arrays.equals(bytes, exact) && stored.matches(exact, engine));
    } finally {
      Arrays.fill(bytes, (byte) 0);
      Arrays.fill(exact, (byte) 0);
    }
  }

  /// Throws unless this is a hash that can be verified: known, whole, and of bearable cost.
  ///
  /// @throws HashFormatException with the reason
  static void check(String hash) {
    StoredHash _ = StoredHash.parse(hash);
  }

  /// Why a hash cannot be verified here, as a predicate to say after its name; null where it can.
  /// No part of the hash is in it.
  public static @Nullable String fault(String hash) {
    try {
      check(hash);
      return null;
    } catch (HashFormatException e) {
      return switch (e.reason()) {
        case UNKNOWN_FORMAT ->
            "is of no format that is known here: $argon2id$, $argon2i$, $argon2d$, $s0$, $scrypt$,"
                + " $2a$, $2b$, $2y$, $pbkdf2$, $pbkdf2-sha1$, $pbkdf2-sha256$, $pbkdf2-sha512$.";
        case MALFORMED -> "is broken: " + e.getMessage() + ".";
        case TOO_COSTLY -> "would take too long or too much memory: " + e.getMessage() + ".";
      };
    }
  }

  /// Whether a text has the form of a hash, so that nobody means it for a password.
  public static boolean isHash(String text) {
    try {
      check(text);
      return true;
    } catch (HashFormatException e) {
      return e.reason() == HashFormatException.Reason.TOO_COSTLY;
    }
  }

  /// Whether a hash should be replaced by a new one when its password is next at hand: another
  /// algorithm, or another cost than ours.
  ///
  /// @throws HashFormatException if the hash is none that [#check] would accept
  public boolean needsRehash(String hash) {
    return !isOurs(StoredHash.parse(hash));
  }

  /// As [#needsRehash(String)], for a password that was just verified. bcrypt looks at 72 bytes
  /// only, so what follows them in a longer password is not proven, and must not be made part of a
  /// new hash.
  public boolean needsRehash(String hash, String verified) {
    StoredHash stored = StoredHash.parse(hash);
    if (stored instanceof BcryptHash) {
      byte[] exact = PasswordBytes.exact(verified);
      Arrays.fill(exact, (byte) 0);
      return exact.length <= BcryptHash.MAX_PASSWORD;
    }
    return !isOurs(stored);
  }

  /// The name of the engine that computes Argon2, for the log.
  public String engine() {
    return engine.name();
  }

  private boolean isOurs(StoredHash stored) {
    return stored instanceof Argon2Hash argon2 && argon2.isMadeWith(parameters);
  }
}

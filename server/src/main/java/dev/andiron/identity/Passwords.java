package dev.andiron.identity;

import dev.andiron.crypto.BusyException;
import dev.andiron.crypto.Decoy;
import dev.andiron.crypto.HashingPool;
import dev.andiron.crypto.PasswordHasher;
import dev.andiron.crypto.TokenBytes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Hashing and verifying on the [HashingPool]; what is compared with nothing takes as long as what
/// is compared with something. Thread-safe.
public final class Passwords {
  /// The longest password or secret that is taken, in characters. Longer ones are refused before
  /// they are hashed.
  public static final int MAX_LENGTH = 1024;

  private final HashingPool pool;
  private final PasswordHasher hasher;
  private final Decoy ours;

  /// Hashes once, to have what stands for the hashes that are made here.
  public Passwords(HashingPool pool, PasswordHasher hasher) {
    this.pool = pool;
    this.hasher = hasher;
    this.ours =
        Objects.requireNonNull(Decoy.ofMost(List.of(hasher.hash(TokenBytes.humanSecret()))));
  }

  /// Room for one who is going to have a password verified.
  ///
  /// @throws BusyException where there is none
  HashingPool.Place enter() throws BusyException {
    return pool.enter();
  }

  /// @throws BusyException where there is no room for the work
  String hash(String password) throws BusyException {
    return run(() -> hasher.hash(password));
  }

  /// Whether this is the password of the hash; where there is no hash it is not, which takes as
  /// long to say.
  ///
  /// @throws BusyException where there is no room for the work
  boolean verify(String password, @Nullable String hash) throws BusyException {
    return verify(password, hash, null);
  }

  /// @param decoy what is verified where there is no hash; null for one like those made here
  boolean verify(String password, @Nullable String hash, @Nullable Decoy decoy)
      throws BusyException {
    if (password.length() > MAX_LENGTH) {
      return false; // no stored password is that long
    }
    return run(() -> {
      if (hash == null) {
        hasher.verify(password, decoy == null ? ours : decoy);
        return false;
      }
      return hasher.verify(password, hash);
    });
  }

  /// The hash that is to take the place of the one by which a password was just verified: of
  /// another algorithm, or another cost than ours. Null where it is as it should be, or where there
  /// is no room for the work: the next sign-in will do it.
  @Nullable String renewed(String password, String verified) {
    if (!hasher.needsRehash(verified, password)) {
      return null;
    }
    try {
      return hash(password);
    } catch (BusyException e) {
      return null;
    }
  }

  private <T> T run(java.util.function.Supplier<T> work) throws BusyException {
    try {
      return pool.run(work);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a password was hashed", e);
    }
  }
}

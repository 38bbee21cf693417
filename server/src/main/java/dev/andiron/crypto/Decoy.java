package dev.andiron.crypto;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands for the hash of somebody who has none, or whom there is not: verifying a password by
/// it is never right, and takes as long as by the hashes it was made after.
public final class Decoy {
  private final StoredHash hash;

  private Decoy(StoredHash hash) {
    this.hash = hash;
  }

  /// After the cost that most of these have; null where none of them can be verified.
  public static @Nullable Decoy ofMost(Collection<String> hashes) {
    Map<StoredHash.Cost, Integer> costs = new HashMap<>();
    int most = 0;
    @Nullable StoredHash typical = null;
    for (String each : hashes) {
      StoredHash hash = parsed(each);
      if (hash != null) {
        int number = costs.merge(hash.cost(), 1, Integer::sum);
        if (number > most) {
          most = number;
          typical = hash;
        }
      }
    }
    return typical == null ? null : new Decoy(typical.ofNothing());
  }

  private static @Nullable StoredHash parsed(String hash) {
    try {
      return StoredHash.parse(hash);
    } catch (HashFormatException e) {
      return null; // of a later version, on the same database
    }
  }

  StoredHash hash() {
    return hash;
  }
}

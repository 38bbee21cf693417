package dev.andiron.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.andiron.crypto.BusyException;
import dev.andiron.crypto.ProcessHmac;
import dev.andiron.crypto.Sha256;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out whether a client is the one it says it is. Thread-safe.
///
/// A client proves itself with every request, so a secret that was verified once is remembered by a
/// tag under a key of this process, together with the hash it was verified against: a new hash
/// makes the memory worthless. What is wrong is hashed each time.
public final class ClientAuthentication {
  private static final int REMEMBERED = 10_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final Clients clients;
  private final Passwords passwords;
  private final ProcessHmac hmac = new ProcessHmac();
  private final Cache<String, byte[]> verified =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(REMEMBERED_FOR).build();

  public ClientAuthentication(Clients clients, Passwords passwords) {
    this.clients = clients;
    this.passwords = passwords;
  }

  /// What came of it.
  public sealed interface Result {
    /// It has proven itself with its secret.
    record Proven(Client client) implements Result {}

    /// There is such an active client, and it presented no secret.
    record Named(Client client) implements Result {}

    /// Unknown, inactive, or another secret; nobody is told which.
    record Refused() implements Result {}

    /// There is no room to hash just now; nothing was tried.
    ///
    /// @param retryAfter in seconds
    record Busy(int retryAfter) implements Result {}
  }

  /// Whether an active client has this id and this secret.
  ///
  /// @param secret null or empty (RFC 6749 §2.3.1) where none was presented
  public Result check(String clientId, @Nullable String secret) {
    return check(clientId, secret == null || secret.isEmpty() ? List.of() : List.of(secret));
  }

  /// Whether an active client has this id and one of these secrets, which are readings of one
  /// presented text; none where none was presented.
  public Result check(String clientId, List<String> secrets) {
    Clients.Known known = clients.known(clientId);
    if (secrets.isEmpty()) {
      return known != null && known.client().active()
          ? new Result.Named(known.client())
          : new Result.Refused();
    }
    boolean matches;
    try {
      matches = matches(clientId, secrets, known == null ? null : known.secretHash());
    } catch (BusyException e) {
      return new Result.Busy(e.retryAfter());
    }
    return matches && known != null && known.client().active()
        ? new Result.Proven(known.client())
        : new Result.Refused();
  }

  private boolean matches(String clientId, List<String> secrets, @Nullable String hash)
      throws BusyException {
    byte[] remembered = hash == null ? null : verified.getIfPresent(clientId);
    if (remembered != null) {
      for (String secret : secrets) {
        if (Sha256.equal(remembered, hmac.tag(clientId, String.valueOf(hash), secret))) {
          return true;
        }
      }
    }
    for (String secret : secrets) {
      if (passwords.verify(secret, hash)) {
        verified.put(clientId, hmac.tag(clientId, String.valueOf(hash), secret));
        return true;
      }
    }
    return false;
  }
}

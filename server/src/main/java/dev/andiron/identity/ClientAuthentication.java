package dev.andiron.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.andiron.audit.Recording;
import dev.andiron.crypto.BusyException;
import dev.andiron.crypto.ProcessHmac;
import dev.andiron.crypto.Sha256;
import dev.andiron.resource.ResourceKey;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out whether a client is the one it says it is. Thread-safe.
///
/// A client proves itself with every request, so a secret that was verified once is remembered by a
/// tag under a key of this process, together with the hash it was verified against: a new hash
/// makes the memory worthless. What is wrong is hashed each time, and counted ([Guesses]); whether
/// the client's tries are refused is asked once a second, remembered secret or not.
public final class ClientAuthentication {
  private static final int REMEMBERED = 10_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private static final Duration LOOKED_FOR = Duration.ofSeconds(1);

  private final Clients clients;
  private final Passwords passwords;
  private final Guesses guesses;
  private final ProcessHmac hmac = new ProcessHmac();
  private final Cache<String, byte[]> verified =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(REMEMBERED_FOR).build();
  private final Cache<Try, Guesses.Attempt> looks =
      Caffeine.newBuilder().maximumSize(REMEMBERED).expireAfterWrite(LOOKED_FOR).build();

  public ClientAuthentication(Clients clients, Passwords passwords, Guesses guesses) {
    this.clients = clients;
    this.passwords = passwords;
    this.guesses = guesses;
  }

  /// What came of it.
  public sealed interface Result {
    /// It has proven itself with its secret.
    record Proven(Client client) implements Result {}

    /// There is such an active client, and it presented no secret.
    record Named(Client client) implements Result {}

    /// Unknown, inactive, or another secret; nobody is told which.
    record Refused() implements Result {}

    /// Too many have failed before; nobody is told whether this one is right.
    ///
    /// @param retryAfter in seconds
    record TooMany(int retryAfter) implements Result {}

    /// There is no room to hash just now; nothing was tried.
    ///
    /// @param retryAfter in seconds
    record Busy(int retryAfter) implements Result {}
  }

  private record Try(String clientId, String remoteAddress) {}

  /// Whether an active client has this id and this secret.
  ///
  /// @param secret null or empty (RFC 6749 §2.3.1) where none was presented
  /// @param remoteAddress where it comes from
  public Result check(String clientId, @Nullable String secret, String remoteAddress) {
    return check(
        clientId, secret == null || secret.isEmpty() ? List.of() : List.of(secret), remoteAddress);
  }

  /// Whether an active client has this id and one of these secrets, which are readings of one
  /// presented text; none where none was presented.
  public Result check(String clientId, List<String> secrets, String remoteAddress) {
    Clients.Known known = clients.known(clientId);
    Recording.presented(
        known == null ? null : new ResourceKey(Clients.TYPE, clientId), !secrets.isEmpty());
    if (secrets.isEmpty()) {
      return known != null && known.client().active()
          ? new Result.Named(known.client())
          : new Result.Refused();
    }
    Try made = new Try(clientId, remoteAddress);
    Guesses.Attempt attempt =
        looks.get(
            made,
            _ ->
                guesses.look(
                    Guesses.Kind.CLIENT,
                    clientId,
                    remoteAddress,
                    known == null ? null : Clients.TYPE + "/" + clientId));
    int refusal = guesses.refusal(attempt);
    if (refusal > 0) {
      return new Result.TooMany(refusal);
    }
    String hash = known == null ? null : known.secretHash();
    if (known != null && known.client().active() && isRemembered(clientId, secrets, hash)) {
      if (guesses.note(attempt)) {
        looks.invalidate(made);
      }
      return new Result.Proven(known.client());
    }
    return hashed(made, attempt, secrets, known);
  }

  private Result hashed(
      Try made, Guesses.Attempt attempt, List<String> secrets, Clients.@Nullable Known known) {
    String hash = known == null ? null : known.secretHash();
    String right;
    try {
      right = right(secrets, hash);
    } catch (BusyException e) {
      return new Result.Busy(e.retryAfter());
    }
    Client client = known == null || !known.client().active() ? null : known.client();
    boolean proven = right != null && client != null;
    int refusal = proven ? guesses.right(attempt) : guesses.wrong(attempt);
    looks.invalidate(made); // it stands differently now
    if (refusal > 0) {
      return new Result.TooMany(refusal);
    }
    if (right == null || client == null) {
      return new Result.Refused();
    }
    verified.put(made.clientId(), hmac.tag(made.clientId(), String.valueOf(hash), right));
    return new Result.Proven(client);
  }

  private boolean isRemembered(String clientId, List<String> secrets, @Nullable String hash) {
    byte[] remembered = hash == null ? null : verified.getIfPresent(clientId);
    if (remembered == null) {
      return false;
    }
    boolean matches = false;
    for (String secret : secrets) {
      matches |= Sha256.equal(remembered, hmac.tag(clientId, String.valueOf(hash), secret));
    }
    return matches;
  }

  private @Nullable String right(List<String> secrets, @Nullable String hash) throws BusyException {
    for (String secret : secrets) {
      if (passwords.verify(secret, hash)) {
        return secret;
      }
    }
    return null;
  }
}

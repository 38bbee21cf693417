package dev.andiron.identity;

import dev.andiron.crypto.Claims;
import dev.andiron.crypto.JwtException;
import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.Trust;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Finds out whether an access token is good now: from memory where memory may be believed, else
/// from the database. Thread-safe.
final class SessionVerifier {
  private static final int REMEMBERED = 100_000;

  private final SessionStates states;
  private final SessionLife life;
  private final SigningKeyRing keys;
  private final String issuer;
  private final Clock clock;
  private final LastUses uses;
  private final TrustedCache<Remembered> sessions;

  SessionVerifier(
      SessionStates states,
      SessionLife life,
      SigningKeyRing keys,
      String issuer,
      Trust trust,
      LastUses uses,
      Clock clock) {
    this.states = states;
    this.life = life;
    this.keys = keys;
    this.issuer = issuer;
    this.clock = clock;
    this.uses = uses;
    this.sessions = new TrustedCache<>(SessionHook.TYPE, REMEMBERED, trust, this::load);
  }

  /// A session and those of its opaque access tokens that were seen here, by digest. That a token
  /// belongs to the session and when it ends never changes, so it needs no invalidation.
  ///
  /// @param used the last use of which it is known that all nodes can know it, in milliseconds
  ///   since the epoch
  private record Remembered(
      SessionState state,
      Map<String, SessionStates.AccessTokenRow> accessTokens,
      AtomicLong used) {}

  private @Nullable Remembered load(String id) {
    SessionState state = states.find(id);
    return state == null
        ? null
        : new Remembered(
            state, new ConcurrentHashMap<>(), new AtomicLong(state.lastUse().toEpochMilli()));
  }

  ChangeListener listener() {
    return sessions;
  }

  Sessions.Lookups lookups() {
    return new Sessions.Lookups(sessions.fromMemory(), sessions.fromDatabase());
  }

  /// @param console whether the token came as a cookie: then it must be one of the console, and
  ///   otherwise it must not. A token is good in the one place it was made for, so that neither a
  ///   cookie that leaked is worth anything to a program nor a token to a page.
  Verification verify(String token, boolean console) {
    try {
      return verified(token, console);
    } catch (DatabaseException e) {
      if (e.isUnavailable()) {
        return new Verification.Unavailable();
      }
      throw e;
    }
  }

  private Verification verified(String token, boolean console) {
    return AccessTokens.isJwt(token) ? verifyJwt(token, console) : verifyOpaque(token, console);
  }

  /// Whose an access token is, good or not; null where it is none of ours, or no client's.
  @Nullable TokenOwner ownerOf(String token) {
    Remembered remembered = null;
    Instant exp = null;
    if (AccessTokens.isJwt(token)) {
      try {
        Claims claims = keys.verifyAccess(token);
        remembered = sessions.get(claims.string("jti").orElse(""));
        exp = Instant.ofEpochSecond(claims.number("exp").orElse(0));
      } catch (JwtException e) {
        return null;
      }
    } else {
      String id = AccessTokens.sessionOf(token);
      remembered = id == null ? null : sessions.get(id);
      SessionStates.AccessTokenRow row = remembered == null ? null : accessToken(remembered, token);
      exp = row == null ? null : row.exp();
    }
    if (remembered == null || exp == null) {
      return null;
    }
    String clientId = remembered.state().clientId();
    if (clientId == null) {
      return null;
    }
    boolean good = verified(token, remembered.state().isConsole()) instanceof Verification.Good;
    return new TokenOwner(
        remembered.state().id(),
        clientId,
        false,
        good ? exp.getEpochSecond() : null,
        JsonObject.EMPTY);
  }

  private Verification verifyOpaque(String token, boolean console) {
    String id = AccessTokens.sessionOf(token);
    Remembered remembered = id == null ? null : sessions.get(id);
    if (remembered == null) {
      return new Verification.Bad("no token of ours");
    }
    SessionStates.AccessTokenRow row = accessToken(remembered, token);
    if (row == null) {
      return new Verification.Bad("no token of session " + id);
    }
    SessionState state = remembered.state();
    return judged(
        remembered,
        console,
        row.exp(),
        view(state, row.scope(), row.exp(), state.started().getEpochSecond(), JsonObject.EMPTY));
  }

  private SessionStates.@Nullable AccessTokenRow accessToken(Remembered remembered, String token) {
    byte[] digest = Sha256.of(token);
    String key = TokenBytes.base64url(digest);
    SessionStates.AccessTokenRow known = remembered.accessTokens().get(key);
    if (known != null) {
      return known;
    }
    SessionStates.AccessTokenRow row = states.accessToken(remembered.state().id(), digest);
    if (row != null) {
      remembered.accessTokens().put(key, row);
    }
    return row;
  }

  private Verification verifyJwt(String token, boolean console) {
    Claims claims;
    try {
      claims = keys.verifyAccess(token);
    } catch (JwtException e) {
      return new Verification.Bad("JWT " + e.reason());
    }
    String id = claims.string("jti").orElse("");
    if (!claims.string("iss").filter(issuer::equals).isPresent()) {
      return new Verification.Bad("issuer");
    }
    if (!claims.areInTime(clock.instant())) {
      return new Verification.Bad("expired or not yet valid, session " + id);
    }
    Remembered remembered = sessions.get(id);
    if (remembered == null) {
      return new Verification.Bad("no session " + id);
    }
    SessionState state = remembered.state();
    // RFC 7519 §4.1.3, as the session was made: it is for others to know themselves in it.
    if (!AccessTokens.audience(claims).equals(state.audience())) {
      return new Verification.Bad("audience, session " + id);
    }
    List<String> scope =
        claims.string("scope").map(text -> Arrays.asList(text.split(" "))).orElse(List.of());
    Instant exp = Instant.ofEpochSecond(claims.number("exp").orElse(0));
    return judged(
        remembered,
        console,
        exp,
        view(state, scope, exp, claims.number("iat").orElse(0), JwtClaims.json(claims.values())));
  }

  private Verification judged(
      Remembered remembered, boolean console, Instant exp, SessionView view) {
    SessionState state = remembered.state();
    if (state.isConsole() != console) {
      return new Verification.Bad(
          "presented as a " + (console ? "cookie" : "bearer token") + ", session " + state.id());
    }
    Instant now = clock.instant();
    if (!exp.isAfter(now)) {
      return new Verification.Bad("expired, session " + state.id());
    }
    if (!isAlive(state)) {
      return new Verification.Bad("session " + state.id() + " is over");
    }
    return uses.use(state, remembered.used(), now)
        ? new Verification.Good(view)
        : new Verification.Bad("session " + state.id() + " has lain unused for too long");
  }

  /// A session may outlive its user's others ([PasswordChange]), and of that the two halves are
  /// heard one after the other. So what seems to have ended with its user or client is looked up
  /// before it is refused.
  private boolean isAlive(SessionState state) {
    if (state.isClosed() || life.isAlive(state)) {
      return !state.isClosed();
    }
    SessionState now = states.find(state.id());
    return now != null && life.isAlive(now);
  }

  private static SessionView view(
      SessionState state, List<String> scope, Instant exp, long issuedAt, JsonObject claims) {
    return new SessionView(
        state.id(),
        state.type(),
        state.userId(),
        state.clientId(),
        scope,
        state.audience(),
        exp.getEpochSecond(),
        issuedAt,
        claims);
  }
}

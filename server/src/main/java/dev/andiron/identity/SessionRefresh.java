package dev.andiron.identity;

import dev.andiron.crypto.Claims;
import dev.andiron.crypto.JwtException;
import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TokenBytes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rotates refresh tokens (RFC 6749 §6, RFC 9700 §4.14.2): each is good for one use, and a second
/// use says that two hold it, so that its session is closed. Only within a short grace, and only
/// while nobody has used its successor, is a second use taken for a lost answer. Thread-safe.
final class SessionRefresh {
  private static final Logger LOG = LoggerFactory.getLogger(SessionRefresh.class);

  private final SessionStates states;
  private final SessionLife life;
  private final AccessTokens tokens;
  private final SigningKeyRing keys;
  private final String issuer;
  private final TokenSettings settings;
  private final Clock clock;

  SessionRefresh(
      SessionStates states,
      SessionLife life,
      AccessTokens tokens,
      SigningKeyRing keys,
      String issuer,
      TokenSettings settings,
      Clock clock) {
    this.states = states;
    this.life = life;
    this.tokens = tokens;
    this.keys = keys;
    this.issuer = issuer;
    this.settings = settings;
    this.clock = clock;
  }

  /// @param reused the session to be closed, or null
  record Outcome(Refreshed refreshed, @Nullable String reused) {}

  private static Outcome refused(String detail) {
    return new Outcome(new Refreshed.Refused(detail), null);
  }

  private static Outcome reused(String sessionId, String how) {
    LOG.warn("A refresh token of session {} was used again ({}); it is closed.", sessionId, how);
    return new Outcome(new Refreshed.Refused("reused, session " + sessionId), sessionId);
  }

  /// A refresh token of ours, and what is left of its session.
  ///
  /// @param presented the digest by which the session knows it
  private record Presented(Claims claims, byte[] presented, SessionState state) {
    boolean isCurrent() {
      byte[] current = state.refreshCurrent();
      return current != null && Sha256.equal(current, presented);
    }
  }

  private @Nullable Presented read(String token) {
    Claims claims;
    try {
      claims = keys.verifyRefresh(token);
    } catch (JwtException e) {
      return null;
    }
    if (!claims.string("iss").filter(issuer::equals).isPresent()) {
      return null;
    }
    SessionState state = states.find(claims.string("jti").orElse(""));
    return state == null
        ? null
        : new Presented(claims, Sha256.of(claims.string(AccessTokens.ROTATION).orElse("")), state);
  }

  /// Whose a refresh token is, good or not; null where it is none of ours.
  @Nullable TokenOwner ownerOf(String token) {
    Presented presented = AccessTokens.isJwt(token) ? read(token) : null;
    if (presented == null) {
      return null;
    }
    SessionState state = presented.state();
    String clientId = state.clientId();
    if (clientId == null) {
      return null;
    }
    boolean good =
        presented.isCurrent()
            && presented.claims().areInTime(clock.instant())
            && life.isAlive(state)
            && !state.isIdle(clock.instant());
    return new TokenOwner(
        state.id(),
        clientId,
        true,
        good ? presented.claims().number("exp").getAsLong() : null,
        JwtClaims.json(presented.claims().values()));
  }

  Outcome refresh(String token, Client client, boolean proven, List<String> scope) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Presented presented = read(token);
    if (presented == null) {
      return refused("no refresh token of ours");
    }
    SessionState state = presented.state();
    if (!presented.claims().areInTime(now)) {
      return refused("expired or not yet valid, session " + state.id());
    }
    if (!life.isAlive(state)) {
      return refused("session " + state.id() + " is over");
    }
    if (state.isIdle(now)) {
      return refused("unused for too long, session " + state.id());
    }
    if (!client.id().equals(state.clientId())) {
      return presented.isCurrent()
          ? refused("of another client, session " + state.id())
          : reused(state.id(), "by another client");
    }
    if (!proven && client.secretRequired(state.type())) {
      return new Outcome(new Refreshed.Unproven(), null);
    }
    if (!new HashSet<>(state.scope()).containsAll(scope)) {
      return new Outcome(new Refreshed.TooWide(), null);
    }
    return rotate(presented, client, scope.isEmpty() ? state.scope() : scope, now);
  }

  private Outcome rotate(Presented presented, Client client, List<String> scope, Instant now) {
    SessionState state = presented.state();
    GrantSettings grant = client.settings(state.type());
    Duration lifetime = Sessions.orElse(grant.accessTokenLifetime(), settings.accessToken());
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Instant exp = SessionState.withinLife(second.plus(lifetime), state.endsAt());
    Instant refreshExp =
        SessionState.withinLife(
            second.plus(Sessions.orElse(grant.refreshTokenLifetime(), settings.refreshToken())),
            state.endsAt());
    String rotation = TokenBytes.base64url(TokenBytes.random(24));
    AccessTokens.Minted access = tokens.mint(state, grant.tokenFormat(), now, exp, scope);
    String successor = tokens.mintRefresh(state.id(), client.id(), now, refreshExp, rotation);
    boolean rotated =
        states.rotate(
            new SessionStates.Rotation(
                state.id(),
                presented.presented(),
                Sha256.of(rotation),
                now,
                now.minus(settings.refreshGrace()),
                exp,
                refreshExp,
                access.digest(),
                scope));
    if (!rotated) {
      SessionState after = states.find(state.id());
      return after == null || after.isClosed() || after.isIdle(now)
          ? refused("session " + state.id() + " is over")
          : reused(state.id(), "too late, or after its successor");
    }
    return new Outcome(
        new Refreshed.Rotated(
            new Issued(
                state.id(),
                state.userId(),
                access.token(),
                Duration.between(second, exp).toSeconds(),
                successor,
                scope)),
        null);
  }
}

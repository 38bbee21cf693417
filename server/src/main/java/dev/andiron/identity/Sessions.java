package dev.andiron.identity;

import dev.andiron.config.Settings.SessionLimits;
import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TimeOrderedIds;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.resource.Trust;
import dev.andiron.resource.Written;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sessions: made by signing in, continued by refreshing, looked up at every request, closed.
/// Thread-safe. Methods throw `DatabaseException` where the database cannot be asked, unless they
/// say otherwise.
public final class Sessions {
  private static final int USER_AGENT_LENGTH = 512;

  private final Store store;
  private final SessionHook hook;
  private final SessionStates states;
  private final AccessTokens tokens;
  private final TokenSettings settings;
  private final String issuer;
  private final Clock clock;
  private final TimeOrderedIds ids;
  private final SessionVerifier verifier;
  private final SessionRefresh refresh;

  /// @param hook the one that the store was made with
  /// @param issuer as [InstanceSettings#issuer] says
  /// @param uses those that the hook shows
  public Sessions(
      Database database,
      Store store,
      SessionHook hook,
      Users users,
      Clients clients,
      SigningKeyRing keys,
      String issuer,
      TokenSettings settings,
      Trust trust,
      LastUses uses,
      Clock clock) {
    this.store = store;
    this.hook = hook;
    this.tokens = new AccessTokens(keys, issuer);
    this.settings = settings;
    this.issuer = issuer;
    this.clock = clock;
    this.ids = new TimeOrderedIds(clock);
    this.states = new SessionStates(database);
    SessionLife life = new SessionLife(users, clients);
    this.verifier = new SessionVerifier(states, life, keys, issuer, trust, uses, clock);
    this.refresh = new SessionRefresh(states, life, tokens, keys, issuer, settings, clock);
  }

  /// How many sessions were looked up since the start.
  ///
  /// @param memory answered from memory
  /// @param database for which the database was asked
  public record Lookups(long memory, long database) {}

  public Lookups lookups() {
    return verifier.lookups();
  }

  /// Makes a session and its first tokens, as its client's settings for the grant say.
  public Issued create(NewSession request) {
    Client client = request.client();
    GrantSettings grant =
        client == null
            ? GrantSettings.console(settings.consoleSession())
            : client.settings(request.type());
    SessionLimits limits = grant.limits(settings.limits(request));
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    Instant endsAt = limits.expiration() == null ? null : second.plus(limits.expiration());
    Duration lifetime = orElse(grant.accessTokenLifetime(), settings.accessToken());
    Instant exp = SessionState.withinLife(second.plus(lifetime), endsAt);
    String rotation = grant.refreshToken() ? TokenBytes.base64url(TokenBytes.random(24)) : null;
    Instant refreshExp =
        rotation == null
            ? null
            : SessionState.withinLife(
                second.plus(orElse(grant.refreshTokenLifetime(), settings.refreshToken())), endsAt);
    User user = request.user();
    SessionState state =
        new SessionState(
            ids.next().toString(),
            request.type(),
            user == null ? null : user.id(),
            client == null ? null : client.id(),
            user == null ? null : user.epoch(),
            client == null ? null : client.epoch(),
            request.scope(),
            grant.audience().isEmpty() ? List.of(issuer) : grant.audience(),
            now,
            exp,
            refreshExp,
            rotation == null ? null : Sha256.of(rotation),
            limits.idleTimeout(),
            endsAt,
            null,
            null);
    AccessTokens.Minted access = tokens.mint(state, grant.tokenFormat(), now, exp, request.scope());
    String refreshToken =
        client == null || rotation == null || refreshExp == null
            ? null
            : tokens.mintRefresh(state.id(), client.id(), now, refreshExp, rotation);
    write(state, access, resource(state, request), limits.perUser());
    return new Issued(
        state.id(),
        state.userId(),
        access.token(),
        Duration.between(second, exp).toSeconds(),
        refreshToken,
        request.scope());
  }

  private void write(
      SessionState state, AccessTokens.Minted access, JsonObject resource, int limit) {
    List<Statement> beside = new ArrayList<>();
    beside.add(SessionStates.insert(state));
    byte[] digest = access.digest();
    if (digest != null) {
      beside.add(SessionStates.insertAccessToken(state.id(), digest, state.exp(), state.scope()));
    }
    if (limit > 0 && state.userId() != null) {
      beside.addAll(SessionsPerUser.endOldest(state, limit, state.started()));
    }
    hook.expect(state.id(), beside);
    try {
      Written _ = store.create(new ResourceKey(SessionHook.TYPE, state.id()), resource);
    } finally {
      hook.born(state.id());
    }
  }

  private JsonObject resource(SessionState state, NewSession request) {
    JsonObject.Builder session =
        JsonObject.builder()
            .put("resourceType", SessionHook.TYPE)
            .put("id", state.id())
            .put("type", state.type());
    if (state.userId() != null) {
      session.put("user", reference(Users.TYPE, state.userId()));
    }
    if (state.clientId() != null) {
      session.put("client", reference(Clients.TYPE, state.clientId()));
    }
    session
        .put("start", state.started().toString())
        .put("jti", state.id())
        .put("iss", issuer)
        .put("audience", JsonArray.of(state.audience().stream().map(Json::of).toList()));
    if (!state.scope().isEmpty()) {
      session.put("scope", JsonArray.of(state.scope().stream().map(Json::of).toList()));
    }
    session.put("remoteAddr", request.remoteAddress());
    String userAgent = request.userAgent() == null ? "" : printable(request.userAgent());
    if (!userAgent.isEmpty()) {
      session.put("userAgent", userAgent);
    }
    Circumstances circumstances = request.circumstances();
    if (circumstances != null && circumstances.newSource()) {
      session.put("newSource", true);
    }
    if (circumstances != null && circumstances.failures() > 0) {
      session.put("failuresBefore", circumstances.failures());
    }
    return session.build();
  }

  private static JsonObject reference(String type, String id) {
    return JsonObject.of("resourceType", type).with("id", id);
  }

  /// What a client calls itself is kept to be read, not to be trusted.
  private static String printable(String userAgent) {
    String text = userAgent.replaceAll("[^\\x20-\\x7E]", "?").strip();
    return text.substring(0, Math.min(text.length(), USER_AGENT_LENGTH));
  }

  /// Whether an access token that a program presents is good now. Never throws because the database
  /// is out of reach.
  public Verification verify(String accessToken) {
    return verifier.verify(accessToken, false);
  }

  /// Whether the token in a cookie is good now: one of the console's. Never throws because the
  /// database is out of reach.
  public Verification verifyCookie(String token) {
    return verifier.verify(token, true);
  }

  /// Continues a session with fresh tokens.
  ///
  /// @param proven whether the client has proven itself with its secret
  /// @param scope what the new access token is to be narrowed to; empty to leave it as it is
  public Refreshed refresh(String refreshToken, Client client, boolean proven, List<String> scope) {
    SessionRefresh.Outcome outcome = refresh.refresh(refreshToken, client, proven, scope);
    if (outcome.reused() != null) {
      boolean _ = close(outcome.reused());
    }
    return outcome.refreshed();
  }

  /// The session that a token of ours belongs to, whoever presents it and whether it is still good
  /// or not; for revocation and introspection. Null also for tokens of the console, which are no
  /// client's business.
  public @Nullable TokenOwner ownerOf(String token) {
    TokenOwner owner = refresh.ownerOf(token);
    return owner != null ? owner : verifier.ownerOf(token);
  }

  /// Closes a session: from now on its tokens are refused. Closing one that is closed changes
  /// nothing.
  ///
  /// @return false where there is no such session
  public boolean close(String id) {
    return close(id, Precondition.NONE);
  }

  /// Closes a session of which the precondition holds.
  ///
  /// @return false where there is no such session
  /// @throws dev.andiron.resource.RefusedException where the precondition does not hold
  public boolean close(String id, Precondition precondition) {
    return store.delete(new ResourceKey(SessionHook.TYPE, id), precondition) != null;
  }

  /// Closes a session of this user's.
  ///
  /// @return false where they have no such session, whether somebody else has or not
  public boolean closeOf(String userId, String id) {
    SessionState state = states.find(id);
    return state != null && userId.equals(state.userId()) && close(id);
  }

  /// To be told of changes.
  public ChangeListener listener() {
    return verifier.listener();
  }

  static Duration orElse(@Nullable Duration duration, Duration absent) {
    return duration == null ? absent : duration;
  }
}

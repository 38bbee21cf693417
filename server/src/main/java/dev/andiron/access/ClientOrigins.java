package dev.andiron.access;

import dev.andiron.http.BasicCredentials;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.OriginPolicy;
import dev.andiron.http.Request;
import dev.andiron.identity.Client;
import dev.andiron.identity.Clients;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.Verification;
import dev.andiron.json.Json;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Bodies;
import dev.andiron.media.MediaType;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.ResourceKey;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Whose scripts may read our answers in a browser: those of the origins that the server was told,
/// and for the requests of a client those of its `allowed_origins`. Where a request does not say
/// which client sends it (a preflight, a token that is not good any more), the origins of every
/// active client count: nobody reads more than a refusal by it.
///
/// This protects no resource: the policies do. It only decides which web pages a browser lets read.
public final class ClientOrigins implements OriginPolicy, ChangeListener {
  private final Set<String> configured;
  private final boolean any;
  private final Database database;
  private final Clients clients;
  private final Sessions sessions;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Remembered ofAllClients;

  /// @param changes how many changes had been heard of before they were read
  private record Remembered(long changes, Set<String> origins) {}

  /// @param configured `scheme://host[:port]`, or the single entry `*`
  public ClientOrigins(
      List<String> configured, Database database, Clients clients, Sessions sessions) {
    this.any = configured.contains("*");
    this.configured = Set.copyOf(configured);
    this.database = database;
    this.clients = clients;
    this.sessions = sessions;
  }

  @Override
  public boolean any() {
    return any;
  }

  @Override
  public boolean allows(String origin, Request request) {
    if (configured.contains(origin)) {
      return true;
    }
    try {
      Client client = clientOf(request);
      return client == null
          ? ofAllClients().contains(origin)
          : client.allowedOrigins().contains(origin);
    } catch (DatabaseException e) {
      return false; // without an answer no page may read: the request itself gets its 503
    }
  }

  private @Nullable Client clientOf(Request request) {
    String id = clientIdOf(request);
    Client client = id == null ? null : clients.find(id);
    return client != null && client.active() ? client : null;
  }

  private @Nullable String clientIdOf(Request request) {
    String field = request.headers().first("Authorization");
    String scheme = field == null ? "" : field.strip().toLowerCase(Locale.ROOT);
    if (field != null && scheme.startsWith("bearer ")) {
      return sessions.verify(field.strip().substring("bearer ".length()).strip())
              instanceof Verification.Good(var session)
          ? session.clientId()
          : null;
    }
    BasicCredentials basic = BasicCredentials.of(request);
    if (basic != null) {
      return basic.id();
    }
    return request.path().startsWith("/auth/") ? clientIdInBody(request) : null;
  }

  private static @Nullable String clientIdInBody(Request request) {
    try {
      MediaType type = MediaType.of(request);
      if (type != null && type.isForm()) {
        return Bodies.form(request).first("client_id");
      }
      Json body = Bodies.read(request);
      Json resolved = body == null ? null : body.resolved();
      return resolved instanceof JsonObject object ? object.string("client_id") : null;
    } catch (HttpProblem | JsonException e) {
      return null; // the endpoint itself says what is wrong with the body
    }
  }

  private Set<String> ofAllClients() {
    // Counted before anything is read: what changes later makes this count, and what was read, old.
    long heard = changes.get();
    Remembered known = ofAllClients;
    if (known == null || known.changes() != heard) {
      known = new Remembered(heard, read());
      ofAllClients = known;
    }
    return known.origins();
  }

  private Set<String> read() {
    try {
      return new HashSet<>(
          database.query(
              Statement.of(
                  """
                  select distinct jsonb_array_elements_text(resource -> 'allowed_origins')
                  from "client"
                  where coalesce((resource ->> 'active')::boolean, true)
                  """),
              row -> row.text(1)));
    } catch (DatabaseException e) {
      if (e.isUndefinedTable()) {
        return Set.of();
      }
      throw e;
    }
  }

  @Override
  public void changed(ResourceKey key) {
    if (key.type().equals("Client")) {
      changes.incrementAndGet();
    }
  }

  @Override
  public void reset() {
    changes.incrementAndGet();
  }
}

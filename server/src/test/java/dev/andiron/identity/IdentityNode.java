package dev.andiron.identity;

import dev.andiron.config.Settings.SignInLimits;
import dev.andiron.crypto.Argon2Parameters;
import dev.andiron.crypto.HashingPool;
import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.PasswordHasher;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Trust;
import dev.andiron.resource.Validator;
import dev.andiron.resource.Written;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One node's worth of identity over a database, wired as the server wires it, but for hashes that
/// cost next to nothing and a validator that takes everything.
public final class IdentityNode implements AutoCloseable {
  public static final String ISSUER = "http://localhost:8888";

  /// As they are where nothing is set.
  private static final SignInLimits LIMITS = new SignInLimits(5, 100, 1000);

  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  public final Database database;
  public final KeyVault vault = KeyVault.of(KEY);
  public final HashingPool pool;
  public final ChangeFeed feed;
  public final Store store;
  public final LastUses uses;
  public final SessionHook sessionHook;
  public final Users users;
  public final Clients clients;
  public final Guesses guesses;
  public final SignIn signIn;
  public final ClientAuthentication clientAuthentication;
  public final SigningKeyRing keys;
  public final InstanceSettings settings;
  public final FirstStart firstStart;
  public final Sessions sessions;

  public IdentityNode(Database database, Clock clock) {
    this(database, clock, new HashingPool(2, 64, Duration.ofSeconds(10)), null);
  }

  public IdentityNode(Database database, Clock clock, HashingPool pool, @Nullable Trust trusted) {
    this.database = database;
    this.pool = pool;
    feed = new ChangeFeed(database, Set.of("User", "Client", "Session"), Set.of("Session"));
    Trust trust = trusted == null ? feed : trusted;
    Passwords passwords = new Passwords(pool, new PasswordHasher(new Argon2Parameters(64, 1, 1)));
    uses = new LastUses(database);
    sessionHook = new SessionHook(database, uses, clock);
    store =
        new Store(
            database,
            clock,
            () -> UUID.randomUUID().toString(),
            new AnythingGoes(),
            (_, _, _, _) -> List.of(),
            List.of(
                new UserHook(database, passwords, PasswordRules.DEFAULT, vault, clock),
                new ClientHook(database, passwords, clock),
                new RoleHook(),
                sessionHook),
            feed);
    users = new Users(database, store::read, trust);
    clients = new Clients(database, store::read, trust);
    settings = new InstanceSettings(database);
    guesses = new Guesses(database, settings.secret("guesses", vault), LIMITS, clock);
    signIn = new SignIn(database, users, passwords, guesses, new TypicalHash(database), 3);
    clientAuthentication = new ClientAuthentication(clients, passwords, guesses);
    keys = new SigningKeyRing(database, vault, clock);
    SharedSigningKey.plant(database, keys);
    keys.start();
    firstStart = new FirstStart(store, settings, vault, PasswordRules.DEFAULT);
    sessions =
        new Sessions(
            database,
            store,
            sessionHook,
            users,
            clients,
            keys,
            settings.issuer(ISSUER),
            TokenSettings.DEFAULT,
            trust,
            uses,
            clock);
    feed.listen(users.listener());
    feed.listen(clients.listener());
    feed.listen(sessions.listener());
    feed.start();
  }

  private record AnythingGoes() implements Validator {
    @Override
    public boolean knows(String type) {
      return true;
    }

    @Override
    public Checked check(JsonObject resource) {
      return new Checked(resource, List.of());
    }
  }

  public Written put(String type, String id, String json) {
    return store.put(
        new ResourceKey(type, id), (JsonObject) JsonReader.read(json), Precondition.NONE);
  }

  public @Nullable Written delete(String type, String id) {
    return store.delete(new ResourceKey(type, id), Precondition.NONE);
  }

  /// A resource as it is shown.
  public JsonObject shown(String type, String id) {
    ResourceVersion version = store.read(new ResourceKey(type, id));
    if (version == null) {
      throw new AssertionError("no " + type + "/" + id);
    }
    return type.equals("Session")
        ? sessionHook.shown(List.of(version)).getFirst().resource()
        : version.resource();
  }

  @Override
  public void close() {
    feed.close();
    pool.close();
  }
}

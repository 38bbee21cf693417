package dev.andiron.access;

import dev.andiron.config.Settings.SignInLimits;
import dev.andiron.crypto.Argon2Parameters;
import dev.andiron.crypto.HashingPool;
import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.PasswordHasher;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Handler;
import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Client;
import dev.andiron.identity.ClientAuthentication;
import dev.andiron.identity.ClientHook;
import dev.andiron.identity.Clients;
import dev.andiron.identity.Guesses;
import dev.andiron.identity.LastUses;
import dev.andiron.identity.NewSession;
import dev.andiron.identity.PasswordRules;
import dev.andiron.identity.Passwords;
import dev.andiron.identity.SessionHook;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SigningKeyRing;
import dev.andiron.identity.TokenSettings;
import dev.andiron.identity.UserHook;
import dev.andiron.identity.Users;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.metrics.Metrics;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import dev.andiron.pg.Migrations;
import dev.andiron.pg.Pool;
import dev.andiron.pg.embedded.EmbeddedPostgres;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.structure.StructureValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What stands before every handler: whose token it is, whether its session is still good, and
/// whether a policy allows the request; all of it from memory. The change feed runs beside it as it
/// does in the server, and is asked whether memory may be believed.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx768m", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class TokenCheckBench {
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  /// The token's format and the policy's engine.
  @Param({"opaque allow", "opaque matcho", "jwt allow", "jwt matcho"})
  public String kind = "";

  private @Nullable Server server;

  /// As much of one as stands before a handler.
  private static final class Server implements AutoCloseable {
    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final Pool pool;
    private final ChangeFeed feed;
    private final HashingPool hashing;
    private final Handler handler;
    private final Request request;

    Server(String kind) throws IOException {
      Clock clock = Clock.systemUTC();
      folder = Files.createTempDirectory("andiron-bench");
      postgres = EmbeddedPostgres.start(folder);
      pool =
          Pool.open(new DatabaseUrl(postgres.jdbcUrl(), postgres.user(), postgres.password()), 4);
      Database database = pool.database();
      Migrations.ofProduct().applyTo(database);
      feed =
          new ChangeFeed(
              database,
              Set.of("User", "Client", "Session", "AccessPolicy", "Role"),
              Set.of("Session"));
      hashing = new HashingPool();
      KeyVault vault = KeyVault.of(KEY);
      Passwords passwords = new Passwords(hashing, new PasswordHasher(Argon2Parameters.DEFAULT));
      StructureValidator validator = new StructureValidator(Definitions.load(), true);
      LastUses uses = new LastUses(database);
      SessionHook hook = new SessionHook(database, uses, clock);
      Store store =
          new Store(
              database,
              clock,
              () -> UUID.randomUUID().toString(),
              validator,
              (_, _, _, _) -> List.of(),
              List.of(
                  new UserHook(database, passwords, PasswordRules.DEFAULT, vault, clock),
                  new ClientHook(database, passwords, clock),
                  hook,
                  new AccessPolicyHook(
                      () -> new Operations(List.of()), _ -> List.of(), _ -> List.of())),
              feed);
      Users users = new Users(database, store::read, feed);
      Clients clients = new Clients(database, store::read, feed);
      SigningKeyRing keys = new SigningKeyRing(database, vault, clock);
      keys.start();
      Sessions sessions =
          new Sessions(
              database,
              store,
              hook,
              users,
              clients,
              keys,
              "http://localhost",
              TokenSettings.DEFAULT,
              feed,
              uses,
              clock);
      Policies policies =
          new Policies(database, feed, () -> new Operations(List.of()), _ -> false, null);
      RoleResources roles = new RoleResources(database, feed);
      List.of(users.listener(), clients.listener(), sessions.listener(), policies, roles)
          .forEach(feed::listen);
      feed.start();
      put(store, "User", "bench", "{}");
      put(
          store,
          "Client",
          "bench",
          "{\"grant_types\":[\"password\"],\"auth\":{\"password\":{\"access_token_expiration\":86400"
              + (kind.startsWith("jwt") ? ",\"token_format\":\"jwt\"}}}" : "}}}"));
      put(
          store,
          "AccessPolicy",
          "bench",
          "{\"link\":[{\"resourceType\":\"User\",\"id\":\"bench\"}],"
              + (kind.endsWith("allow")
                  ? "\"engine\":\"allow\"}"
                  : "\"engine\":\"matcho\",\"matcho\":{\"uri\":\"#^/fhir/Patient\","
                      + "\"request-method\":{\"$enum\":[\"get\",\"post\"]}}}"));
      Client client = Objects.requireNonNull(clients.find("bench"));
      String token =
          sessions
              .create(
                  new NewSession(
                      "password", users.find("bench"), client, List.of(), "127.0.0.1", null))
              .accessToken();
      Guard guard =
          new Guard(
              new Authentication(
                  sessions,
                  new ClientAuthentication(
                      clients,
                      passwords,
                      new Guesses(database, "bench", new SignInLimits(5, 100, 1000), clock)),
                  new SessionCookie(false),
                  hashing::giveWay),
              policies,
              users,
              clients,
              roles,
              validator,
              new KeptTraces(database, clock),
              new Metrics());
      Response done = Response.empty(204);
      handler = guard.protect("FhirRead", _ -> done);
      request =
          new Request(
              "r1",
              "GET",
              "/Patient/p1",
              List.of("Patient", "p1"),
              Map.of("type", "Patient", "id", "p1"),
              "",
              Parameters.parse(""),
              Headers.NONE.with("Authorization", "Bearer " + token),
              new byte[0],
              "127.0.0.1",
              "http");
    }

    private static void put(Store store, String type, String id, String json) {
      var _ =
          store.put(
              new ResourceKey(type, id), (JsonObject) JsonReader.read(json), Precondition.NONE);
    }

    Response answer() {
      return handler.handle(request);
    }

    @Override
    public void close() throws IOException {
      feed.close();
      hashing.close();
      pool.close();
      postgres.close();
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  @Setup
  public void start() throws IOException {
    server = new Server(kind);
  }

  @Benchmark
  public Response check() {
    return Objects.requireNonNull(server).answer();
  }

  @TearDown
  public void stop() throws IOException {
    Objects.requireNonNull(server).close();
  }
}

package dev.andiron.main;

import dev.andiron.access.AccessPolicyHook;
import dev.andiron.access.Authentication;
import dev.andiron.access.Caller;
import dev.andiron.access.ClientOrigins;
import dev.andiron.access.Explanations;
import dev.andiron.access.Guard;
import dev.andiron.access.KeptTraces;
import dev.andiron.access.OperationHook;
import dev.andiron.access.OperationResources;
import dev.andiron.access.Operations;
import dev.andiron.access.Policies;
import dev.andiron.access.PolicyDatabase;
import dev.andiron.access.RoleResources;
import dev.andiron.access.SessionCookie;
import dev.andiron.access.StandingCalls;
import dev.andiron.audit.AppendOnly;
import dev.andiron.audit.Audit;
import dev.andiron.config.Secret;
import dev.andiron.config.Settings;
import dev.andiron.console.ConsoleRoutes;
import dev.andiron.console.SignInRoutes;
import dev.andiron.crypto.Argon2Parameters;
import dev.andiron.crypto.HashingPool;
import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.PasswordHasher;
import dev.andiron.crypto.TimeOrderedIds;
import dev.andiron.definition.Definitions;
import dev.andiron.export.Exports;
import dev.andiron.fhir.Capability;
import dev.andiron.fhir.ExportRoutes;
import dev.andiron.fhir.ExportedResources;
import dev.andiron.fhir.FhirProblems;
import dev.andiron.fhir.FhirRoutes;
import dev.andiron.http.Cors;
import dev.andiron.http.Handler;
import dev.andiron.http.HttpServer;
import dev.andiron.http.InnerRequests;
import dev.andiron.http.ProblemRenderer;
import dev.andiron.http.RequestListener;
import dev.andiron.http.Route;
import dev.andiron.http.Router;
import dev.andiron.http.TlsException;
import dev.andiron.http.TlsFiles;
import dev.andiron.http.TrustedProxies;
import dev.andiron.identity.ActiveSessions;
import dev.andiron.identity.ClientAuthentication;
import dev.andiron.identity.ClientHook;
import dev.andiron.identity.Clients;
import dev.andiron.identity.FirstStart;
import dev.andiron.identity.Guesses;
import dev.andiron.identity.HashImport;
import dev.andiron.identity.InstanceSettings;
import dev.andiron.identity.LastUses;
import dev.andiron.identity.Lockouts;
import dev.andiron.identity.LogoutAll;
import dev.andiron.identity.PasswordChange;
import dev.andiron.identity.PasswordReset;
import dev.andiron.identity.PasswordRules;
import dev.andiron.identity.Passwords;
import dev.andiron.identity.RoleHook;
import dev.andiron.identity.SessionExpiry;
import dev.andiron.identity.SessionHook;
import dev.andiron.identity.SessionPurge;
import dev.andiron.identity.Sessions;
import dev.andiron.identity.SignIn;
import dev.andiron.identity.SignInCounts;
import dev.andiron.identity.SigningKeyRing;
import dev.andiron.identity.TokenSettings;
import dev.andiron.identity.TypicalHash;
import dev.andiron.identity.UserHook;
import dev.andiron.identity.Users;
import dev.andiron.metrics.Metrics;
import dev.andiron.oauth.AccountRoutes;
import dev.andiron.oauth.OAuthProblems;
import dev.andiron.oauth.OAuthRoutes;
import dev.andiron.oauth.account.LockoutsEndpoint;
import dev.andiron.oauth.account.OwnSessions;
import dev.andiron.ops.AccessLog;
import dev.andiron.ops.Health;
import dev.andiron.ops.MetricsRoutes;
import dev.andiron.ops.OpsRoutes;
import dev.andiron.ops.ProcessCounts;
import dev.andiron.ops.RequestCounts;
import dev.andiron.ops.SearchIndexRoutes;
import dev.andiron.ops.ServerCounts;
import dev.andiron.ops.WhyRoutes;
import dev.andiron.pg.ConfinedDatabase;
import dev.andiron.pg.Database;
import dev.andiron.resource.CanonicalResources;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.Claims;
import dev.andiron.resource.History;
import dev.andiron.resource.Presence;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ReadableTables;
import dev.andiron.resource.Removal;
import dev.andiron.resource.Store;
import dev.andiron.resource.WriteHook;
import dev.andiron.search.PatientCompartment;
import dev.andiron.search.Readiness;
import dev.andiron.search.ReferredResources;
import dev.andiron.search.Reindexing;
import dev.andiron.search.Search;
import dev.andiron.search.SearchIndex;
import dev.andiron.search.SearchParameterHook;
import dev.andiron.search.SearchParameters;
import dev.andiron.structure.ClaimedProfiles;
import dev.andiron.structure.Profiles;
import dev.andiron.structure.ReferencedResources;
import dev.andiron.structure.StructureValidator;
import dev.andiron.terminology.Terminology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running server: everything wired together with plain constructors, and taken apart in the
/// opposite order.
final class App implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);

  /// The types that nodes keep in memory and must hear of when they change.
  private static final Set<String> CACHED_TYPES =
      Stream.concat(
              Stream.of(
                  "User",
                  "Client",
                  "Session",
                  "AccessPolicy",
                  "Role",
                  "Operation",
                  "SearchParameter"),
              CanonicalResources.TYPES.stream())
          .collect(Collectors.toUnmodifiableSet());

  /// Of those, the ones of which nothing but single resources is kept.
  private static final Set<String> CACHED_ONE_BY_ONE = Set.of("Session");

  /// How many queries of policies run at once.
  private static final int POLICY_CONNECTIONS = 4;

  private final Parts parts = new Parts();
  private final Settings settings;
  private final Clock clock;
  private final Consumer<FirstStart.Generated> firstCredentials;
  private final boolean listens;
  private @Nullable FirstStart firstStart;
  private @Nullable Handler bundles;
  private List<Route> routes = List.of();
  // Known when the routes are, of which the store is a part.
  private volatile Operations operations = Operations.NONE;
  private volatile InnerRequests served = new InnerRequests(List.of());
  private final Metrics metrics = new Metrics();
  private @Nullable Health health;
  private boolean listening;
  private int port;
  private int metricsPort;

  private App(
      Settings settings,
      Clock clock,
      Consumer<FirstStart.Generated> firstCredentials,
      boolean listens) {
    this.settings = settings;
    this.clock = clock;
    this.firstCredentials = firstCredentials;
    this.listens = listens;
  }

  /// Starts everything; requests are answered when it returns.
  ///
  /// @param firstCredentials shows the operator what the first start made; called before requests
  ///   are answered
  /// @throws StartupException and the exceptions that [StartupFailure] knows
  static App start(
      Settings settings, Clock clock, Consumer<FirstStart.Generated> firstCredentials) {
    return started(new App(settings, clock, firstCredentials, true));
  }

  /// Starts all but what listens to requests.
  static App startUnheard(
      Settings settings, Clock clock, Consumer<FirstStart.Generated> firstCredentials) {
    return started(new App(settings, clock, firstCredentials, false));
  }

  private static App started(App app) {
    boolean started = false;
    try {
      app.open();
      started = true;
      return app;
    } finally {
      if (!started) {
        app.close();
      }
    }
  }

  private void open() {
    // Both take a while and neither needs the database: they run while it starts.
    CompletableFuture<Definitions> loading = CompletableFuture.supplyAsync(Definitions::load);
    CompletableFuture<PasswordHasher> choosing =
        CompletableFuture.supplyAsync(() -> new PasswordHasher(Argon2Parameters.DEFAULT));

    OpenDatabase open = OpenDatabase.open(settings, parts);
    Database database = open.database();
    Address address = Address.of(settings);
    port = address.port();
    String baseUrl = address.baseUrl();
    InstanceSettings instance = new InstanceSettings(database);
    String issuer = instance.issuer(address.proposedIssuer(settings));

    Definitions definitions = loading.join();
    SearchParameters parameters =
        new SearchParameters(definitions, clock, List.of(baseUrl + "/fhir", baseUrl));
    Readiness readiness = new Readiness();
    Reindexing reindexing = parts.opened(new Reindexing(parameters, database, readiness));
    reindexing.start();
    ChangeFeed feed = open.feed(CACHED_TYPES, CACHED_ONE_BY_ONE, parts);
    KeyVault vault = OpenDatabase.vault(settings);
    Health health = new Health(database, feed, readiness);
    this.health = health;
    HashingPool hashing = parts.opened(new HashingPool());
    Passwords passwords = new Passwords(hashing, choosing.join());
    PasswordRules rules =
        new PasswordRules(
            settings.passwordMinLength(),
            settings.passwordRules() == Settings.PasswordRules.ENFORCE);

    LastUses uses = parts.opened(new LastUses(database));
    uses.start();
    SessionHook sessionHook = new SessionHook(database, uses, clock);
    ReadHooks readHooks = new ReadHooks(List.of(sessionHook));
    StructureValidator validator =
        new StructureValidator(
            definitions, settings.referenceChecks() != Settings.ReferenceChecks.OFF);
    CanonicalResources canonicals = new CanonicalResources(database, feed);
    feed.listen(canonicals);
    Terminology terminology = new Terminology(definitions, canonicals, baseUrl);
    Profiles profiles = new Profiles(definitions, canonicals, terminology::contains);
    Search search =
        new Search(
            parameters,
            database,
            clock,
            List.of(new ActiveSessions(clock), new SessionExpiry()),
            readiness,
            new SearchedValueSets(terminology));
    PolicyDatabase queries = policyDatabase(open, definitions, instance, vault);
    Supplier<String> ids = ids();
    SearchIndex index = new SearchIndex(parameters);
    Audit audit = new Audit(settings.audit(), clock, ids, baseUrl);
    Store store =
        new Store(
            open.growing(),
            clock,
            ids,
            validator,
            index,
            writeHooks(
                List.of(
                    new UserHook(database, passwords, rules, vault, clock),
                    new ClientHook(database, passwords, clock),
                    new RoleHook(),
                    sessionHook,
                    new AccessPolicyHook(() -> operations, search, queries),
                    new OperationHook(() -> operations),
                    new SearchParameterHook(parameters),
                    new AppendOnly()),
                definitions,
                parameters,
                database,
                profiles,
                baseUrl),
            audit.witness(),
            feed);
    audit.start(store::append, database, events -> index.remove(AppendOnly.TYPE, events));
    parts.opened(audit);
    Users users = new Users(database, store::read, feed);
    Clients clients = new Clients(database, store::read, feed);
    SigningKeyRing keys = new SigningKeyRing(database, vault, clock);
    keys.start();
    Sessions sessions =
        new Sessions(
            open.growing(),
            store,
            sessionHook,
            users,
            clients,
            keys,
            issuer,
            tokenSettings(settings),
            feed,
            uses,
            clock);
    Policies policies =
        new Policies(database, feed, () -> operations, definitions::isSystemType, queries);
    RoleResources roles = new RoleResources(database, feed);
    ClientOrigins origins = new ClientOrigins(settings.corsOrigins(), database, clients, sessions);
    List.of(
            users.listener(),
            clients.listener(),
            sessions.listener(),
            policies,
            roles,
            origins,
            reindexing)
        .forEach(feed::listen);

    ServerCounts counts = new ServerCounts(metrics);
    counts.version(version());
    counts.database(open.pool());
    counts.feed(feed, readiness);
    counts.hashing(hashing);
    counts.sessions(sessions);
    counts.records(audit);
    ProcessCounts.tell(metrics);
    SignInCounts signIns = new SignInCounts(metrics);

    SessionCookie cookie = new SessionCookie(address.isSecure());
    Guesses guesses =
        parts.opened(
            new Guesses(
                database, instance.secret("guesses", vault), settings.signInLimits(), clock));
    guesses.start();
    TypicalHash typical = parts.opened(new TypicalHash(database));
    typical.start();
    SignIn signIn =
        new SignIn(
            database,
            users,
            passwords,
            guesses,
            typical,
            Math.max(1, settings.databaseConnections() / 3));
    ClientAuthentication authentication = new ClientAuthentication(clients, passwords, guesses);
    SessionPurge purge =
        parts.opened(
            new SessionPurge(new Removal(database, index), settings.sessionRetention(), clock));
    purge.start();
    KeptTraces traces = parts.opened(new KeptTraces(database, clock));
    traces.start();
    Guard guard =
        new Guard(
            new Authentication(sessions, authentication, cookie, hashing::giveWay),
            policies,
            users,
            clients,
            roles,
            validator,
            traces,
            metrics);
    firstStart = new FirstStart(store, instance, vault, rules);
    if (!firstStart.run(
        value(settings.adminPassword()), value(settings.rootClientSecret()), firstCredentials)) {
      sayThatCredentialsStand();
    }

    FhirProblems fhirProblems = new FhirProblems();
    OAuthProblems oauthProblems = new OAuthProblems();
    routes = new ArrayList<>();
    OpsRoutes ops = new OpsRoutes(health, version());
    MetricsRoutes metricsRoutes = new MetricsRoutes(metrics);
    routes.addAll(ops.list());
    routes.add(metricsRoutes.guarded(guard));
    routes.addAll(new SearchIndexRoutes(guard, reindexing).list());
    Explanations explanations =
        new Explanations(policies, queries, users, clients, roles, validator, () -> served);
    routes.addAll(new WhyRoutes(guard, explanations, traces).list());
    routes.addAll(
        OAuthRoutes.list(
            new OAuthRoutes.Services(
                authentication,
                signIn,
                sessions,
                users,
                keys,
                (client, request) ->
                    guard
                        .decide(new Caller.ProvenClient(client.id()), request, "Introspect", null)
                        .allowed(),
                issuer,
                settings.passwordGrant(),
                signIns)));
    routes.addAll(
        AccountRoutes.list(
            new AccountRoutes.Services(
                guard,
                new PasswordChange(database, signIn, rules, store),
                new PasswordReset(
                    database, guesses, rules, store, clock, settings.passwordResetExpiration()),
                new HashImport(database, store, clock),
                new LogoutAll(database, feed, users, clients, clock),
                new OwnSessions(
                    sessions,
                    search,
                    readHooks,
                    cookie,
                    settings.console() ? SignInRoutes.PAGE : null),
                new LockoutsEndpoint(
                    new Lockouts(database, users, clients, settings.signInLimits(), clock), clock),
                baseUrl)));
    FhirRoutes fhirRoutes =
        new FhirRoutes(
            guard,
            fhirProblems,
            store,
            new History(database),
            readHooks,
            search,
            sessions,
            new Claims(database),
            definitions,
            validator,
            settings,
            profiles,
            baseUrl);
    routes.addAll(fhirRoutes.list());
    bundles = fhirRoutes.bundlesOfOperator();
    StandingCalls calls = new StandingCalls(guard, users, clients);
    Exports exports =
        parts.opened(
            new Exports(
                open.growing(),
                new PatientCompartment(parameters),
                readHooks,
                new ExportedResources(calls, store, search, readHooks),
                clock,
                settings.exportExpiration()));
    routes.addAll(
        new ExportRoutes(guard, fhirProblems, exports, calls, store, search, definitions, baseUrl)
            .list());
    ProblemRenderer problems =
        (request, problem) ->
            request.path().startsWith("/auth/") || request.path().startsWith("/.well-known/")
                ? oauthProblems.render(request, problem)
                : fhirProblems.render(request, problem);
    if (settings.console()) {
      ConsoleRoutes console =
          new ConsoleRoutes(guard, cookie, users, definitions, validator, version());
      SignInRoutes signInRoutes =
          console.signIn(
              new SignInRoutes.Services(signIn, sessions, cookie, address.isSecure(), signIns));
      routes = new ArrayList<>(console.leading(routes));
      routes.addAll(console.list());
      routes.addAll(signInRoutes.list());
      problems = signInRoutes.problems(problems);
    }
    // Last: it tells of all the others.
    routes.add(
        new Capability(routes, definitions, search, settings, clock, baseUrl, version())
            .route(fhirProblems));
    operations = new Operations(routes);
    new OperationResources(operations, database, store).settle();
    exports.start(); // it asks the policies, which must know the operations
    Path init = settings.init();
    if (init != null) {
      new InitFile(init).applyTo(store);
    }
    served = new InnerRequests(routes);
    if (listens) {
      listen(new Router(metricsRoutes.open(ops), problems, Cors.OFF), settings.metrics());
      listen(new Router(audit.around(routes), problems, Cors.with(origins)));
      listening = true;
    }
  }

  private static TokenSettings tokenSettings(Settings settings) {
    Settings.SessionLimits people = settings.sessionLimits();
    return TokenSettings.DEFAULT
        .withConsoleSession(settings.consoleSession())
        .withLimits(
            people,
            new Settings.SessionLimits(settings.consoleIdleTimeout(), null, people.perUser()));
  }

  /// Where the queries of policies are asked; opened when there is one.
  private PolicyDatabase policyDatabase(
      OpenDatabase open, Definitions definitions, InstanceSettings instance, KeyVault vault) {
    Set<String> types = new TreeSet<>(definitions.resourceTypes());
    types.remove("AccessPolicy");
    return parts.opened(
        new PolicyDatabase(
            () ->
                ConfinedDatabase.open(
                    open.database(),
                    open.url(),
                    settings.databaseUrl() == null
                        ? ConfinedDatabase.Location.INSIDE
                        : ConfinedDatabase.Location.ELSEWHERE,
                    "andiron_policy_",
                    instance.secret("policy-role", vault),
                    POLICY_CONNECTIONS),
            new ReadableTables(open.database(), types)));
  }

  private List<WriteHook> writeHooks(
      List<WriteHook> always,
      Definitions definitions,
      SearchParameters parameters,
      Database database,
      Profiles profiles,
      String baseUrl) {
    List<WriteHook> all = new ArrayList<>(always);
    if (settings.referenceChecks() == Settings.ReferenceChecks.EXISTENCE) {
      all.add(new ReferencedResources(definitions, new Presence(database), baseUrl));
    }
    if (settings.profileChecks() == Settings.ProfileChecks.CLAIMED) {
      all.add(new ClaimedProfiles(definitions, profiles));
    }
    if (settings.referencedDelete() == Settings.ReferencedDelete.REFUSED) {
      all.add(new ReferredResources(definitions, parameters, database));
    }
    return all;
  }

  /// On later starts the variables change nothing, and whoever set them should know.
  private void sayThatCredentialsStand() {
    if (settings.adminPassword() != null || settings.rootClientSecret() != null) {
      LOG.warn(
          "ANDIRON_ADMIN_PASSWORD and ANDIRON_ROOT_CLIENT_SECRET count on the first start only and"
              + " change nothing now; use ./andiron reset-admin, or PUT the user or client.");
    }
  }

  private static @Nullable String value(@Nullable Secret secret) {
    return secret == null ? null : secret.value();
  }

  private Supplier<String> ids() {
    TimeOrderedIds ids = new TimeOrderedIds(clock);
    return () -> ids.next().toString();
  }

  private void listen(Router router) {
    List<RequestListener> listeners = new ArrayList<>();
    listeners.add(new RequestCounts(metrics));
    if (settings.logs().access()) {
      listeners.add(new AccessLog());
    }
    try {
      TrustedProxies proxies = TrustedProxies.of(settings.trustedProxies());
      HttpServer _ =
          parts.opened(
              HttpServer.start(
                  HttpServer.Settings.of(settings.host(), port).behind(proxies).with(tlsFiles()),
                  router,
                  RequestListener.all(listeners)));
    } catch (IllegalArgumentException e) {
      throw new StartupException(
          "--trusted-proxies: expected addresses and ranges such as 10.0.0.7, fd00::/8, not "
              + e.getMessage(),
          e);
    } catch (TlsException e) {
      throw new StartupException("--tls-certificate, --tls-key: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  private @Nullable TlsFiles tlsFiles() {
    Settings.Tls tls = settings.tls();
    return tls == null ? null : new TlsFiles(tls.certificate(), tls.key());
  }

  /// Where what is counted is open to all who reach it, if that is wanted.
  private void listen(Router router, Settings.Metrics address) {
    Integer wanted = address.port();
    if (wanted == null) {
      return;
    }
    try {
      metricsPort =
          parts
              .opened(HttpServer.start(HttpServer.Settings.of(address.host(), wanted), router))
              .port();
    } catch (IOException e) {
      throw new StartupException("--metrics-port: " + e.getMessage(), e);
    }
  }

  static String version() {
    String version = App.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /// Gives the administrator the password that is set, or a new one, which is returned.
  String resetAdmin() {
    return Objects.requireNonNull(firstStart).resetAdmin(value(settings.adminPassword()));
  }

  /// `POST /` for whoever runs the program.
  Handler bundles() {
    return Objects.requireNonNull(bundles);
  }

  /// What is served.
  List<Route> routes() {
    return List.copyOf(routes);
  }

  /// The port that is listened on.
  int port() {
    return port;
  }

  /// The port on which metrics are read without credentials; 0 where there is none.
  int metricsPort() {
    return metricsPort;
  }

  /// Says first that it is not ready any more, and goes on serving for as long as is set: whoever
  /// sends it requests needs a moment to notice.
  @Override
  public void close() {
    if (health != null && listening) {
      health.stop();
      awaitNotice(settings.shutdownDelay());
    }
    parts.close();
  }

  private static void awaitNotice(Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.andiron.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How this server is to run. See [Setting] for where each comes from.
///
/// @param port 0 for any free one
/// @param data an absolute path
/// @param databaseUrl null for the PostgreSQL inside; may hold a password
/// @param databaseConnections at most, for each node
/// @param diskReserve in bytes: how much space is to stay free for the PostgreSQL inside
/// @param issuer null for that of the first start
/// @param baseUrl without a slash at its end
/// @param corsOrigins `scheme://host[:port]`, or the single entry `*`
/// @param trustedProxies addresses and ranges of them, not yet checked
/// @param console false serves none of its pages
/// @param consoleSession how long a sign-in at the console lasts
/// @param consoleIdleTimeout how long one may lie unused; null for no limit
/// @param sessionLimits of sessions of people whose client says nothing else
/// @param sessionRetention how long sessions are kept that are over
/// @param passwordGrant false refuses it to every client
/// @param passwordMinLength how many characters a new password must have
/// @param passwordRules what becomes of passwords against the rules that are written into a User
/// @param passwordResetExpiration how long a link to set a new password is good
/// @param signInLimits how many failures to sign in are taken
/// @param referenceChecks what is asked of references in resources of FHIR's types
/// @param conditionalDelete how many a conditional delete may delete
/// @param profileChecks what is asked of resources that claim profiles
/// @param referencedDelete whether what others refer to may be deleted
/// @param audit what is recorded
/// @param init an absolute path
/// @param encryptionKey base64, not yet checked
public record Settings(
    String host,
    int port,
    @Nullable Tls tls,
    Path data,
    @Nullable Secret databaseUrl,
    int databaseConnections,
    long diskReserve,
    @Nullable String issuer,
    @Nullable String baseUrl,
    List<String> corsOrigins,
    List<String> trustedProxies,
    boolean console,
    Duration consoleSession,
    @Nullable Duration consoleIdleTimeout,
    SessionLimits sessionLimits,
    Duration sessionRetention,
    Duration exportExpiration,
    boolean passwordGrant,
    int passwordMinLength,
    PasswordRules passwordRules,
    Duration passwordResetExpiration,
    SignInLimits signInLimits,
    ReferenceChecks referenceChecks,
    ConditionalDelete conditionalDelete,
    ProfileChecks profileChecks,
    ReferencedDelete referencedDelete,
    Metrics metrics,
    Duration shutdownDelay,
    Records audit,
    @Nullable Path init,
    Logs logs,
    @Nullable Secret encryptionKey,
    @Nullable Secret adminPassword,
    @Nullable Secret rootClientSecret) {

  /// Where the certificate and its key are.
  public record Tls(Path certificate, Path key) {}

  /// What becomes of a password against the rules that an administrator writes into a User.
  public enum PasswordRules {
    /// It is taken, and the log says so.
    WARN,
    /// It is refused.
    ENFORCE
  }

  /// How many failures to sign in are taken before tries are refused; 0 for no end of them.
  ///
  /// @param failures of one person, before the delays begin
  /// @param sourceFailures from one address, in ten minutes
  /// @param globalFailures from all addresses, in ten minutes
  public record SignInLimits(int failures, int sourceFailures, int globalFailures) {}

  /// How long a session lives, whatever its tokens say, and how many a person has.
  ///
  /// @param idleTimeout how long it may lie unused; null for no limit
  /// @param expiration how long it lasts, refreshed or not; null for no limit
  /// @param perUser of one person at one client; 0 for no limit
  public record SessionLimits(
      @Nullable Duration idleTimeout, @Nullable Duration expiration, int perUser) {
    public static final SessionLimits NONE = new SessionLimits(null, null, 0);

    /// The shortest idle timeout: nodes tell each other of use within half a minute.
    public static final int SHORTEST_IDLE_TIMEOUT = 120;
  }

  /// What is asked of a reference when a resource is written.
  public enum ReferenceChecks {
    /// Nothing.
    OFF,
    /// That it is well-formed and points to a type that its element allows.
    TYPE,
    /// And that what it points to, if that is here, exists and is not deleted.
    EXISTENCE
  }

  /// How many resources `DELETE /Type?…` may delete.
  public enum ConditionalDelete {
    /// One; where several meet the condition, none is deleted.
    SINGLE,
    /// All that meet it.
    MULTIPLE
  }

  /// What is asked of a resource that claims profiles when it is written.
  public enum ProfileChecks {
    /// Nothing.
    OFF,
    /// That it meets those of them that are stored here.
    CLAIMED
  }

  /// Whether a resource may be deleted while others refer to it.
  public enum ReferencedDelete {
    ALLOWED,
    REFUSED
  }

  /// Where what is counted may be read without credentials.
  ///
  /// @param port null for nowhere
  public record Metrics(String host, @Nullable Integer port) {}

  /// What is written to the log, and how.
  ///
  /// @param access whether a line for every request
  public record Logs(LogLevel level, LogFormat format, boolean access) {}

  public enum LogFormat {
    TEXT,
    JSON
  }

  /// How requests are recorded.
  ///
  /// @param retention for how long what was recorded is kept; zero for ever
  public record Records(AuditScope scope, AuditFull full, Duration retention) {}

  /// Of which requests there are records.
  public enum AuditScope {
    OFF,
    /// All but those that only give something out, unless they are refused.
    WRITES,
    ALL
  }

  /// What becomes of a request of which no record can be kept.
  public enum AuditFull {
    /// It waits, and is refused.
    BLOCK,
    /// It goes on; what is lost is counted, and told in the log.
    COUNT
  }

  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /// Reads them: the command line before the environment before the defaults.
  ///
  /// @param commandLine what was given there
  /// @param environment of the process
  /// @param folder that relative paths start from
  /// @throws SettingsException if a value cannot be used
  public static Settings read(
      Map<Setting, String> commandLine, Map<String, String> environment, Path folder) {
    SettingsReader reader = new SettingsReader(commandLine, environment, folder);
    return new Settings(
        reader.required(Setting.HOST),
        reader.number(Setting.PORT, 0, 65_535),
        tls(reader),
        reader.requiredPath(Setting.DATA),
        reader.secret(Setting.DATABASE_URL),
        reader.number(Setting.DATABASE_CONNECTIONS, 2, 1_000),
        (long) reader.number(Setting.DISK_RESERVE, 0, 1_000_000_000) << 20,
        reader.url(Setting.ISSUER),
        withoutSlash(reader.url(Setting.BASE_URL)),
        reader.origins(Setting.CORS_ORIGINS),
        reader.list(Setting.TRUSTED_PROXIES),
        reader.flag(Setting.CONSOLE),
        Duration.ofSeconds(reader.number(Setting.CONSOLE_SESSION_EXPIRATION, 60, 31_536_000)),
        reader.limit(
            Setting.CONSOLE_SESSION_IDLE_TIMEOUT, SessionLimits.SHORTEST_IDLE_TIMEOUT, 31_536_000),
        new SessionLimits(
            reader.limit(
                Setting.SESSION_IDLE_TIMEOUT, SessionLimits.SHORTEST_IDLE_TIMEOUT, 31_536_000),
            reader.limit(Setting.SESSION_EXPIRATION, 60, 315_360_000),
            reader.number(Setting.SESSION_LIMIT, 0, 10_000)),
        Duration.ofSeconds(reader.number(Setting.SESSION_RETENTION, 3_600, 315_360_000)),
        Duration.ofSeconds(reader.number(Setting.EXPORT_EXPIRATION, 60, 31_536_000)),
        reader.flag(Setting.PASSWORD_GRANT),
        reader.number(Setting.PASSWORD_MIN_LENGTH, 8, 64),
        reader.choice(Setting.PASSWORD_RULES, PasswordRules.class),
        Duration.ofSeconds(reader.number(Setting.PASSWORD_RESET_EXPIRATION, 60, 2_592_000)),
        new SignInLimits(
            reader.number(Setting.SIGN_IN_FAILURES, 0, 1_000),
            reader.number(Setting.SIGN_IN_SOURCE_FAILURES, 0, 1_000_000),
            reader.number(Setting.SIGN_IN_GLOBAL_FAILURES, 0, 1_000_000)),
        reader.choice(Setting.REFERENCE_CHECKS, ReferenceChecks.class),
        reader.choice(Setting.CONDITIONAL_DELETE, ConditionalDelete.class),
        reader.choice(Setting.PROFILE_CHECKS, ProfileChecks.class),
        reader.choice(Setting.REFERENCED_DELETE, ReferencedDelete.class),
        new Metrics(
            reader.required(Setting.METRICS_HOST),
            reader.numberIfGiven(Setting.METRICS_PORT, 0, 65_535)),
        Duration.ofSeconds(reader.number(Setting.SHUTDOWN_DELAY, 0, 3600)),
        new Records(
            reader.choice(Setting.AUDIT, AuditScope.class),
            reader.choice(Setting.AUDIT_FULL, AuditFull.class),
            Duration.ofDays(reader.number(Setting.AUDIT_RETENTION, 0, 36_500))),
        reader.path(Setting.INIT),
        new Logs(
            reader.choice(Setting.LOG_LEVEL, LogLevel.class),
            reader.choice(Setting.LOG_FORMAT, LogFormat.class),
            reader.flag(Setting.ACCESS_LOG)),
        reader.secret(Setting.ENCRYPTION_KEY),
        reader.secret(Setting.ADMIN_PASSWORD),
        reader.secret(Setting.ROOT_CLIENT_SECRET));
  }

  /// The same for a short job beside or instead of a server: it listens for nobody, and puts no
  /// resources. What is derived from the port stays as it is.
  public Settings forMaintenance() {
    return new Settings(
        "127.0.0.1",
        0,
        tls,
        data,
        databaseUrl,
        databaseConnections,
        diskReserve,
        issuer,
        baseUrl == null ? scheme() + "://localhost:" + port : baseUrl,
        corsOrigins,
        trustedProxies,
        console,
        consoleSession,
        consoleIdleTimeout,
        sessionLimits,
        sessionRetention,
        exportExpiration,
        passwordGrant,
        passwordMinLength,
        passwordRules,
        passwordResetExpiration,
        signInLimits,
        referenceChecks,
        conditionalDelete,
        profileChecks,
        referencedDelete,
        metrics,
        shutdownDelay,
        audit,
        null,
        logs,
        encryptionKey,
        adminPassword,
        rootClientSecret);
  }

  private static @Nullable Tls tls(SettingsReader reader) {
    Path certificate = reader.path(Setting.TLS_CERTIFICATE);
    Path key = reader.path(Setting.TLS_KEY);
    if (certificate == null && key == null) {
      return null;
    }
    if (certificate == null || key == null) {
      Setting missing = certificate == null ? Setting.TLS_CERTIFICATE : Setting.TLS_KEY;
      throw new SettingsException(missing.option() + ": expected a file, as the other is given");
    }
    return new Tls(certificate, key);
  }

  /// What the port speaks: `http`, or `https`.
  public String scheme() {
    return tls == null ? "http" : "https";
  }

  private static @Nullable String withoutSlash(@Nullable String url) {
    return url == null ? null : url.replaceFirst("/+$", "");
  }
}

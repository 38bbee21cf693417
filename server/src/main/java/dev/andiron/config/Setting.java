package dev.andiron.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One setting by its name: `--database-url` on the command line, `ANDIRON_DATABASE_URL` in the
/// environment, where `ANDIRON_DATABASE_URL_FILE` may name a file that holds the value instead.
public enum Setting {
  HOST("ADDRESS", "127.0.0.1", "address to listen on; 0.0.0.0 for all"),
  PORT("NUMBER", "8080", "port to listen on; 0 for any free one"),
  TLS_CERTIFICATE("FILE", null, "PEM file of the certificate and those between it and the root"),
  TLS_KEY("FILE", null, "PEM file of its private key; with both, the port speaks https only"),
  DATA("FOLDER", "data", "keys, and the PostgreSQL inside where no database is named"),
  DATABASE_URL("URL", null, "postgres://user:password@host:5432/name instead of the one inside"),
  DATABASE_CONNECTIONS("NUMBER", "10", "connections that this node keeps to the database"),
  DISK_RESERVE("MEGABYTES", "256", "space below which the PostgreSQL inside is not written to"),
  ISSUER("URL", null, "the issuer in tokens, fixed at the first start [http://localhost:PORT]"),
  BASE_URL("URL", null, "where clients see this server [http://localhost:PORT]"),
  CORS_ORIGINS("LIST", "", "origins of browser apps, separated by commas; * for any"),
  TRUSTED_PROXIES("LIST", "", "proxies whose X-Forwarded-For counts: 10.0.0.7, fd00::/8, …"),
  CONSOLE("on|off", "on", "the web console at /ui; off serves no page of it, and no /auth/login"),
  CONSOLE_SESSION_EXPIRATION("SECONDS", "43200", "how long a sign-in at the console lasts"),
  CONSOLE_SESSION_IDLE_TIMEOUT("SECONDS", "0", "how long one may lie unused; 0 for no limit"),
  SESSION_EXPIRATION("SECONDS", "0", "how long people's sessions last at most; 0 for no limit"),
  SESSION_IDLE_TIMEOUT("SECONDS", "0", "how long people's sessions may lie unused; 0 for no limit"),
  SESSION_LIMIT("NUMBER", "0", "sessions of one person at one client; 0 for no limit"),
  SESSION_RETENTION("SECONDS", "7776000", "how long sessions that are over can be read"),
  EXPORT_EXPIRATION("SECONDS", "86400", "how long the files of a bulk export are kept"),
  PASSWORD_GRANT("on|off", "on", "the password grant as a whole; off refuses it to every client"),
  PASSWORD_MIN_LENGTH("NUMBER", "8", "characters that a new password must have, 8 to 64"),
  PASSWORD_RULES("warn|enforce", "warn", "what becomes of weak passwords written into a User"),
  PASSWORD_RESET_EXPIRATION("SECONDS", "900", "how long a link to set a new password is good"),
  SIGN_IN_FAILURES(
      "NUMBER", "5", "failed sign-ins of one person before delays begin; 0 for no end"),
  SIGN_IN_SOURCE_FAILURES(
      "NUMBER", "100", "those from one new address in ten minutes; 0 for no end"),
  SIGN_IN_GLOBAL_FAILURES(
      "NUMBER", "1000", "those from all new addresses in ten minutes; 0: no end"),
  REFERENCE_CHECKS("off|type|existence", "type", "what references in written resources must be"),
  CONDITIONAL_DELETE("single|multiple", "single", "how many DELETE /Type?… may delete at once"),
  PROFILE_CHECKS("off|claimed", "off", "what written resources that claim stored profiles must be"),
  REFERENCED_DELETE("allowed|refused", "allowed", "deleting what other resources refer to"),
  METRICS_PORT(
      "NUMBER", null, "port on which /metrics is open to all who reach it; 0: any free one"),
  METRICS_HOST("ADDRESS", "127.0.0.1", "address to listen on for it"),
  SHUTDOWN_DELAY("SECONDS", "0", "how long it still serves when told to stop, and is not ready"),
  AUDIT("off|writes|all", "all", "what becomes an AuditEvent; writes: all but what only reads"),
  AUDIT_FULL("block|count", "block", "where no more can be recorded: refuse requests, or go on"),
  AUDIT_RETENTION("DAYS", "0", "for how long AuditEvents are kept at least; 0 for ever"),
  INIT("FILE", null, "a list or Bundle of resources, put at every start: clients, users, policies"),
  LOG_LEVEL("LEVEL", "info", "error, warn, info or debug"),
  LOG_FORMAT("text|json", "text", "lines for people, or a JSON object on each"),
  ACCESS_LOG("on|off", "off", "a line in the log for every request"),
  ENCRYPTION_KEY(null, "32 bytes in base64, for the keys in the database [from a file]"),
  ADMIN_PASSWORD(null, "of the first administrator [made up at the first start]"),
  ROOT_CLIENT_SECRET(null, "of the client \"root\" [made up at the first start]"),
  LOAD_TOKEN(null, "for load and import-users: an access token, instead of a client's secret"),
  LOAD_SECRET(null, "for load and import-users: the secret of --client [root's from above]");

  private final @Nullable String value;
  private final @Nullable String standard;
  private final String description;

  Setting(@Nullable String value, @Nullable String standard, String description) {
    this.value = value;
    this.standard = standard;
    this.description = description;
  }

  /// A secret: everybody on the machine can read a command line, so it is not for these.
  Setting(@Nullable String standard, String description) {
    this(null, standard, description);
  }

  /// Whether it is never to be shown, and so is read from the environment only.
  public boolean isSecret() {
    return value == null;
  }

  public String option() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String environment() {
    return "ANDIRON_" + name();
  }

  /// What kind of value it takes.
  public @Nullable String value() {
    return value;
  }

  /// The value where none is given.
  public @Nullable String standard() {
    return standard;
  }

  public String description() {
    return description;
  }
}

package dev.andiron.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.config.Settings.LogLevel;
import dev.andiron.config.Settings.ProfileChecks;
import dev.andiron.config.Settings.ReferenceChecks;
import dev.andiron.config.Settings.SessionLimits;
import dev.andiron.config.Settings.SignInLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Settings")
class SettingsTest {
  private static final Path FOLDER = Path.of("/srv/app");

  private static final Settings ALL =
      new Settings(
          "0.0.0.0",
          9000,
          new Settings.Tls(Path.of("/srv/app/tls.crt"), Path.of("/etc/tls.key")),
          Path.of("/var/andiron"),
          new Secret("postgres://u:p@db/a"),
          20,
          1024L << 20,
          "https://id.example.org/",
          "https://fhir.example.org",
          List.of("https://a.example.org", "http://localhost:3000"),
          List.of("10.0.0.7", "fd00::/8"),
          false,
          Duration.ofHours(1),
          Duration.ofMinutes(30),
          new SessionLimits(Duration.ofMinutes(20), Duration.ofHours(10), 3),
          Duration.ofDays(30),
          Duration.ofHours(2),
          false,
          15,
          Settings.PasswordRules.ENFORCE,
          Duration.ofHours(3),
          new SignInLimits(3, 50, 0),
          ReferenceChecks.EXISTENCE,
          Settings.ConditionalDelete.MULTIPLE,
          ProfileChecks.CLAIMED,
          Settings.ReferencedDelete.REFUSED,
          new Settings.Metrics("0.0.0.0", 9100),
          Duration.ofSeconds(5),
          new Settings.Records(
              Settings.AuditScope.WRITES, Settings.AuditFull.COUNT, Duration.ofDays(400)),
          Path.of("/srv/app/init.yaml"),
          new Settings.Logs(LogLevel.DEBUG, Settings.LogFormat.JSON, true),
          new Secret("a2V5"),
          new Secret("tr0ub4dor"),
          new Secret("rootsecret"));

  private static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          Map.entry("ANDIRON_HOST", "0.0.0.0"),
          Map.entry("ANDIRON_PORT", "9000"),
          Map.entry("ANDIRON_TLS_CERTIFICATE", "tls.crt"),
          Map.entry("ANDIRON_TLS_KEY", "/etc/tls.key"),
          Map.entry("ANDIRON_DATA", "/var/andiron"),
          Map.entry("ANDIRON_DATABASE_URL", "postgres://u:p@db/a"),
          Map.entry("ANDIRON_DATABASE_CONNECTIONS", "20"),
          Map.entry("ANDIRON_DISK_RESERVE", "1024"),
          Map.entry("ANDIRON_ISSUER", "https://id.example.org/"),
          Map.entry("ANDIRON_BASE_URL", "https://fhir.example.org/"),
          Map.entry("ANDIRON_CORS_ORIGINS", "https://a.example.org/, http://localhost:3000"),
          Map.entry("ANDIRON_TRUSTED_PROXIES", "10.0.0.7, fd00::/8"),
          Map.entry("ANDIRON_CONSOLE", "off"),
          Map.entry("ANDIRON_CONSOLE_SESSION_EXPIRATION", "3600"),
          Map.entry("ANDIRON_CONSOLE_SESSION_IDLE_TIMEOUT", "1800"),
          Map.entry("ANDIRON_SESSION_IDLE_TIMEOUT", "1200"),
          Map.entry("ANDIRON_SESSION_EXPIRATION", "36000"),
          Map.entry("ANDIRON_SESSION_LIMIT", "3"),
          Map.entry("ANDIRON_SESSION_RETENTION", "2592000"),
          Map.entry("ANDIRON_EXPORT_EXPIRATION", "7200"),
          Map.entry("ANDIRON_PASSWORD_GRANT", "off"),
          Map.entry("ANDIRON_PASSWORD_MIN_LENGTH", "15"),
          Map.entry("ANDIRON_PASSWORD_RULES", "enforce"),
          Map.entry("ANDIRON_PASSWORD_RESET_EXPIRATION", "10800"),
          Map.entry("ANDIRON_SIGN_IN_FAILURES", "3"),
          Map.entry("ANDIRON_SIGN_IN_SOURCE_FAILURES", "50"),
          Map.entry("ANDIRON_SIGN_IN_GLOBAL_FAILURES", "0"),
          Map.entry("ANDIRON_REFERENCE_CHECKS", "existence"),
          Map.entry("ANDIRON_CONDITIONAL_DELETE", "multiple"),
          Map.entry("ANDIRON_PROFILE_CHECKS", "claimed"),
          Map.entry("ANDIRON_REFERENCED_DELETE", "refused"),
          Map.entry("ANDIRON_METRICS_PORT", "9100"),
          Map.entry("ANDIRON_METRICS_HOST", "0.0.0.0"),
          Map.entry("ANDIRON_SHUTDOWN_DELAY", "5"),
          Map.entry("ANDIRON_AUDIT", "writes"),
          Map.entry("ANDIRON_AUDIT_FULL", "count"),
          Map.entry("ANDIRON_AUDIT_RETENTION", "400"),
          Map.entry("ANDIRON_INIT", "init.yaml"),
          Map.entry("ANDIRON_LOG_LEVEL", "debug"),
          Map.entry("ANDIRON_LOG_FORMAT", "json"),
          Map.entry("ANDIRON_ACCESS_LOG", "on"),
          Map.entry("ANDIRON_ENCRYPTION_KEY", "a2V5"),
          Map.entry("ANDIRON_ADMIN_PASSWORD", "tr0ub4dor"),
          Map.entry("ANDIRON_ROOT_CLIENT_SECRET", "rootsecret"),
          Map.entry("ANDIRON_LOAD_TOKEN", "loadtoken"),
          Map.entry("ANDIRON_LOAD_SECRET", "loadsecret"));

  private static Settings read(Map<Setting, String> commandLine, Map<String, String> environment) {
    return Settings.read(commandLine, environment, FOLDER);
  }

  private static Settings fromEnvironment(String name, String value) {
    return read(Map.of(), Map.of(name, value));
  }

  @Test
  @DisplayName("have these defaults")
  void defaults() {
    assertThat(read(Map.of(), Map.of()))
        .isEqualTo(
            new Settings(
                "127.0.0.1",
                8080,
                null,
                Path.of("/srv/app/data"),
                null,
                10,
                256L << 20,
                null,
                null,
                List.of(),
                List.of(),
                true,
                Duration.ofHours(12),
                null,
                SessionLimits.NONE,
                Duration.ofDays(90),
                Duration.ofHours(24),
                true,
                8,
                Settings.PasswordRules.WARN,
                Duration.ofMinutes(15),
                new SignInLimits(5, 100, 1000),
                ReferenceChecks.TYPE,
                Settings.ConditionalDelete.SINGLE,
                ProfileChecks.OFF,
                Settings.ReferencedDelete.ALLOWED,
                new Settings.Metrics("127.0.0.1", null),
                Duration.ZERO,
                new Settings.Records(
                    Settings.AuditScope.ALL, Settings.AuditFull.BLOCK, Duration.ZERO),
                null,
                new Settings.Logs(LogLevel.INFO, Settings.LogFormat.TEXT, false),
                null,
                null,
                null));
  }

  @Test
  @DisplayName("are read from these variables, and there are no others")
  void environment() {
    assertThat(read(Map.of(), ENVIRONMENT)).isEqualTo(ALL);
    assertThat(Arrays.stream(Setting.values()).map(Setting::environment))
        .containsExactlyInAnyOrderElementsOf(ENVIRONMENT.keySet());
  }

  @Test
  @DisplayName("on the command line come before those in the environment")
  void commandLine() {
    Map<Setting, String> options = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      options.put(setting, ENVIRONMENT.get(setting.environment()));
    }
    assertThat(read(options, Map.of("ANDIRON_PORT", "1", "ANDIRON_DATA", "/elsewhere")))
        .isEqualTo(ALL);
  }

  @Test
  @DisplayName("have these options, secrets none")
  void options() {
    assertThat(Arrays.stream(Setting.values()).filter(s -> !s.isSecret()).map(Setting::option))
        .containsExactly(
            "--host",
            "--port",
            "--tls-certificate",
            "--tls-key",
            "--data",
            "--database-url",
            "--database-connections",
            "--disk-reserve",
            "--issuer",
            "--base-url",
            "--cors-origins",
            "--trusted-proxies",
            "--console",
            "--console-session-expiration",
            "--console-session-idle-timeout",
            "--session-expiration",
            "--session-idle-timeout",
            "--session-limit",
            "--session-retention",
            "--export-expiration",
            "--password-grant",
            "--password-min-length",
            "--password-rules",
            "--password-reset-expiration",
            "--sign-in-failures",
            "--sign-in-source-failures",
            "--sign-in-global-failures",
            "--reference-checks",
            "--conditional-delete",
            "--profile-checks",
            "--referenced-delete",
            "--metrics-port",
            "--metrics-host",
            "--shutdown-delay",
            "--audit",
            "--audit-full",
            "--audit-retention",
            "--init",
            "--log-level",
            "--log-format",
            "--access-log");
  }

  @Test
  @DisplayName("can be read from a file that a variable names")
  void files(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "from file\n");
    assertThat(fromEnvironment("ANDIRON_ADMIN_PASSWORD_FILE", file.toString()).adminPassword())
        .isEqualTo(new Secret("from file"));
    assertThatThrownBy(() -> fromEnvironment("ANDIRON_ADMIN_PASSWORD_FILE", "/does/not/exist"))
        .hasMessage("ANDIRON_ADMIN_PASSWORD_FILE: cannot read the file /does/not/exist");
  }

  @Test
  @DisplayName("are not mistaken for what Kubernetes says about a service of our name")
  void serviceLinks() {
    assertThat(fromEnvironment("ANDIRON_PORT", "tcp://10.0.0.1:80").port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @DisplayName("that cannot be used are named in one line, without the value")
  @CsvSource({
    "ANDIRON_PORT, eighty",
    "ANDIRON_PORT, 65536",
    "ANDIRON_PORT, -1",
    "ANDIRON_DATABASE_CONNECTIONS, 1001",
    "ANDIRON_ISSUER, myself",
    "ANDIRON_ISSUER, https://example.org/?a=b",
    "ANDIRON_ISSUER, https://example.org/#a",
    "ANDIRON_BASE_URL, ftp://example.org",
    "ANDIRON_CORS_ORIGINS, https://a.example.org/path",
    "ANDIRON_CORS_ORIGINS, '*,https://a.example.org'",
    "ANDIRON_PASSWORD_GRANT, perhaps",
    "ANDIRON_PASSWORD_MIN_LENGTH, 7",
    "ANDIRON_PASSWORD_MIN_LENGTH, 65",
    "ANDIRON_PASSWORD_RULES, off",
    "ANDIRON_CONSOLE_SESSION_EXPIRATION, 59",
    "ANDIRON_CONSOLE_SESSION_EXPIRATION, 12h",
    "ANDIRON_CONSOLE_SESSION_IDLE_TIMEOUT, 119",
    "ANDIRON_SESSION_IDLE_TIMEOUT, 119",
    "ANDIRON_SESSION_IDLE_TIMEOUT, never",
    "ANDIRON_SESSION_EXPIRATION, 59",
    "ANDIRON_SESSION_LIMIT, 10001",
    "ANDIRON_SESSION_RETENTION, 3599",
    "ANDIRON_LOG_LEVEL, loud",
    "ANDIRON_LOG_FORMAT, xml",
    "ANDIRON_ACCESS_LOG, maybe",
    "ANDIRON_METRICS_PORT, 65536",
    "ANDIRON_SHUTDOWN_DELAY, 5s"
  })
  void refused(String name, String value) {
    assertThatThrownBy(() -> fromEnvironment(name, value))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(name + ": expected ")
        .hasMessageNotContaining(value);
  }

  @Test
  @DisplayName("for maintenance listen for nobody and change nothing else")
  void maintenance() {
    Settings settings = read(Map.of(Setting.PORT, "9000"), Map.of()).forMaintenance();
    assertThat(settings.port()).isZero();
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.baseUrl()).isEqualTo("http://localhost:9000");
    assertThat(ALL.forMaintenance().init()).isNull();
    assertThat(ALL.forMaintenance().databaseUrl()).isEqualTo(ALL.databaseUrl());
  }

  @Test
  @DisplayName("of TLS are given both or neither, and by path")
  void tls() {
    for (Setting one : List.of(Setting.TLS_CERTIFICATE, Setting.TLS_KEY)) {
      assertThatThrownBy(() -> read(Map.of(one, "tls.pem"), Map.of()))
          .isInstanceOf(SettingsException.class)
          .hasMessageMatching("--tls-(key|certificate): expected a file, as the other is given");
    }
    assertThatThrownBy(
            () -> fromEnvironment("ANDIRON_TLS_KEY", "-----BEGIN PRIVATE KEY-----\nMIG\n"))
        .hasMessage("--tls-key: expected the path of a file or folder");
    Settings secure =
        read(
            Map.of(Setting.TLS_CERTIFICATE, "c", Setting.TLS_KEY, "k", Setting.PORT, "8443"),
            Map.of());
    assertThat(secure.scheme()).isEqualTo("https");
    assertThat(secure.forMaintenance().baseUrl()).isEqualTo("https://localhost:8443");
  }

  @Test
  @DisplayName("show no secret")
  void secrets() {
    assertThat(ALL.toString())
        .doesNotContain("tr0ub4dor", "rootsecret", "a2V5", "u:p@db")
        .contains("(secret)");
  }
}

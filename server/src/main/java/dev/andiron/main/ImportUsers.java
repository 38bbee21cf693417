package dev.andiron.main;

import dev.andiron.config.LoadCredentials;
import dev.andiron.config.Settings;
import dev.andiron.main.load.LoadException;
import dev.andiron.main.users.RemoteUsers;
import dev.andiron.main.users.UserImport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `import-users`: people, with the passwords or the hashes that they had elsewhere, into a server.
final class ImportUsers {
  static final String NAME = "import-users";
  static final String ABOUT =
      "Bring users, with their passwords or hashes, from a file of CSV, NDJSON or Keycloak's JSON"
          + " into the server that --server names. Who is there already stays as they are.";

  /// What was refused is in the file of --rejected.
  private static final int REFUSED = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Settings settings;
  private final LoadCredentials credentials;

  ImportUsers(Settings settings, LoadCredentials credentials) {
    this.settings = settings;
    this.credentials = credentials;
  }

  /// Adds what only this command is told.
  static void describe(CommandSpec command) {
    RemoteServer.describe(command);
    command.addOption(
        Load.option("--parallel", "NUMBER", "users on their way at once, 1 to 16 [4]"));
    command.addOption(
        Load.option(
            "--rejected",
            "FILE",
            "where what was refused is written, in a form that can be imported when it is mended"
                + " [FILE.rejected.csv or FILE.rejected.ndjson]"));
    command.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILE")
            .type(Path.class)
            .arity("1")
            .required(true)
            .description("ends in .csv, .ndjson, .jsonl or .json, packed by gzip or not")
            .build());
  }

  /// The exit code: 3 where something was refused.
  ///
  /// @throws LoadException where it cannot go on
  int run(ParseResult given) {
    Path file = Objects.requireNonNull(given.<Path>matchedPositionalValue(0, null));
    @Nullable String server = Load.text(given, "--server");
    if (server == null) {
      throw new LoadException("--server: expected the URL of a server");
    }
    @Nullable String rejected = Load.text(given, "--rejected");
    int parallel = Load.parallel(Load.text(given, "--parallel"));
    RemoteServer remote =
        RemoteServer.of(settings, credentials, server, Load.text(given, "--client"));
    try (RemoteUsers users = new RemoteUsers(remote.url(), remote.authorization(), PATIENCE)) {
      UserImport imports = new UserImport(users, parallel, System.err, RemoteServer.isTerminal());
      long refused = imports.run(file, rejected == null ? null : Path.of(rejected));
      return refused == 0 ? 0 : REFUSED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted", e);
    }
  }
}

package dev.andiron.main;

import dev.andiron.config.LoadCredentials;
import dev.andiron.config.Settings;
import dev.andiron.main.load.Destination;
import dev.andiron.main.load.HttpDestination;
import dev.andiron.main.load.LoadException;
import dev.andiron.main.load.Loader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `load`: files into a server, or into the database of one that does not run.
final class Load {
  static final String NAME = "load";
  static final String ABOUT =
      "Load bundles, resources and NDJSON, packed by gzip or not, from files and folders: into the"
          + " server that --server names, else into the database of the settings, past HTTP.";

  /// What was refused is in the report.
  private static final int REFUSED = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Settings settings;
  private final LoadCredentials credentials;
  private final Clock clock;

  Load(Settings settings, LoadCredentials credentials, Clock clock) {
    this.settings = settings;
    this.credentials = credentials;
    this.clock = clock;
  }

  /// Adds what only this command is told.
  static void describe(CommandSpec command) {
    RemoteServer.describe(command);
    command.addOption(option("--parallel", "NUMBER", "pieces on their way at once, 1 to 16 [4]"));
    command.addOption(
        option(
            "--ids",
            "keep|new",
            "new makes up ids for entries with a urn:uuid, a second copy of them [keep]"));
    command.addOption(
        option(
            "--report",
            "FILE",
            "NDJSON of what was refused; FILE.state remembers what was done"
                + " [andiron-load.ndjson]"));
    command.addOption(
        OptionSpec.builder("--anew")
            .type(boolean.class)
            .description("load also what FILE.state says was loaded")
            .build());
    command.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("FILES")
            .type(List.class)
            .auxiliaryTypes(Path.class)
            .arity("1..*")
            .required(true)
            .description("files, and folders with all that is in them")
            .build());
  }

  static OptionSpec option(String name, String label, String description) {
    return OptionSpec.builder(name)
        .type(String.class)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /// The exit code: 3 where something was refused.
  ///
  /// @throws LoadException where it cannot go on
  int run(ParseResult given) {
    List<Path> files = given.matchedPositionalValue(0, List.of());
    String server = text(given, "--server");
    Loader.Options options =
        new Loader.Options(
            parallel(text(given, "--parallel")),
            keepsIds(text(given, "--ids")),
            Path.of(or(text(given, "--report"), "andiron-load.ndjson")).toAbsolutePath(),
            given.hasMatchedOption("--anew"),
            PATIENCE);
    try (Destination destination =
        server == null
            ? StoreDestination.open(settings, clock)
            : http(RemoteServer.of(settings, credentials, server, text(given, "--client")))) {
      long refused =
          new Loader(destination, options, System.err, RemoteServer.isTerminal()).load(files);
      return refused == 0 ? 0 : REFUSED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LoadException("interrupted", e);
    }
  }

  private static Destination http(RemoteServer server) {
    return new HttpDestination(server.url(), server.authorization());
  }

  static @Nullable String text(ParseResult given, String option) {
    return given.matchedOptionValue(option, null);
  }

  static String or(@Nullable String given, String standard) {
    return given == null ? standard : given;
  }

  static int parallel(@Nullable String given) {
    if (given == null) {
      return 4;
    }
    if (given.matches("[1-9]|1[0-6]")) {
      return Integer.parseInt(given);
    }
    throw new LoadException("--parallel: expected a number from 1 to 16");
  }

  private static boolean keepsIds(@Nullable String given) {
    return switch (or(given, "keep").toLowerCase(Locale.ROOT)) {
      case "keep" -> true;
      case "new" -> false;
      default -> throw new LoadException("--ids: expected keep or new");
    };
  }
}

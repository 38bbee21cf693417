package dev.andiron.main;

import dev.andiron.config.LoadCredentials;
import dev.andiron.config.Setting;
import dev.andiron.config.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The command line. Its options are made from [Setting]; `serve` may be left out.
final class Commands {
  private static final int UNUSABLE = 2;
  private static final int FAILED = 1;

  private static final String RESET_ADMIN = "reset-admin";
  private static final String ABOUT_RESET_ADMIN =
      "Give the user admin the password of ANDIRON_ADMIN_PASSWORD, or a new one, and every right."
          + " With the PostgreSQL inside, stop the server first.";

  private final Map<String, String> environment;
  private final Clock clock;

  Commands(Map<String, String> environment, Clock clock) {
    this.environment = environment;
    this.clock = clock;
  }

  /// Does what the arguments say; the exit code.
  int execute(String... arguments) {
    CommandSpec serve = command("serve", "Start the server (what happens without a command, too).");
    CommandSpec andiron =
        command("andiron", "The FHIR server that has the sign-in built in.")
            .version("Andiron " + version())
            .addSubcommand("serve", serve)
            .addSubcommand(RESET_ADMIN, command(RESET_ADMIN, ABOUT_RESET_ADMIN));
    CommandSpec load = command(Load.NAME, Load.ABOUT);
    Load.describe(load);
    andiron.addSubcommand(Load.NAME, load);
    CommandSpec importUsers = command(ImportUsers.NAME, ImportUsers.ABOUT);
    ImportUsers.describe(importUsers);
    andiron.addSubcommand(ImportUsers.NAME, importUsers);
    andiron.usageMessage().footer(aboutTheEnvironment());
    return new CommandLine(andiron)
        .setExecutionStrategy(this::run)
        .setParameterExceptionHandler((failure, given) ->
            complain(failure.getCommandLine(), failure.getMessage() + "; see --help", UNUSABLE))
        .execute(arguments);
  }

  private static int complain(CommandLine commandLine, String reason, int exit) {
    commandLine.getErr().println("andiron: " + LogLine.printable(reason));
    return exit;
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec command = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
    command.usageMessage().description(description).sortOptions(false).width(100);
    for (Setting setting : Setting.values()) {
      if (!setting.isSecret()) {
        command.addOption(
            OptionSpec.builder(setting.option())
                .type(String.class)
                .paramLabel(setting.value())
                .description(setting.description() + standard(setting))
                .build());
      }
    }
    return command;
  }

  private static String standard(Setting setting) {
    String standard = setting.standard();
    return standard == null || standard.isEmpty() ? "" : " [" + standard + "]";
  }

  private static String[] aboutTheEnvironment() {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        "Each option can be given in the environment: --database-url as ANDIRON_DATABASE_URL, or");
    lines.add("ANDIRON_DATABASE_URL_FILE for a file that holds it. Secrets can only be given so:");
    for (Setting setting : Setting.values()) {
      if (setting.isSecret()) {
        lines.add("  %-27s %s".formatted(setting.environment(), setting.description()));
      }
    }
    return lines.toArray(String[]::new);
  }

  private static String version() {
    String version = Commands.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private int run(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    try {
      Settings settings = Settings.read(given(parsed), environment, Path.of(""));
      Logging.apply(settings.logs());
      ParseResult subcommand = parsed.subcommand();
      return switch (subcommand == null ? "" : subcommand.commandSpec().name()) {
        case RESET_ADMIN -> new ResetAdmin(settings, clock).run();
        case Load.NAME ->
            new Load(settings, LoadCredentials.read(environment, Path.of("")), clock)
                .run(subcommand);
        case ImportUsers.NAME ->
            new ImportUsers(settings, LoadCredentials.read(environment, Path.of("")))
                .run(subcommand);
        default -> new Serve(settings, clock).run();
      };
      // Whatever the rooms throw at start ends here; what is not known is thrown on.
    } catch (RuntimeException e) {
      String reason = StartupFailure.explain(e);
      if (reason == null) {
        throw e;
      }
      return complain(parsed.commandSpec().commandLine(), reason, FAILED);
    }
  }

  /// Options may stand before and after the command; the latter win.
  private static Map<Setting, String> given(ParseResult parsed) {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    for (ParseResult level = parsed; level != null; level = level.subcommand()) {
      for (Setting setting : Setting.values()) {
        OptionSpec option = level.matchedOption(setting.option());
        @Nullable String value = option == null ? null : option.getValue();
        if (value != null) {
          given.put(setting, value);
        }
      }
    }
    return given;
  }
}

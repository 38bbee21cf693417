package dev.andiron.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the text of a setting and turns it into a value.
final class SettingsReader {
  private final Map<Setting, String> commandLine;
  private final Map<String, String> environment;
  private final Path folder;

  SettingsReader(Map<Setting, String> commandLine, Map<String, String> environment, Path folder) {
    this.commandLine = commandLine;
    this.environment = environment;
    this.folder = folder;
  }

  /// A value and the name under which the person gave it.
  private record Given(String name, String text) {}

  private @Nullable Given given(Setting setting) {
    String option = commandLine.get(setting);
    if (option != null) {
      return new Given(setting.option(), option.strip());
    }
    String name = setting.environment();
    String value = environment.get(name);
    String file = environment.get(name + "_FILE");
    if (value != null && !value.isBlank() && !isServiceLink(value)) {
      return new Given(name, value.strip());
    }
    if (file != null && !file.isBlank()) {
      return new Given(name + "_FILE", content(name + "_FILE", file));
    }
    String standard = setting.standard();
    return standard == null ? null : new Given(setting.option(), standard);
  }

  /// Kubernetes describes a service called "andiron" to every container beside it as
  /// `ANDIRON_PORT=tcp://…`, which is no setting of ours.
  private static boolean isServiceLink(String value) {
    return value.startsWith("tcp://");
  }

  private String content(String name, String file) {
    try {
      return Files.readString(folder.resolve(file)).strip();
    } catch (IOException e) {
      throw new SettingsException(name + ": cannot read the file " + file);
    }
  }

  private static SettingsException unusable(Given given, String expected) {
    return new SettingsException(given.name() + ": expected " + expected);
  }

  private Given present(Setting setting) {
    Given given = given(setting);
    if (given == null || given.text().isEmpty()) {
      throw new SettingsException(setting.option() + ": expected a value");
    }
    return given;
  }

  String required(Setting setting) {
    return present(setting).text();
  }

  @Nullable Secret secret(Setting setting) {
    Given given = given(setting);
    return given == null ? null : new Secret(given.text());
  }

  int number(Setting setting, int least, int most) {
    Given given = present(setting);
    try {
      int number = Integer.parseInt(given.text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw unusable(given, "a number from " + least + " to " + most);
  }

  @Nullable Integer numberIfGiven(Setting setting, int least, int most) {
    return given(setting) == null ? null : number(setting, least, most);
  }

  /// A number of seconds, or null where it is 0: then there is no limit.
  @Nullable Duration limit(Setting setting, int least, int most) {
    Given given = present(setting);
    if (given.text().equals("0")) {
      return null;
    }
    try {
      int number = Integer.parseInt(given.text());
      if (number >= least && number <= most) {
        return Duration.ofSeconds(number);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw unusable(given, "a number of seconds from " + least + " to " + most + ", or 0");
  }

  boolean flag(Setting setting) {
    Given given = present(setting);
    return switch (given.text().toLowerCase(Locale.ROOT)) {
      case "on", "true", "yes" -> true;
      case "off", "false", "no" -> false;
      default -> throw unusable(given, "on or off");
    };
  }

  <E extends Enum<E>> E choice(Setting setting, Class<E> choices) {
    Given given = present(setting);
    for (E choice : choices.getEnumConstants()) {
      if (choice.name().equalsIgnoreCase(given.text())) {
        return choice;
      }
    }
    String names =
        Arrays.stream(choices.getEnumConstants())
            .map(choice -> choice.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw unusable(given, "one of " + names);
  }

  Path requiredPath(Setting setting) {
    if (required(setting).indexOf('\n') >= 0) { // what is in a file, not where it is
      throw new SettingsException(setting.option() + ": expected the path of a file or folder");
    }
    return folder.resolve(required(setting)).toAbsolutePath().normalize();
  }

  @Nullable Path path(Setting setting) {
    return given(setting) == null ? null : requiredPath(setting);
  }

  /// RFC 8414 §2: an issuer has no query and no fragment; nor has the address of a server.
  @Nullable String url(Setting setting) {
    Given given = given(setting);
    if (given != null && !isPlainUrl(given.text())) {
      throw unusable(given, "a URL such as https://example.org, without query and fragment");
    }
    return given == null ? null : given.text();
  }

  private static boolean isPlainUrl(String text) {
    try {
      URI uri = new URI(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// What stands between commas.
  List<String> list(Setting setting) {
    Given given = given(setting);
    return given == null
        ? List.of()
        : Arrays.stream(given.text().split(",", -1))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .toList();
  }

  List<String> origins(Setting setting) {
    Given given = given(setting);
    if (given == null) {
      return List.of();
    }
    List<String> origins =
        list(setting).stream().map(origin -> origin.replaceFirst("/$", "")).toList();
    for (String origin : origins) {
      boolean any = origin.equals("*") && origins.size() == 1;
      // RFC 6454 §6.2: scheme, host and port, nothing else
      if (!any && !(isPlainUrl(origin) && URI.create(origin).getRawPath().isEmpty())) {
        throw unusable(given, "origins such as https://app.example.org, separated by commas, or *");
      }
    }
    return origins;
  }
}

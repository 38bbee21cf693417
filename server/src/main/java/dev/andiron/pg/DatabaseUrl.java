package dev.andiron.pg;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a database is and as whom to sign in to it.
///
/// @param jdbc what pgjdbc wants: several hosts, and parameters such as `targetServerType=primary`,
///   pass through
/// @param user null leaves it to pgjdbc (the user of the operating system)
public record DatabaseUrl(String jdbc, @Nullable String user, @Nullable String password) {
  private static final Pattern URI =
      Pattern.compile(
          "(?:jdbc:)?(?:postgres|postgresql)://(?:(?<who>[^/?#]*)@)?(?<hosts>[^/?#@]*)"
              + "(?:/(?<database>[^?#]*))?(?:\\?(?<parameters>[^#]*))?");

  /// Reads `postgres://user:password@host:5432/name?…`, `postgresql://…` (libpq, section 34.1.1.2)
  /// and `jdbc:postgresql://host/name?user=…&password=…`. What stands in them is percent-encoded.
  ///
  /// @throws IllegalArgumentException if it is none of these; the message does not repeat it, as it
  ///   may hold a password
  public static DatabaseUrl parse(String text) {
    Matcher uri = URI.matcher(text.strip());
    if (!uri.matches()) {
      throw new IllegalArgumentException(
          "not a database URL: expected postgres://user:password@host:5432/name");
    }
    String who = uri.group("who");
    int colon = who == null ? -1 : who.indexOf(':');
    String user = who == null ? null : decoded(colon < 0 ? who : who.substring(0, colon));
    String password = who == null || colon < 0 ? null : decoded(who.substring(colon + 1));
    List<String> rest = new ArrayList<>();
    String parameters = uri.group("parameters");
    for (String parameter : parameters == null ? new String[0] : parameters.split("&", -1)) {
      if (parameter.startsWith("user=")) {
        user = decoded(parameter.substring("user=".length()));
      } else if (parameter.startsWith("password=")) {
        password = decoded(parameter.substring("password=".length()));
      } else if (!parameter.isEmpty()) {
        rest.add(parameter);
      }
    }
    String database = uri.group("database");
    String jdbc =
        "jdbc:postgresql://"
            + uri.group("hosts")
            + "/"
            + (database == null ? "" : database)
            + (rest.isEmpty() ? "" : "?" + String.join("&", rest));
    return new DatabaseUrl(jdbc, user, password);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /// Hosts and name, for people: without user, password and parameters.
  public String place() {
    String withoutScheme = jdbc.substring("jdbc:postgresql://".length());
    int question = withoutScheme.indexOf('?');
    return question < 0 ? withoutScheme : withoutScheme.substring(0, question);
  }

  @Override
  public String toString() {
    return place();
  }
}

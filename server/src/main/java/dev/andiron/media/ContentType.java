package dev.andiron.media;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What some content is, of any type (RFC 9110 §8.3.1): read so strictly that [#text] can be sent
/// as a header field, whoever wrote it.
///
/// @param name in lower case, without parameters: `text/plain`
/// @param text with the parameters, as they were written: `text/plain; charset=utf-8`
public record ContentType(String name, String text) {
  private static final int LONGEST = 255;
  // RFC 6838 §4.2
  private static final String RESTRICTED = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]*+";
  private static final Pattern NAME = Pattern.compile(RESTRICTED + "/" + RESTRICTED);
  // RFC 9110 §5.6.6, without escapes in the quotes
  private static final Pattern PARAMETER =
      Pattern.compile(
          "[ \t]*+;[ \t]*+([A-Za-z0-9!#$&^_.+-]++="
              + "(?:[A-Za-z0-9!#$%&'*+.^_`|~-]++|\"[ !#-\\[\\]-~]*+\"))");

  /// Types by which resources themselves are spelled, in formats of ours or not.
  private static final Set<String> OF_RESOURCES =
      Set.of("text/json", "application/fhir+xml", "application/fhir+turtle");

  /// Null where it is none, or longer than any that is in use.
  public static @Nullable ContentType of(String text) {
    String stripped = text.strip();
    Matcher name = NAME.matcher(stripped);
    if (stripped.length() > LONGEST || !name.lookingAt()) {
      return null;
    }
    StringBuilder read = new StringBuilder(name.group());
    int end = name.end();
    Matcher parameter = PARAMETER.matcher(stripped);
    while (parameter.region(end, stripped.length()).lookingAt()) {
      read.append("; ").append(parameter.group(1));
      end = parameter.end();
    }
    return end == stripped.length()
        ? new ContentType(name.group().toLowerCase(Locale.ROOT), read.toString())
        : null;
  }

  /// Whether what has this type is a resource (or a patch, or a form), not content of any kind.
  public boolean isOfResources() {
    MediaType type = new MediaType(name);
    return type.isJson()
        || type.isYaml()
        || type.isForm()
        || name.equals("multipart/form-data")
        || OF_RESOURCES.contains(name);
  }
}

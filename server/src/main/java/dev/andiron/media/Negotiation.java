package dev.andiron.media;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which format an answer has (RFC 9110 §12.5.1 and FHIR R4 §3.1.0.1.11): `_format` decides, then
/// `Accept`, and JSON where neither says anything. The FHIR types are given only by name.
public final class Negotiation {
  private Negotiation() {}

  /// The format that the caller asked for.
  ///
  /// @throws HttpProblem 406 when there is none that would do
  public static Format of(Request request) {
    return negotiated(request)
        .orElseThrow(() ->
            new HttpProblem(
                406, "Answers are application/json, application/fhir+json or text/yaml."));
  }

  /// The format of an error answer: what was asked for, else JSON. Never throws.
  public static Format lenient(Request request) {
    return negotiated(request).orElse(Format.JSON);
  }

  /// Whether the answer is to be indented (`_pretty=true`, FHIR R4 §3.1.0.1.11.2).
  public static boolean pretty(Request request) {
    return "true".equals(request.query().first("_pretty"));
  }

  /// Whether the caller names no type but those of formats, so that [#prefers] cannot be true.
  public static boolean namesOnlyFormats(Request request) {
    return ranges(request).stream()
        .map(Negotiation::type)
        .allMatch(range -> range.isEmpty() || range.equals("*/*") || named(range) != null);
  }

  /// Whether the caller would have content of this type rather than a format: names it, or all
  /// `image/*`. A wildcard for everything does not name it.
  ///
  /// @param type in lower case, and of no format
  public static boolean prefers(Request request, String type) {
    List<String> ranges = ranges(request);
    String family = type.substring(0, type.indexOf('/')) + "/*";
    Fit own = fit(range -> range.equals(type) ? 3 : range.equals(family) ? 2 : 0, ranges);
    return own.weight() > 0
        && Stream.of(Format.values()).noneMatch(format -> fit(format, ranges).isBetterThan(own));
  }

  private static List<String> ranges(Request request) {
    String asked = request.query().first("_format");
    return asked != null && !asked.isBlank()
        // In a query string an unescaped + is a space.
        ? List.of(asked.strip().replace(' ', '+'))
        : List.of(accept(request).split(",", -1));
  }

  private static String accept(Request request) {
    return String.join(",", request.headers().all("Accept"));
  }

  private static Optional<Format> negotiated(Request request) {
    String asked = request.query().first("_format");
    if (asked != null && !asked.isBlank()) {
      return Optional.ofNullable(named(type(asked)));
    }
    String accept = accept(request);
    return accept.isBlank() ? Optional.of(Format.JSON) : best(accept);
  }

  /// The format with the greatest weight; among equals one that is named before one that is only
  /// matched by a wildcard, then the one that is listed first.
  private static Optional<Format> best(String accept) {
    List<String> ranges = List.of(accept.split(",", -1));
    Format best = null;
    Fit bestFit = Fit.NONE;
    for (Format format : Format.values()) {
      Fit fit = fit(format, ranges);
      if (fit.weight() > 0 && fit.isBetterThan(bestFit)) {
        best = format;
        bestFit = fit;
      }
    }
    return Optional.ofNullable(best);
  }

  /// How a format fits: by the most particular range that matches it.
  ///
  /// @param weight in thousandths
  /// @param particular 0 nothing, 1 `*/*`, 2 `text/*`, 3 its name
  /// @param place of the range in the list
  private record Fit(int weight, int particular, int place) {
    private static final Fit NONE = new Fit(0, 0, 0);

    boolean isBetterThan(Fit other) {
      return weight != other.weight
          ? weight > other.weight
          : particular != other.particular ? particular > other.particular : place < other.place;
    }
  }

  private static Fit fit(Format format, List<String> ranges) {
    return fit(range -> particular(format, range), ranges);
  }

  private static Fit fit(ToIntFunction<String> particularOf, List<String> ranges) {
    Fit fit = Fit.NONE;
    for (int i = 0; i < ranges.size(); i++) {
      int particular = particularOf.applyAsInt(type(ranges.get(i)));
      if (particular > fit.particular()) {
        fit = new Fit(weight(ranges.get(i)), particular, i);
      }
    }
    return fit;
  }

  private static int particular(Format format, String range) {
    if (named(range) == format && range.indexOf('/') > 0) {
      return 3;
    }
    return switch (format) {
      case JSON -> range.equals("application/*") ? 2 : range.equals("*/*") ? 1 : 0;
      case YAML -> range.equals("text/*") ? 2 : range.equals("*/*") ? 1 : 0;
      case FHIR_JSON -> 0;
    };
  }

  private static int weight(String range) {
    String[] parts = range.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        String weight = parameter.substring(2).strip();
        return weight.matches("[01](\\.[0-9]{0,3})?")
            ? (int) Math.round(Double.parseDouble(weight) * 1000)
            : 0;
      }
    }
    return 1000;
  }

  private static String type(String range) {
    int semicolon = range.indexOf(';');
    return (semicolon < 0 ? range : range.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Format named(String type) {
    return switch (type) {
      case "json", "application/json", "text/json" -> Format.JSON;
      // In a query string an unescaped + is a space.
      case "application/fhir+json", "application/fhir json" -> Format.FHIR_JSON;
      case "yaml", "text/yaml", "application/yaml", "application/x-yaml", "text/x-yaml" ->
          Format.YAML;
      default -> null;
    };
  }
}

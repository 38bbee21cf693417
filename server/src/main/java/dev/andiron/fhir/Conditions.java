package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceVersion;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Conditional requests (<https://hl7.org/fhir/R4/http.html#concurrency>, RFC 9110 §13).
final class Conditions {
  private static final Pattern ETAG =
      Pattern.compile("\\s*(?:W/\"([0-9]{1,18})\"|\"([0-9]{1,18})\"|([0-9]{1,18}))\\s*");

  private Conditions() {}

  static String etag(ResourceVersion version) {
    return "W/\"" + version.version() + "\"";
  }

  /// What a write demands of the current version. `If-Match` takes `W/"3"`, `"3"` and bare `3`, and
  /// `*` for any that there is; `If-None-Match` takes `*`, for none.
  static Precondition ofWrite(Request request) {
    String match = one(request, "If-Match");
    String noneMatch = one(request, "If-None-Match");
    if (noneMatch == null) {
      return match == null ? Precondition.NONE : ifMatch(match);
    }
    if (match != null) {
      throw new HttpProblem(400, "If-Match and If-None-Match exclude each other here.");
    }
    if (!noneMatch.strip().equals("*")) {
      throw new HttpProblem(400, "If-None-Match of a write takes *: write it if there is none.");
    }
    return new Precondition.NoneMatches();
  }

  private static @Nullable String one(Request request, String header) {
    List<String> lines = request.headers().all(header);
    if (lines.size() > 1) {
      throw new HttpProblem(400, header + " stands more than once.");
    }
    return lines.isEmpty() ? null : lines.getFirst();
  }

  private static Precondition ifMatch(String header) {
    if (header.strip().equals("*")) {
      return new Precondition.AnyMatches();
    }
    Matcher matcher = ETAG.matcher(header);
    if (!matcher.matches()) {
      throw new HttpProblem(
          400, "If-Match takes one version, written W/\"3\", \"3\" or 3, or * for any.");
    }
    return new Precondition.IsVersion(version(matcher));
  }

  /// Whether the caller already has this version.
  ///
  /// @param isFirstOfItsSecond whether no version before it was written in the same second: asked
  ///   only where the caller's date is that second. Then the date alone does not tell which of them
  ///   the caller has (RFC 9110 §8.8.2.2), and a 304 would hide the later one for ever.
  static boolean isKnown(
      Request request, ResourceVersion version, BooleanSupplier isFirstOfItsSecond) {
    List<String> tags = request.headers().all("If-None-Match");
    if (!tags.isEmpty()) {
      return tags.stream().anyMatch(line -> names(line, version));
    }
    // RFC 9110 §13.1.3: ignored where there is an If-None-Match, and where it is no date.
    String since = request.headers().first("If-Modified-Since");
    Instant date = since == null ? null : HttpDate.read(since);
    if (date == null) {
      return false;
    }
    int order = second(version).compareTo(date);
    return order < 0 || (order == 0 && isFirstOfItsSecond.getAsBoolean());
  }

  /// When it was written, as `Last-Modified` says it.
  static Instant second(ResourceVersion version) {
    return version.lastUpdated().truncatedTo(ChronoUnit.SECONDS);
  }

  /// RFC 9110 §13.1.2: a list of tags, of which one is the version's, or `*`. Compared weakly.
  private static boolean names(String tags, ResourceVersion version) {
    for (String tag : tags.split(",", -1)) {
      if (tag.strip().equals("*")) {
        return true;
      }
      Matcher matcher = ETAG.matcher(tag);
      if (matcher.matches() && version(matcher) == version.version()) {
        return true;
      }
    }
    return false;
  }

  private static long version(Matcher matcher) {
    for (int group = 1; group <= 3; group++) {
      String digits = matcher.group(group);
      if (digits != null) {
        return Long.parseLong(digits);
      }
    }
    throw new IllegalStateException("the pattern has three alternatives");
  }
}

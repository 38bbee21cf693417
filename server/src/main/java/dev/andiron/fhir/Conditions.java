package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceVersion;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Conditional requests by version (<https://hl7.org/fhir/R4/http.html#concurrency>, RFC 9110 §13).
final class Conditions {
  private static final Pattern ETAG =
      Pattern.compile("\\s*(?:W/\"([0-9]{1,18})\"|\"([0-9]{1,18})\"|([0-9]{1,18}))\\s*");

  private Conditions() {}

  static String etag(ResourceVersion version) {
    return "W/\"" + version.version() + "\"";
  }

  /// What `If-Match` demands: `W/"3"`, `"3"` and bare `3` are taken.
  static Precondition ifMatch(Request request) {
    String header = request.headers().first("If-Match");
    if (header == null) {
      return Precondition.NONE;
    }
    Matcher matcher = ETAG.matcher(header);
    if (!matcher.matches()) {
      throw new HttpProblem(400, "If-Match takes one version, written W/\"3\", \"3\" or 3.");
    }
    return new Precondition.IsVersion(version(matcher));
  }

  /// Whether the caller already has this version (`If-None-Match`, RFC 9110 §13.1.2).
  static boolean isKnown(Request request, ResourceVersion version) {
    String header = request.headers().first("If-None-Match");
    if (header == null) {
      return false;
    }
    for (String tag : header.split(",", -1)) {
      if (tag.trim().equals("*")) {
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

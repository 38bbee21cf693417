package dev.andiron.fhir;

import dev.andiron.http.Request;
import dev.andiron.http.Response;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the caller would rather have (`Prefer`, RFC 7240; <https://hl7.org/fhir/R4/http.html#ops>,
/// <https://hl7.org/fhir/R4/search.html#errors>). What is not known is passed over.
record Preferences(Map<String, String> values) {
  /// How the answer to a write is to look.
  enum Return {
    MINIMAL("minimal"),
    REPRESENTATION("representation"),
    OPERATION_OUTCOME("OperationOutcome");

    private final String text;

    Return(String text) {
      this.text = text;
    }
  }

  static Preferences of(Request request) {
    Map<String, String> values = new LinkedHashMap<>();
    // RFC 7240 §2: preferences stand in one field or in several, each with parameters after a
    // semicolon; many callers put the semicolon between preferences.
    for (String line : request.headers().all("Prefer")) {
      for (String preference : line.split("[,;]", -1)) {
        String[] parts = preference.split("=", 2);
        String value = parts.length == 2 ? parts[1].strip().replace("\"", "") : "";
        // "only the first instance is to be considered"
        values.putIfAbsent(parts[0].strip().toLowerCase(Locale.ROOT), value);
      }
    }
    return new Preferences(values);
  }

  boolean isLenient() {
    return "lenient".equalsIgnoreCase(values.get("handling"));
  }

  /// RFC 7240 §4.1: whether the answer need not wait for the work.
  boolean respondsAsync() {
    return values.containsKey("respond-async");
  }

  /// What `return` says, or null where it says nothing that is known.
  @Nullable Return returned() {
    for (Return each : Return.values()) {
      if (each.text.equalsIgnoreCase(values.get("return"))) {
        return each;
      }
    }
    return null;
  }

  /// RFC 7240 §3: says which preferences were heeded.
  Response appliedHandling(Response response) {
    String handling = values.getOrDefault("handling", "").toLowerCase(Locale.ROOT);
    return handling.equals("lenient") || handling.equals("strict")
        ? response.with("Preference-Applied", "handling=" + handling)
        : response;
  }

  static Response appliedReturn(Response response, Return returned) {
    return response.with("Preference-Applied", "return=" + returned.text);
  }
}

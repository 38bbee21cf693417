package dev.andiron.fhir;

import dev.andiron.http.Headers;
import dev.andiron.json.Json;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an entry of a batch or transaction asks for
/// (<https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.request>).
///
/// @param index in the bundle, from 0
/// @param url as it stands there
/// @param conditions `If-None-Exist` and its like, as the header fields that they stand for
/// @param resource reads the entry's resource each time; gives null where there is none
record BundleEntry(
    int index,
    @Nullable String fullUrl,
    String method,
    String url,
    Headers conditions,
    Supplier<@Nullable Json> resource) {

  /// When it is processed (<https://hl7.org/fhir/R4/http.html#trules>): deletions, creations,
  /// updates, then what reads.
  int phase() {
    return switch (method) {
      case "DELETE" -> 0;
      case "POST" -> 1;
      case "PUT", "PATCH" -> 2;
      default -> 3;
    };
  }
}

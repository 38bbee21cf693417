package dev.andiron.resource;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which versions a history shows (<https://hl7.org/fhir/R4/http.html#history>).
///
/// @param types whose resources; names of definitions, never free text
/// @param id of the one resource whose history it is, or null
/// @param since only versions that were written then or later
/// @param at only versions that were current at some time within
/// @param count the most versions of a page; 0 where only their number is wanted
/// @param after the version that the page before ended with, or null for the first page
public record HistoryQuery(
    List<String> types,
    @Nullable String id,
    @Nullable Instant since,
    @Nullable Span at,
    int count,
    Total total,
    @Nullable Place after) {
  public HistoryQuery {
    types = List.copyOf(types);
  }

  /// A time from an instant to the one before which it ends.
  public record Span(Instant low, Instant high) {}

  /// Where a version stands in the order: the newest first; of one moment, by type, id and version.
  public record Place(Instant time, String type, String id, long version) {}

  /// How exactly the versions are to be counted.
  public enum Total {
    NONE,
    /// Exactly up to [History#COUNTED], not at all beyond.
    BOUNDED,
    ACCURATE
  }
}

package dev.andiron.resource;

import dev.andiron.pg.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which versions a history shows (<https://hl7.org/fhir/R4/http.html#history>).
///
/// @param types whose resources; names of definitions, never free text
/// @param id of the one resource whose history it is, or null
/// @param among of a type only these resources, where it is named here; without a total
/// @param since only versions that were written then or later
/// @param at only versions that were current at some time within
/// @param count the most versions of a page; 0 where only their number is wanted
/// @param after the version that the page before ended with, or null for the first page
public record HistoryQuery(
    List<String> types,
    @Nullable String id,
    Map<String, Among> among,
    @Nullable Instant since,
    @Nullable Span at,
    int count,
    Total total,
    @Nullable Place after) {
  public HistoryQuery {
    types = List.copyOf(types);
    among = Map.copyOf(among);
  }

  /// The same, of these resources alone.
  ///
  /// @param of some types, or all
  public HistoryQuery among(List<String> only, Map<String, Among> of) {
    return new HistoryQuery(only, id, of, since, at, count, Total.NONE, after);
  }

  /// The same after another version, with so many at the most.
  public HistoryQuery after(@Nullable Place place, int most) {
    return new HistoryQuery(types, id, among, since, at, most, total, place);
  }

  /// Some of the resources of a type.
  public sealed interface Among {
    /// Few: whatever else there is, no more than their versions are read.
    record Ids(List<String> ids) implements Among {
      public Ids {
        ids = List.copyOf(ids);
      }
    }

    /// Those that a statement finds.
    ///
    /// @param statement whose one column is their ids
    record Found(Statement statement) implements Among {}
  }

  /// A time from an instant to the one before which it ends.
  public record Span(Instant low, Instant high) {}

  /// Where a version stands in the order: the newest first; of one moment, by type, id and version.
  public record Place(Instant time, String type, String id, long version) {
    public static Place of(ResourceVersion version) {
      return new Place(version.lastUpdated(), version.type(), version.id(), version.version());
    }
  }

  /// How exactly the versions are to be counted.
  public enum Total {
    NONE,
    /// Exactly up to [History#COUNTED], not at all beyond.
    BOUNDED,
    ACCURATE
  }
}

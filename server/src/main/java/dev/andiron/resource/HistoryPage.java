package dev.andiron.resource;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a history, newest first.
///
/// @param total how many versions there are on all pages; null where that was not asked for, or is
///   beyond what is counted unasked
/// @param next after which the next page begins; null where nothing older is known of
public record HistoryPage(
    List<Entry> entries, @Nullable Long total, HistoryQuery.@Nullable Place next) {
  public HistoryPage {
    entries = List.copyOf(entries);
  }

  /// A version and what it was to its resource.
  ///
  /// @param current whether it is what a read shows
  /// @param created whether it brought the resource into being, or back into it
  public record Entry(ResourceVersion version, boolean current, boolean created) {
    public HistoryQuery.Place place() {
      return HistoryQuery.Place.of(version);
    }
  }
}

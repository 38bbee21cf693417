package dev.andiron.search;

import dev.andiron.resource.ResourceVersion;
import java.util.List;

/// What comes along with the matches of a page.
///
/// @param rows each once, none of them a match of the page
/// @param complete whether nothing was left out for the bounds of a page
public record Included(List<ResourceVersion> rows, boolean complete) {
  /// How many resources come along with a page at the most.
  public static final int MOST = 1000;

  /// How much text they have at the most.
  public static final long MOST_BYTES = 16_000_000;

  /// How often what came along is asked for what is to come along with it.
  public static final int MOST_LEVELS = 10;

  public static final Included NOTHING = new Included(List.of(), true);

  public Included {
    rows = List.copyOf(rows);
  }
}

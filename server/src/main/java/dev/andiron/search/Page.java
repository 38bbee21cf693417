package dev.andiron.search;

import dev.andiron.resource.ResourceVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of what a query found.
///
/// @param rows in the order asked for; empty where only the number was asked for
/// @param total how many match; null where it was not asked for, or is beyond what is counted
///   unasked
/// @param nextCursor the value of `_cursor` for the page after this, null where there is none
/// @param previousCursor the value of `_cursor` for the page before this, null where there is none
/// @param used the parameters that were used, as they were sent: what the self link shows. Links to
///   other pages are these without `_page` and `_cursor`, and with the cursor.
public record Page(
    List<ResourceVersion> rows,
    @Nullable Long total,
    @Nullable String nextCursor,
    @Nullable String previousCursor,
    List<QueryParameter> used) {
  public Page {
    rows = List.copyOf(rows);
    used = List.copyOf(used);
  }
}

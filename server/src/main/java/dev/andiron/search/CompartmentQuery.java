package dev.andiron.search;

import dev.andiron.resource.ResourceKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is wanted of a whole compartment: `GET /Patient/p/*`, `GET /Patient/p/$everything`.
///
/// @param members the types of which resources belong to it, and by which parameters
/// @param whole whether the resource that it is the compartment of comes first, and what its
///   resources refer to last
/// @param filters on the resources of each type; an unknown parameter is refused
/// @param start only what was cared for then or later, as a date; null for all
/// @param end only what was cared for until then, as a date; null for all
/// @param count the most resources of a page
/// @param cursor of the page, null for the first
public record CompartmentQuery(
    ResourceKey compartment,
    Map<String, List<String>> members,
    boolean whole,
    List<QueryParameter> filters,
    boolean lenient,
    @Nullable String start,
    @Nullable String end,
    List<String> types,
    int count,
    @Nullable String cursor) {
  public CompartmentQuery {
    members = Map.copyOf(members);
    filters = List.copyOf(filters);
    types = List.copyOf(types);
  }

  /// Whether resources of this type are wanted.
  boolean wants(String type) {
    return types.isEmpty() || types.contains(type);
  }
}

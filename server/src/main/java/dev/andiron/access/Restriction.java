package dev.andiron.access;

import dev.andiron.search.Criterion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a policy shows of what it allows: by type, which resources. A type that it does not name,
/// it does not show.
///
/// @param others for the types that are not named (`*`), or null
record Restriction(Map<String, CriterionTemplate> types, @Nullable CriterionTemplate others) {
  /// What a policy without `restrict` shows.
  static final Restriction NONE = new Restriction(Map.of(), new CriterionTemplate(List.of()));

  Restriction {
    types = Map.copyOf(types);
  }

  /// What a resource of a type must meet; null where the policy shows none.
  @Nullable Criterion of(String type, RequestObject request) {
    CriterionTemplate template = types.getOrDefault(type, others);
    return template == null ? null : template.of(request);
  }
}

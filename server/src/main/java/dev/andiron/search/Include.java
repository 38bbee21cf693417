package dev.andiron.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One `_include` or `_revinclude` (https://hl7.org/fhir/R4/search.html#include).
///
/// @param reverse whether it brings what refers to a resource, rather than what a resource refers
///   to
/// @param iterate whether it is also asked of what came along
/// @param parameters the references that are followed, by parameters of [ReferenceKind]
/// @param target the one type that they are followed to; null where any
record Include(
    boolean reverse, boolean iterate, List<SearchParameter> parameters, @Nullable String target) {
  Include {
    parameters = List.copyOf(parameters);
  }

  boolean isTo(String type) {
    return target == null || target.equals(type);
  }
}

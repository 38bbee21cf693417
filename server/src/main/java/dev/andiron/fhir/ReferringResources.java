package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.ElementPath;
import dev.andiron.search.HiddenElements;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Names those that refer to what was to be deleted, to a caller who may read them.
final class ReferringResources {
  private static final int MOST_NAMED = 10;

  private ReferringResources() {}

  /// The same refusal, with the names of up to ten.
  static RefusedException named(
      Guard guard, Disclosure disclosure, ProtectedCall call, RefusedException refusal) {
    String names =
        new ReadableResources(guard, disclosure, call)
            .of(refusal.referring()).entrySet().stream()
                .filter(each -> isWhole(each.getKey(), each.getValue()))
                .limit(MOST_NAMED)
                .map(each -> each.getKey().toString())
                .collect(Collectors.joining(", "));
    if (names.isEmpty()) {
      return refusal;
    }
    List<Issue> issues = new ArrayList<>();
    for (Issue issue : refusal.issues()) {
      issues.add(
          new Issue(
              issue.kind(), issue.expression(), issue.message() + " Among them: " + names + "."));
    }
    return new RefusedException(Reason.REFERENCED, issues);
  }

  /// What is hidden may be the reference.
  private static boolean isWhole(ResourceKey key, HiddenElements hidden) {
    return hidden.among(key.type(), Set.of(ElementPath.WHOLE)).isEmpty();
  }
}

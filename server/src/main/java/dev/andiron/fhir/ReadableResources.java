package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.Questions;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Search;
import dev.andiron.search.Visibility;
import dev.andiron.search.VisibleKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which resources the caller may see of what comes along with what they asked for: those that they
/// might read by `GET /Type/id`. One request, one thread.
final class ReadableResources implements VisibleKeys {
  private final Guard guard;
  private final Search search;
  private final ProtectedCall call;
  private @Nullable Questions questions;

  ReadableResources(Guard guard, Search search, ProtectedCall call) {
    this.guard = guard;
    this.search = search;
    this.call = call;
  }

  /// Those of a type of which a policy shows but a part.
  private record Part(String type, Visibility visible) {}

  @Override
  public Set<ResourceKey> of(Collection<ResourceKey> keys) {
    Set<ResourceKey> readable = new LinkedHashSet<>();
    Map<Part, Set<String>> partly = new HashMap<>();
    for (ResourceKey key : keys) {
      Decision decision = questions().decide(InnerRequest.read(call.request(), key), "FhirRead");
      if (decision.permitted()) {
        Visibility visible = decision.view().of(key.type());
        if (visible.isAll()) {
          readable.add(key);
        } else {
          partly.computeIfAbsent(new Part(key.type(), visible), _ -> new HashSet<>()).add(key.id());
        }
      }
    }
    partly.forEach((part, ids) ->
        search
            .visible(part.type(), ids, part.visible())
            .keySet()
            .forEach(id -> readable.add(new ResourceKey(part.type(), id))));
    return readable;
  }

  private Questions questions() {
    Questions asked = questions;
    if (asked == null) {
      asked = guard.questions(call.caller());
      questions = asked;
    }
    return asked;
  }
}

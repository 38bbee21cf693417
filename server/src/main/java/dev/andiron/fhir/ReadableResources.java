package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.Questions;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.HiddenElements;
import dev.andiron.search.Visibility;
import dev.andiron.search.VisibleKeys;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which resources the caller may see of what comes along with what they asked for: those that they
/// might read by `GET /Type/id`. One request, one thread.
final class ReadableResources implements VisibleKeys {
  private final Guard guard;
  private final Disclosure disclosure;
  private final ProtectedCall call;
  private final Map<ResourceKey, Visibility> decided = new HashMap<>();
  private @Nullable Questions questions;

  ReadableResources(Guard guard, Disclosure disclosure, ProtectedCall call) {
    this.guard = guard;
    this.disclosure = disclosure;
    this.call = call;
  }

  /// Those of a type of which a policy shows but a part.
  private record Part(String type, Visibility visible) {}

  @Override
  public Map<ResourceKey, HiddenElements> of(Collection<ResourceKey> keys) {
    Map<Part, Set<String>> partly = new HashMap<>();
    Map<ResourceKey, HiddenElements> seen = new HashMap<>();
    for (ResourceKey key : keys) {
      Visibility visible = visible(key);
      if (visible.isAll()) {
        seen.put(key, HiddenElements.NONE);
      } else if (!visible.isNone()) {
        partly.computeIfAbsent(new Part(key.type(), visible), _ -> new HashSet<>()).add(key.id());
      }
    }
    partly.forEach((part, ids) ->
        disclosure
            .seen(part.type(), ids, part.visible())
            .forEach((id, hidden) -> seen.put(new ResourceKey(part.type(), id), hidden)));
    Map<ResourceKey, HiddenElements> inOrder = new LinkedHashMap<>();
    for (ResourceKey key : keys) {
      HiddenElements hidden = seen.get(key);
      if (hidden != null) {
        inOrder.put(key, hidden);
      }
    }
    return inOrder;
  }

  @Override
  public List<ResourceVersion> shown(List<ResourceVersion> versions) {
    return disclosure.ofSeen(versions, this::visible);
  }

  private Visibility visible(ResourceKey key) {
    Visibility known = decided.get(key);
    if (known == null) {
      Decision decision = questions().decide(InnerRequest.read(call.request(), key), "FhirRead");
      known = decision.permitted() ? decision.view().of(key.type()) : Visibility.NONE;
      decided.put(key, known);
    }
    return known;
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

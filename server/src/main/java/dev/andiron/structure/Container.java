package dev.andiron.structure;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A resource that is in no other, the resources that it contains, and which of them are referred
/// to (<https://hl7.org/fhir/R4/references.html#contained>).
final class Container {
  private final JsonArray contained;
  private final Map<String, String> types;
  private final Set<String> used;
  private final String type;

  /// The contained resource where the walk is.
  private @Nullable String current;

  Container(JsonObject resource) {
    this.type = text(resource.get("resourceType"));
    this.contained = resource.array("contained");
    this.types = contained.isEmpty() ? Map.of() : new HashMap<>();
    this.used = contained.isEmpty() ? Set.of() : new HashSet<>();
    for (Json each : contained) {
      if (each instanceof JsonObject inner && inner.has("id")) {
        types.putIfAbsent(text(inner.get("id")), text(inner.get("resourceType")));
      }
    }
  }

  /// Whether nothing is contained, so that there is nothing to remember.
  boolean isEmpty() {
    return contained.isEmpty();
  }

  /// The type of what `#id` refers to, or null where there is nothing of that id; `#` is the
  /// container.
  @Nullable String typeOf(String id) {
    return id.isEmpty() ? type : types.get(id);
  }

  /// Something refers to the contained resource of this id; `""` from a contained one to the
  /// container.
  void refer(String id) {
    if (!id.isEmpty()) {
      if (types.containsKey(id)) {
        used.add(id);
      }
    } else if (current != null) {
      used.add(current);
    }
  }

  /// The walk goes into a contained resource.
  void enter(JsonObject inner) {
    current = text(inner.get("id"));
  }

  void leave() {
    current = null;
  }

  /// dom-2, dom-4, dom-5 and the id of one contained resource; the walk is there.
  static void check(JsonObject inner, Faults faults) {
    if (!inner.has("id")) {
      faults.add(
          Issue.Kind.REQUIRED, "id", "A contained resource must have an id, to be referred to by.");
    }
    JsonObject meta = inner.object("meta");
    if (meta != null) {
      // the names are those of R4's rules; see the invariants of DomainResource
      for (String own : new String[] {"versionId", "lastUpdated"}) {
        if (meta.has(own)) {
          faults.enter("meta");
          faults.add(
              Issue.Kind.INVARIANT,
              own,
              "A contained resource has no version and no time of its own (dom-4).");
          faults.leave();
        }
      }
      if (meta.has("security")) {
        faults.enter("meta");
        faults.add(
            Issue.Kind.INVARIANT,
            "security",
            "A contained resource must not have security labels of its own (dom-5).");
        faults.leave();
      }
    }
  }

  /// After the walk: dom-3, and that ids are there once.
  void finish(Faults faults) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < contained.size(); i++) {
      if (contained.get(i) instanceof JsonObject inner && inner.has("id")) {
        String id = text(inner.get("id"));
        if (!seen.add(id)) {
          add(faults, i, "Two contained resources have the id " + Faults.excerpt(id) + ".");
        } else if (!used.contains(id)) {
          add(
              faults,
              i,
              "A contained resource must be referred to (as #"
                  + Faults.excerpt(id)
                  + ") or refer to the one that contains it (dom-3).");
        }
      }
    }
  }

  private static void add(Faults faults, int index, String message) {
    faults.enter("contained");
    faults.at(index);
    faults.add(Issue.Kind.INVARIANT, message);
    faults.leave();
  }

  private static String text(@Nullable Json value) {
    return switch (value) {
      case JsonString(String text) -> text;
      case JsonPlain(String text) -> text;
      case null, default -> "";
    };
  }
}

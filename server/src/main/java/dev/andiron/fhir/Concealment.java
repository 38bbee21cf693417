package dev.andiron.fhir;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.search.ElementPath;
import dev.andiron.search.HiddenElements;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Leaves elements out of resources, and of those that they contain. The narrative of a resource
/// goes with them, because it tells in words what they say. One thread.
final class Concealment {
  private static final String NARRATIVE = "text";

  private final Definitions definitions;
  private final Map<String, Hidden> byType = new HashMap<>();

  Concealment(HiddenElements hidden, Definitions definitions) {
    this.definitions = definitions;
    hidden.byType().forEach((type, paths) -> byType.put(type, Hidden.of(paths)));
  }

  /// What is hidden of a value: all of it, or what is hidden of its elements.
  static final class Hidden {
    private final Map<String, Hidden> below = new HashMap<>();
    private boolean whole;

    private static Hidden of(Set<ElementPath> paths) {
      Hidden root = new Hidden();
      for (ElementPath path : paths) {
        Hidden at = root;
        for (String name : path.names()) {
          at = at.below.computeIfAbsent(name, _ -> new Hidden());
        }
        at.whole = true;
      }
      return root;
    }
  }

  /// Where a value stands.
  ///
  /// @param type null where it is not known: below free elements
  /// @param hidden null where nothing is
  record Place(@Nullable TypeDefinition type, @Nullable Hidden hidden) {
    boolean isHidden() {
      return hidden != null && hidden.whole;
    }

    /// Whether something may be hidden in what stands here.
    boolean mayHide() {
      return hidden != null
          || (type != null
              && (type.kind() == TypeDefinition.Kind.RESOURCE
                  || type.name().startsWith("Bundle.")
                  || type.name().startsWith("Parameters.")));
    }
  }

  /// The resource as it is seen.
  JsonObject of(JsonObject resource) {
    JsonObject seen = object(place(resource), resource);
    return seen == null ? JsonObject.EMPTY : seen;
  }

  /// Where a resource stands.
  Place place(JsonObject resource) {
    String type = resource.string("resourceType");
    return type == null
        ? new Place(null, null)
        : new Place(definitions.type(type), byType.get(type));
  }

  /// Where an object stands: a resource within another one is one of its own.
  Place place(Place at, JsonObject object) {
    TypeDefinition type = at.type();
    return type != null && type.kind() == TypeDefinition.Kind.RESOURCE ? place(object) : at;
  }

  /// Where a member of an object stands. The extensions of a primitive value are hidden with it.
  static Place below(Place at, String name) {
    MemberDefinition member = at.type() == null ? null : at.type().member(name);
    String bare = name.startsWith("_") ? name.substring(1) : name;
    String element = member == null ? bare : member.element().name();
    return new Place(
        member == null ? null : member.definition(),
        at.hidden() == null ? null : at.hidden().below.get(element));
  }

  /// Whether the narrative of a resource goes.
  boolean tells(Place at, String name, JsonObject resource) {
    return name.equals(NARRATIVE)
        && at.type() != null
        && at.type().is("DomainResource")
        && (at.hidden() != null
            || resource.array("contained").stream()
                .anyMatch(each ->
                    each instanceof JsonObject contained
                        && byType.containsKey(String.valueOf(contained.string("resourceType")))));
  }

  /// What is seen of a value; null where nothing is.
  @Nullable Json seen(Place at, Json value) {
    if (at.isHidden()) {
      return null;
    }
    if (!at.mayHide()) {
      return value;
    }
    return switch (value) {
      case JsonObject object -> object(place(at, object), object);
      case JsonArray array -> {
        List<Json> seen = new ArrayList<>();
        for (Json each : array) {
          Json element = seen(at, each);
          if (element != null) {
            seen.add(element);
          }
        }
        yield seen.isEmpty() && !array.isEmpty() ? null : JsonArray.of(seen);
      }
      default -> value;
    };
  }

  private @Nullable JsonObject object(Place at, JsonObject object) {
    JsonObject.Builder seen = JsonObject.builder();
    for (JsonObject.Member member : object) {
      Json value =
          tells(at, member.name(), object) ? null : seen(below(at, member.name()), member.value());
      if (value != null) {
        seen.put(member.name(), value);
      }
    }
    JsonObject built = seen.build();
    return built.isEmpty() && !object.isEmpty() ? null : built;
  }

  /// Why something is not written, for somebody who does not see everything of it.
  RefusedException told(RefusedException refusal) {
    return refusal.issues().stream().noneMatch(this::isAboutHidden)
        ? refusal
        : new RefusedException(
            refusal.reason(),
            refusal.issues().stream()
                .map(issue ->
                    isAboutHidden(issue)
                        ? new Issue(
                            issue.kind(), "", "What you do not see of it does not allow this.")
                        : issue)
                .distinct()
                .toList());
  }

  private boolean isAboutHidden(Issue issue) {
    String[] names = issue.expression().replaceAll("\\[[^\\]]*]", "").split("\\.", -1);
    Place at = place(JsonObject.of("resourceType", names[0]));
    for (int i = 1; i < names.length; i++) {
      at = below(at, names[i]);
      // Of what type a resource within is, its place does not say.
      if (at.isHidden()
          || (at.type() != null && at.type().kind() == TypeDefinition.Kind.RESOURCE)) {
        return true;
      }
    }
    return false;
  }
}

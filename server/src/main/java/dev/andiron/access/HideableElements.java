package dev.andiron.access;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.resource.Issue;
import dev.andiron.search.ElementPath;
import dev.andiron.search.HiddenElements;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with what a policy hides: there must be such elements, and without them a
/// resource must still be one.
final class HideableElements {
  /// Of every resource; what it is called, and which version it is, tells the address.
  private static final Set<String> NEVER = Set.of("resourceType", "id", "meta");

  private HideableElements() {}

  static List<Issue> issues(HiddenElements hidden, Definitions definitions) {
    List<Issue> issues = new ArrayList<>();
    new TreeMap<>(hidden.byType())
        .forEach((type, paths) -> {
          for (ElementPath path : paths) {
            String fault = fault(type, path, definitions);
            if (fault != null) {
              issues.add(new Issue(Issue.Kind.VALUE, "AccessPolicy.hide." + type, fault));
            }
          }
        });
    return issues;
  }

  private static @Nullable String fault(String type, ElementPath path, Definitions definitions) {
    if (!definitions.isResourceType(type)) {
      return "There is no resource type " + type + ".";
    }
    if (type.equals("Binary")) {
      return "A Binary is given out as it is; restrict who sees it instead.";
    }
    String first = path.names().getFirst();
    if (NEVER.contains(first) && !(first.equals("meta") && isLabel(path))) {
      return "What a resource is called is never hidden: leave out " + path + ".";
    }
    List<TypeDefinition> at = List.of(known(definitions.type(type)));
    String walked = type;
    for (String name : path.names()) {
      if (at.stream().anyMatch(each -> each.kind() == TypeDefinition.Kind.FREE)) {
        return null; // anything may be there
      }
      if (at.stream().anyMatch(TypeDefinition::isPrimitive)) {
        return walked + " is a single value; hide it as a whole.";
      }
      List<TypeDefinition> next = new ArrayList<>();
      for (TypeDefinition each : at) {
        ElementDefinition element = each.element(name);
        if (element != null && element.min() > 0) {
          return walked + "." + name + " is mandatory; hide what it stands in.";
        }
        if (element != null) {
          for (ElementType possible : element.types()) {
            next.add(known(definitions.type(possible.name())));
          }
        }
      }
      if (next.isEmpty()) {
        return walked + " has no element " + name + named(at, name) + ".";
      }
      walked += "." + name;
      at = next;
    }
    return null;
  }

  private static boolean isLabel(ElementPath path) {
    return path.names().size() > 1
        && Set.of("tag", "security", "profile", "source", "extension")
            .contains(path.names().get(1));
  }

  /// Who wrote `valueQuantity`.
  private static String named(List<TypeDefinition> types, String name) {
    return types.stream()
        .map(type -> type.member(name))
        .filter(member -> member != null && member.element().choice())
        .findFirst()
        .map(member -> "; hide " + member.element().name() + ", in whatever type")
        .orElse("");
  }

  private static TypeDefinition known(@Nullable TypeDefinition type) {
    if (type == null) {
      throw new IllegalStateException("a type is not defined");
    }
    return type;
  }
}

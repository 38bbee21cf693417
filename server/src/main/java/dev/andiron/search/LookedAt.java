package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The elements that decide what a search parameter finds.
final class LookedAt {
  private final Set<ElementPath> elements = new LinkedHashSet<>();

  private LookedAt() {}

  static Set<ElementPath> by(SearchParameter parameter, Definitions definitions) {
    LookedAt looked = new LookedAt();
    if (parameter.kind() instanceof CompositeKind composite) {
      looked.at(composite, parameter.selector());
    } else {
      looked.at(ElementPath.WHOLE, parameter.selector());
    }
    TypeDefinition type = definitions.type(parameter.type());
    return looked.elements.stream()
        .map(path -> ofMembers(type, path))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// The path of elements that a path of members is: `value` for `valueQuantity`.
  private static ElementPath ofMembers(@Nullable TypeDefinition type, ElementPath members) {
    ElementPath path = ElementPath.WHOLE;
    TypeDefinition at = type;
    for (String name : members.names()) {
      MemberDefinition member = at == null ? null : at.member(name);
      path = path.then(member == null ? name : member.element().name());
      at = member == null ? null : member.definition();
    }
    return path;
  }

  /// A composite looks at nothing of an element but its components.
  private void at(CompositeKind composite, Selector selector) {
    switch (selector) {
      case Selector.Path path -> {
        ElementPath base = steps(ElementPath.WHOLE, path.steps());
        for (CompositeKind.Part part : composite.byElement().getOrDefault(path.type(), List.of())) {
          at(part.ofResource() ? ElementPath.WHOLE : base, part.selector());
        }
      }
      case Selector.Any(List<? extends Selector> all) -> all.forEach(each -> at(composite, each));
      case Selector.Test _ -> at(ElementPath.WHOLE, selector);
    }
  }

  private void at(ElementPath base, Selector selector) {
    switch (selector) {
      case Selector.Path path -> elements.add(steps(base, path.steps()));
      case Selector.Any(List<? extends Selector> all) -> all.forEach(each -> at(base, each));
      case Selector.Test(Selector.Condition condition) -> at(base, condition);
    }
  }

  private ElementPath steps(ElementPath base, List<Selector.Step> steps) {
    ElementPath path = base;
    for (Selector.Step step : steps) {
      switch (step) {
        case Selector.Step.Member(String name) -> path = path.then(name);
        case Selector.Step.Equals(String member, _) -> elements.add(path.then(member));
        case Selector.Step.Where(Selector.Condition condition) -> at(path, condition);
        case Selector.Step.Item _, Selector.Step.Resolves _ -> {
          // They look at what is found, which counts as a whole.
        }
      }
    }
    return path;
  }

  private void at(ElementPath base, Selector.Condition condition) {
    switch (condition) {
      case Selector.Condition.Exists(Selector of) -> at(base, of);
      case Selector.Condition.Not(Selector.Condition of) -> at(base, of);
      case Selector.Condition.Both(Selector.Condition left, Selector.Condition right) -> {
        at(base, left);
        at(base, right);
      }
      case Selector.Condition.Either(Selector.Condition left, Selector.Condition right) -> {
        at(base, left);
        at(base, right);
      }
      case Selector.Condition.Equals(Selector of, _) -> at(base, of);
      case Selector.Condition.Differs(Selector of, _) -> at(base, of);
      case Selector.Condition.Resolves _ -> elements.add(base);
    }
  }
}

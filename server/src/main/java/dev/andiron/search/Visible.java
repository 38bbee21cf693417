package dev.andiron.search;

import dev.andiron.definition.Compartments;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Condition.Basis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The conditions that show somebody only what they may see.
final class Visible {
  private final SearchParameters parameters;
  private final FilterReader filters;

  /// @param filters reads the criteria; not for anybody's search, whose chains are restricted
  Visible(SearchParameters parameters, FilterReader filters) {
    this.parameters = parameters;
    this.filters = filters;
  }

  /// Null where there is nothing to restrict.
  @Nullable Condition condition(String type, Visibility visibility) {
    if (visibility.hasAll()) {
      return null;
    }
    List<Condition> any = new ArrayList<>();
    for (Criterion criterion : visibility.criteria()) {
      try {
        Condition condition = condition(type, criterion);
        if (condition != null) {
          any.add(condition);
        }
      } catch (IllegalArgumentException | UnknownParameterException _) {
        // A value of the request that cannot be searched by, or a parameter that was taken away
        // since: it shows nothing.
      }
    }
    return Condition.anyOf(any);
  }

  /// Null where nothing of the type can meet it.
  private @Nullable Condition condition(String type, Criterion criterion) {
    List<Condition> all = new ArrayList<>();
    ResourceKey compartment = criterion.compartment();
    if (compartment != null) {
      Condition member = member(type, compartment);
      if (member == null) {
        return null;
      }
      all.add(member);
    }
    for (QueryParameter parameter : criterion.parameters()) {
      all.add(filters.read(type, ParameterName.of(parameter.name()), parameter.value()));
    }
    return all.stream().reduce(Condition::and).orElseThrow();
  }

  /// The patient themselves is in their compartment too; other patients who link to them are not
  /// shown by that.
  private @Nullable Condition member(String type, ResourceKey compartment) {
    if (type.equals(compartment.type())) {
      List<String> id = List.of(compartment.id());
      return Condition.of(Basis.ID, Conditions.id(false, id), Candidates.ofIds(id));
    }
    List<String> codes =
        Compartments.builtIn().parameters(compartment.type(), type).stream()
            .filter(code -> isReference(type, code))
            .toList();
    return codes.isEmpty() ? null : new Membership(compartment, codes).condition(parameters, type);
  }

  private boolean isReference(String type, String code) {
    SearchParameter parameter = parameters.find(type, code);
    return parameter != null && parameter.kind() instanceof ReferenceKind;
  }
}

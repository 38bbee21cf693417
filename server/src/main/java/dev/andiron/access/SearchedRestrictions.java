package dev.andiron.access;

import dev.andiron.definition.Compartments;
import dev.andiron.resource.Issue;
import dev.andiron.search.QueryParameter;
import dev.andiron.search.Search;
import dev.andiron.search.SearchRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says what is wrong with the criteria of a policy's `restrict`: they are searches, and must be
/// such as the server answers. A value that is still open is seen only when it is there; one that
/// cannot be used then shows nothing.
record SearchedRestrictions(Search search) implements RestrictionCheck {
  @Override
  public List<Issue> issues(Policy policy) {
    Restriction restriction = policy.restriction();
    List<Issue> issues =
        new ArrayList<>(HideableElements.issues(policy.hidden(), search.definitions()));
    for (Map.Entry<String, CriterionTemplate> each :
        new TreeMap<>(restriction.types()).entrySet()) {
      String at = "AccessPolicy.restrict." + each.getKey();
      if (search.codes(each.getKey()).isEmpty()) {
        issues.add(
            new Issue(Issue.Kind.VALUE, at, "There is no resource type " + each.getKey() + "."));
      } else {
        check(each.getKey(), each.getValue(), at, issues);
      }
    }
    CriterionTemplate others = restriction.others();
    if (others != null && others.parameters().stream().anyMatch(each -> !isOfAll(each.name()))) {
      issues.add(
          new Issue(
              Issue.Kind.VALUE,
              "AccessPolicy.restrict.*",
              "What stands for all types can be searched by _id, _lastUpdated and compartment."));
    }
    return issues;
  }

  private static boolean isOfAll(String name) {
    return name.equals("_id")
        || name.equals("_lastUpdated")
        || name.equals(CriterionTemplate.COMPARTMENT);
  }

  private void check(String type, CriterionTemplate template, String at, List<Issue> issues) {
    List<QueryParameter> whole = new ArrayList<>();
    for (CriterionTemplate.Parameter parameter : template.parameters()) {
      if (parameter.name().equals(CriterionTemplate.COMPARTMENT)) {
        compartment(type, parameter, at, issues);
      } else if (!parameter.hasPlaces()) {
        whole.add(new QueryParameter(parameter.name(), parameter.text()));
      } else if (!search.knows(type, parameter.name())) {
        issues.add(
            new Issue(
                Issue.Kind.VALUE, at, type + " is not searched with " + parameter.name() + "."));
      }
    }
    for (QueryParameter parameter : whole) {
      if (parameter.name().matches("_(sort|count|page|cursor|total|summary|elements)(:.*)?")
          || parameter.name().matches("_(include|revinclude)(:.*)?")) {
        issues.add(
            new Issue(
                Issue.Kind.VALUE,
                at,
                parameter.name() + " is about an answer; a criterion says what there is in it."));
        return;
      }
    }
    try {
      var _ = search.parse(type, whole, false);
    } catch (SearchRefusedException e) {
      e.issues().forEach(issue -> issues.add(new Issue(issue.kind(), at, issue.message())));
    }
  }

  private static void compartment(
      String type, CriterionTemplate.Parameter parameter, String at, List<Issue> issues) {
    String name = parameter.text().split("/", 2)[0];
    Compartments compartments = Compartments.builtIn();
    if (!compartments.names().contains(name) || !parameter.text().startsWith(name + "/")) {
      issues.add(
          new Issue(
              Issue.Kind.VALUE,
              at,
              "A compartment is Type/id, of: " + String.join(", ", compartments.names()) + "."));
    } else if (!type.equals(name) && compartments.parameters(name, type).isEmpty()) {
      issues.add(
          new Issue(
              Issue.Kind.VALUE,
              at,
              "No " + type + " belongs to the compartment of a " + name + "."));
    }
  }
}

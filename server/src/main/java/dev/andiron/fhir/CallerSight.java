package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.Questions;
import dev.andiron.access.View;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.ElementPath;
import dev.andiron.search.Joined;
import dev.andiron.search.QueryParameter;
import dev.andiron.search.Sight;
import dev.andiron.search.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the caller of a search may see. Of the matches, what the policies show that allow the
/// search. What a search tells of other resources by chains and `_has`, only those are told who may
/// search these by the very parameters, and of what they would find so. One request, one thread.
final class CallerSight implements Sight {
  private final Guard guard;
  private final ProtectedCall call;
  private final Request asking;
  private final View view;
  private final Set<ElementPath> told;
  private @Nullable Questions questions;

  /// @param told what the answer tells of, beside what is searched by
  private CallerSight(
      Guard guard, ProtectedCall call, Request asking, View view, Set<ElementPath> told) {
    this.guard = guard;
    this.call = call;
    this.asking = asking;
    this.view = view;
    this.told = told;
  }

  /// Of a call that is a search.
  static CallerSight of(Guard guard, ProtectedCall call) {
    return new CallerSight(guard, call, call.request(), call.view(), Set.of());
  }

  /// Of a search that a call contains.
  ///
  /// @param view what the policies show that allow the search
  static CallerSight of(Guard guard, ProtectedCall call, Request search, View view) {
    return new CallerSight(guard, call, search, view, Set.of());
  }

  /// The same, of a search that also tells of these elements of what it finds.
  CallerSight lookingAt(Set<ElementPath> elements) {
    return new CallerSight(guard, call, asking, view, elements);
  }

  @Override
  public Visibility of(String type, Collection<ElementPath> elements) {
    List<ElementPath> looked = new ArrayList<>(elements);
    looked.addAll(told);
    Visibility all = view.of(type);
    Visibility seen = all.lookingAt(type, looked);
    if (seen.isNone() && !all.isNone()) {
      throw hidden(asking, type, all, looked);
    }
    return seen;
  }

  /// Asked before anything is looked up, so that the answer tells nothing of what there is.
  ///
  /// @throws HttpProblem 403 where no policy allows the search
  @Override
  public Visibility of(Joined search, Collection<ElementPath> elements) {
    QueryParameter parameter = search.parameter();
    Request asSearch =
        InnerRequest.search(
            asking,
            search.type(),
            new Parameters(List.of(new Parameters.Parameter(parameter.name(), parameter.value()))));
    List<Decision> decisions = new ArrayList<>();
    decisions.add(questions().decide(asSearch, "FhirSearch"));
    if (parameter.name().equals("_id") && ResourceKey.isId(parameter.value())) {
      // Who may read a resource by its id may know that it is there.
      ResourceKey key = new ResourceKey(search.type(), parameter.value());
      decisions.add(questions().decide(InnerRequest.read(asking, key), "FhirRead"));
    }
    Visibility all =
        decisions.stream()
            .filter(Decision::permitted)
            .map(decision -> decision.view().of(search.type()))
            .reduce(Visibility::or)
            .orElseThrow(() ->
                questions()
                    .denied(
                        asSearch,
                        "FhirSearch",
                        "You may not do this: the search contains GET /"
                            + search.type()
                            + "?"
                            + parameter.name()
                            + "=…, which no access policy allows you."));
    Visibility seen = all.lookingAt(search.type(), elements);
    if (seen.isNone() && !all.isNone()) {
      throw hidden(asSearch, search.type(), all, elements);
    }
    return seen;
  }

  /// What they are told who look at what is hidden in all that they see. It names what they ask by,
  /// and nothing of what there is.
  private HttpProblem hidden(
      Request search, String type, Visibility all, Collection<ElementPath> elements) {
    String hidden =
        all.any().stream()
            .flatMap(each -> each.hidden().among(type, elements).stream())
            .map(ElementPath::toString)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return questions()
        .denied(
            search,
            "FhirSearch",
            "You may not do this: the search looks at elements of "
                + type
                + " that the access policies do not show you: "
                + hidden
                + ".");
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

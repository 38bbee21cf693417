package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.Questions;
import dev.andiron.access.View;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Joined;
import dev.andiron.search.QueryParameter;
import dev.andiron.search.Sight;
import dev.andiron.search.Visibility;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the caller of a search may see. Of the matches, what the policies show that allow the
/// search. What a search tells of other resources by chains and `_has`, only those are told who may
/// search these by the very parameters, and of what they would find so. One request, one thread.
final class CallerSight implements Sight {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

  private final Guard guard;
  private final ProtectedCall call;
  private final Request asking;
  private final View view;
  private @Nullable Questions questions;

  private CallerSight(Guard guard, ProtectedCall call, Request asking, View view) {
    this.guard = guard;
    this.call = call;
    this.asking = asking;
    this.view = view;
  }

  /// Of a call that is a search.
  static CallerSight of(Guard guard, ProtectedCall call) {
    return new CallerSight(guard, call, call.request(), call.view());
  }

  /// Of a search that a call contains.
  ///
  /// @param view what the policies show that allow the search
  static CallerSight of(Guard guard, ProtectedCall call, Request search, View view) {
    return new CallerSight(guard, call, search, view);
  }

  @Override
  public Visibility of(String type) {
    return view.of(type);
  }

  /// Asked before anything is looked up, so that the answer tells nothing of what there is.
  ///
  /// @throws dev.andiron.http.HttpProblem 403 where no policy allows the search
  @Override
  public Visibility of(Joined search) {
    QueryParameter parameter = search.parameter();
    Request asSearch =
        InnerRequest.search(
            asking,
            search.type(),
            new Parameters(List.of(new Parameters.Parameter(parameter.name(), parameter.value()))));
    List<Decision> decisions = new ArrayList<>();
    decisions.add(questions().decide(asSearch, "FhirSearch"));
    if (parameter.name().equals("_id") && ID.matcher(parameter.value()).matches()) {
      // Who may read a resource by its id may know that it is there.
      ResourceKey key = new ResourceKey(search.type(), parameter.value());
      decisions.add(questions().decide(InnerRequest.read(asking, key), "FhirRead"));
    }
    return decisions.stream()
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

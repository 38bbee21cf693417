package dev.andiron.fhir;

import dev.andiron.access.Caller;
import dev.andiron.access.Guard;
import dev.andiron.access.Questions;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Joined;
import dev.andiron.search.Query;
import dev.andiron.search.QueryParameter;
import java.util.List;
import java.util.regex.Pattern;

/// What a search tells of other resources by chains and `_has`, only those are told who may search
/// these by the very parameters. It is asked before anything is looked up, so that the answer tells
/// nothing of what there is.
record JoinedSearches(Guard guard) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9.-]{1,64}");

  /// @param asking the request that the search is, or is part of
  /// @throws dev.andiron.http.HttpProblem 403 where no policy allows one of the searches that the
  ///   query contains
  void check(Caller caller, Request asking, Query query) {
    if (query.joined().isEmpty()) {
      return;
    }
    Questions questions = guard.questions(caller);
    for (Joined joined : query.joined()) {
      if (!allows(questions, asking, joined)) {
        throw questions.denied(
            search(asking, joined),
            "FhirSearch",
            "You may not do this: the search contains GET /"
                + joined.type()
                + "?"
                + joined.parameter().name()
                + "=…, which no access policy allows you.");
      }
    }
  }

  /// Who may read a resource by its id may know that it is there.
  private static boolean allows(Questions questions, Request asking, Joined joined) {
    QueryParameter parameter = joined.parameter();
    return questions.allows(search(asking, joined), "FhirSearch", null)
        || (parameter.name().equals("_id")
            && ID.matcher(parameter.value()).matches()
            && questions.allows(
                InnerRequest.read(asking, new ResourceKey(joined.type(), parameter.value())),
                "FhirRead",
                null));
  }

  private static Request search(Request asking, Joined joined) {
    QueryParameter parameter = joined.parameter();
    return InnerRequest.search(
        asking,
        joined.type(),
        new Parameters(List.of(new Parameters.Parameter(parameter.name(), parameter.value()))));
  }
}

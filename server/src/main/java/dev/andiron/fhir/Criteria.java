package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.Claim;
import dev.andiron.resource.Claims;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Query;
import dev.andiron.search.QueryParameter;
import dev.andiron.search.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks for what meets the condition of a conditional interaction
/// (<https://hl7.org/fhir/R4/http.html#ccreate>, `#cond-update`, `#trules`). That is a search of
/// the caller's, and its answer shows what it found: whoever may not search so gets neither.
final class Criteria {
  /// They say which part of the matches is given out, and how; a condition is about all of them.
  private static final Set<String> OF_THE_RESULT =
      Set.of(
          "_sort",
          "_count",
          "_page",
          "_cursor",
          "_total",
          "_summary",
          "_elements",
          "_include",
          "_revinclude");

  private static final Set<String> OF_THE_ANSWER = Set.of("_format", "_pretty");

  private final Guard guard;
  private final Search search;
  private final Claims claims;

  Criteria(Guard guard, Search search, Claims claims) {
    this.guard = guard;
    this.search = search;
    this.claims = claims;
  }

  /// What was found.
  ///
  /// @param claim for whoever writes because nothing was
  record Found(List<ResourceVersion> matches, Claim claim) {
    /// The one that meets the condition; null where none does.
    ///
    /// @throws HttpProblem 412 where several do
    @Nullable ResourceVersion only(String what) {
      if (matches.size() > 1) {
        throw new HttpProblem(412, "Several resources meet the condition of " + what + ".");
      }
      return matches.isEmpty() ? null : matches.getFirst();
    }
  }

  /// Looks for what meets a condition, after it was claimed.
  ///
  /// @param condition a query: `identifier=x`, with or without a type and a question mark before
  /// @param what the condition is of, in words
  /// @param most how many are looked for
  Found find(ProtectedCall call, String type, String condition, String what, int most) {
    String query = queryOf(type, condition);
    Claim claim = claims.claim(type, query);
    return new Found(search.run(query(call, type, query, what, most)).rows(), claim);
  }

  /// The one that meets a condition, or null, or 412; no claim is made.
  @Nullable ResourceVersion one(ProtectedCall call, String type, String condition, String what) {
    String query = queryOf(type, condition);
    return new Found(search.run(query(call, type, query, what, 2)).rows(), NO_CLAIM).only(what);
  }

  /// The query of a condition, before which its type may stand: `Patient?identifier=x`.
  ///
  /// @throws HttpProblem 400 where it is another type
  static String queryOf(String type, String condition) {
    int question = condition.indexOf('?');
    int value = condition.indexOf('=');
    if (question < 0 || (value >= 0 && value < question)) {
      return condition; // the question mark is one of a value
    }
    String before = condition.substring(0, question);
    if (!before.isEmpty() && !before.equals(type) && !before.endsWith("/" + type)) {
      throw new HttpProblem(400, "The condition is to be of " + type + ", and is of another type.");
    }
    return condition.substring(question + 1);
  }

  private static final Claim NO_CLAIM = new Claim(new byte[0], 0);

  private Query query(ProtectedCall call, String type, String query, String what, int most) {
    Parameters asked = Parameters.parse(query);
    Request asSearch = InnerRequest.search(call.request(), type, query, asked);
    Decision decision =
        guard.permit(
            call.caller(),
            asSearch,
            "FhirSearch",
            what + " is a search, and no access policy allows you this one.");
    List<QueryParameter> parameters = new ArrayList<>();
    for (Parameters.Parameter parameter : asked.list()) {
      String code = parameter.name().split(":", 2)[0];
      if (OF_THE_RESULT.contains(code)) {
        throw new HttpProblem(
            400, what + " takes conditions, and " + code + " is none: it is about the answer.");
      }
      if (!OF_THE_ANSWER.contains(code)) {
        parameters.add(new QueryParameter(parameter.name(), parameter.value()));
      }
    }
    if (parameters.isEmpty()) {
      throw new HttpProblem(400, what + " takes search parameters: identifier=system|value.");
    }
    parameters.add(new QueryParameter("_count", Integer.toString(most)));
    parameters.add(new QueryParameter("_total", "none"));
    return search.parse(
        type, parameters, false, CallerSight.of(guard, call, asSearch, decision.view()));
  }
}

package dev.andiron.fhir;

import dev.andiron.fhir.OperationOutcome.Severity;
import dev.andiron.http.Response;
import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What whoever writes should mend although it was taken. An answer that is an OperationOutcome has
/// it among its issues, and so has the outcome of an entry of a bundle; FHIR has no place for it
/// beside a resource, so that other answers say it in a header field, one for each.
final class Warnings {
  static final String FIELD = "X-Warning";

  private Warnings() {}

  /// The answer with the header fields.
  static Response with(Response answer, List<Issue> warnings) {
    Response warning = answer;
    for (Issue each : warnings) {
      warning = warning.with(warning.headers().plus(FIELD, printable(each.message())));
    }
    return warning;
  }

  /// The outcome with issues for them.
  static OperationOutcome and(OperationOutcome outcome, List<Issue> warnings) {
    List<OperationOutcome.Issue> issues = new ArrayList<>(outcome.issues());
    for (Issue each : warnings) {
      issues.add(
          new OperationOutcome.Issue(
              Severity.WARNING, each.kind().code(), each.expression(), each.message()));
    }
    return new OperationOutcome(outcome.status(), issues);
  }

  /// The outcome of an entry, of what its answer says in header fields; null where that is nothing.
  static @Nullable OperationOutcome outcome(Response answer) {
    List<String> messages = answer.headers().all(FIELD);
    return messages.isEmpty()
        ? null
        : new OperationOutcome(
            answer.status(),
            messages.stream()
                .map(message ->
                    new OperationOutcome.Issue(
                        Severity.WARNING, Issue.Kind.BUSINESS_RULE.code(), "", message))
                .toList());
  }

  /// RFC 9110 §5.5: of a field only printable ASCII is sure to arrive.
  private static String printable(String message) {
    return message.replaceAll("[^\\x20-\\x7E]", "?");
  }
}

package dev.andiron.fhir;

import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Format;
import java.util.List;
import java.util.Locale;

/// The answer to a request that was refused, or that was heeded and is to be told about
/// (<https://hl7.org/fhir/R4/operationoutcome.html>).
record OperationOutcome(int status, List<Issue> issues) {

  /// <https://hl7.org/fhir/R4/valueset-issue-severity.html>
  enum Severity {
    FATAL,
    ERROR,
    WARNING,
    INFORMATION;

    /// That of what an answer of this status is about.
    private static Severity of(int status) {
      return status >= 500 ? FATAL : status >= 400 ? ERROR : INFORMATION;
    }
  }

  /// @param code of the value set issue-type
  /// @param expression where in the resource; `""` where it is the whole
  record Issue(Severity severity, String code, String expression, String diagnostics) {
    /// What an answer of this status is about.
    static Issue of(int status, String code, String expression, String diagnostics) {
      return new Issue(Severity.of(status), code, expression, diagnostics);
    }
  }

  static OperationOutcome of(int status, String code, String diagnostics) {
    return new OperationOutcome(status, List.of(Issue.of(status, code, "", diagnostics)));
  }

  /// That something was done.
  static OperationOutcome informed(int status, String diagnostics) {
    return of(status, "informational", diagnostics);
  }

  Response response(Format format) {
    return response(format, false);
  }

  Response response(Format format, boolean pretty) {
    return Answers.of(status, body(), format, pretty);
  }

  JsonObject body() {
    List<JsonObject> rendered =
        issues.stream()
            .map(issue -> {
              JsonObject.Builder builder =
                  JsonObject.builder()
                      .put("severity", issue.severity().name().toLowerCase(Locale.ROOT))
                      .put("code", issue.code())
                      .put("diagnostics", issue.diagnostics());
              if (!issue.expression().isEmpty()) {
                builder.put("expression", JsonArray.of(Json.of(issue.expression())));
              }
              return builder.build();
            })
            .toList();
    return JsonObject.of("resourceType", "OperationOutcome").with("issue", JsonArray.of(rendered));
  }
}

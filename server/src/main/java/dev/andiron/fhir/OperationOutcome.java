package dev.andiron.fhir;

import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Format;
import java.util.List;

/// The answer to a request that was refused, or that was heeded and is to be told about
/// (<https://hl7.org/fhir/R4/operationoutcome.html>).
record OperationOutcome(int status, List<Issue> issues) {

  /// @param code of the value set issue-type
  /// @param expression where in the resource; `""` where it is the whole
  record Issue(String code, String expression, String diagnostics) {}

  static OperationOutcome of(int status, String code, String diagnostics) {
    return new OperationOutcome(status, List.of(new Issue(code, "", diagnostics)));
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

  private String severity() {
    return status >= 500 ? "fatal" : status >= 400 ? "error" : "information";
  }

  private JsonObject body() {
    List<JsonObject> rendered =
        issues.stream()
            .map(issue -> {
              JsonObject.Builder builder =
                  JsonObject.builder()
                      .put("severity", severity())
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

package dev.andiron.fhir;

import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Format;
import java.util.List;

/// The answer to a request that was refused (<https://hl7.org/fhir/R4/operationoutcome.html>).
record OperationOutcome(int status, List<Issue> issues) {

  /// @param code of the value set issue-type
  /// @param expression where in the resource; `""` where it is the whole
  record Issue(String code, String expression, String diagnostics) {}

  static OperationOutcome of(int status, String code, String diagnostics) {
    return new OperationOutcome(status, List.of(new Issue(code, "", diagnostics)));
  }

  Response response(Format format) {
    return Answers.of(status, body(), format, false);
  }

  private JsonObject body() {
    List<JsonObject> rendered =
        issues.stream()
            .map(issue -> {
              JsonObject.Builder builder =
                  JsonObject.builder()
                      .put("severity", status >= 500 ? "fatal" : "error")
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

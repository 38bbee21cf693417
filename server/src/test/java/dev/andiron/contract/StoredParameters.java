package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// Stores search parameters in a server, and searches by them.
public record StoredParameters(TestApp app) {
  public static final Duration LIMIT = Duration.ofSeconds(60);

  public static final String RACE =
      "Patient.extension.where(url='http://hl7.org/fhir/us/core/StructureDefinition/us-core-race')"
          + ".extension.where(url='ombCategory').value";

  /// @param more members, in JSON without the braces
  public static String json(String code, String base, String type, String expression, String more) {
    return """
    {"resourceType": "SearchParameter", "url": "http://example.org/SearchParameter/%s-%s",
     "name": "Test", "description": "of a test", "status": "active", "code": "%s", "base": ["%s"],
     "type": "%s", "expression": "%s"%s}
    """
        .formatted(base, code, code, base, type, expression, more.isEmpty() ? "" : ", " + more);
  }

  public Answer put(String id, String json) {
    return app.asRoot("PUT", "/SearchParameter/" + id).json(json).send();
  }

  public Answer put(String code, String base, String type, String expression) {
    return put(
        base.toLowerCase(java.util.Locale.ROOT) + "-" + code,
        json(code, base, type, expression, ""));
  }

  /// Once it is stored.
  public void stored(String code, String base, String type, String expression) {
    Answer answer = put(code, base, type, expression);
    assertThat(answer.status()).as(answer.body()).isIn(200, 201);
  }

  public Answer search(String query) {
    return app.asRoot("GET", query).send();
  }

  /// Once the index is whole; until then the answer is 503, and never anything else but right.
  public List<String> found(String query) {
    Await.until(
        query + " is answered",
        LIMIT,
        () -> {
          int status = search(query).status();
          assertThat(status).as(query).isIn(200, 503);
          return status == 200;
        });
    return search(query).resources().stream()
        .map(resource -> Objects.requireNonNull(resource.string("id")))
        .toList();
  }

  public JsonObject progress() {
    return app.asRoot("GET", "/$search-index").send().json();
  }

  public void awaitReady() {
    Await.until("the index is ready", LIMIT, () -> progress().flag("ready", false));
  }
}

package dev.andiron.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Documents;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/errors.md says which codes the FHIR API gives")
class ErrorsDocumentTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([45][0-9]{2}) \\| `([a-z-]+)` \\|");
  private static final int ONLY_REFUSED_BY_THE_STORE = 409;

  private static final Request REQUEST =
      new Request(
          "r1",
          "GET",
          "/Patient",
          List.of("Patient"),
          Map.of(),
          "",
          Parameters.NONE,
          Headers.NONE,
          new byte[0],
          "127.0.0.1",
          "http");

  private final FhirProblems problems = new FhirProblems();

  private static Map<Integer, String> printed() {
    Map<Integer, String> rows = new TreeMap<>();
    Matcher matcher = ROW.matcher(Documents.read("docs/errors.md"));
    while (matcher.find()) {
      rows.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
    }
    return rows;
  }

  private static String body(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("every status has its code, and every code that is its status's own has a row")
  void statuses() {
    Map<Integer, String> rows = printed();
    assertThat(rows).hasSizeGreaterThan(15);
    for (int status = 400; status < 600; status++) {
      String body = body(problems.render(REQUEST, new HttpProblem(status, "x")));
      String code = rows.get(status);
      if (code == null) {
        assertThat(body).as("status " + status).containsPattern("\"code\":\"(invalid|exception)\"");
      } else if (status != ONLY_REFUSED_BY_THE_STORE) {
        assertThat(body).as("status " + status).contains("\"code\":\"" + code + "\"");
      }
    }
  }

  @Test
  @DisplayName("every reason to refuse a write has a status that stands there")
  void reasons() throws Exception {
    for (RefusedException.Reason reason : RefusedException.Reason.values()) {
      Response response =
          problems
              .around(_ -> {
                throw new RefusedException(reason, new Issue(Issue.Kind.DUPLICATE, "", "x"));
              })
              .handle(REQUEST);
      assertThat(printed()).containsKey(response.status());
      if (response.status() == ONLY_REFUSED_BY_THE_STORE) {
        assertThat(body(response)).contains("\"code\":\"" + printed().get(409) + "\"");
      }
    }
  }

  @Test
  @DisplayName("every kind of issue has a row")
  void kinds() {
    String document = Documents.read("docs/errors.md");
    Set<String> missing =
        Set.of(Issue.Kind.values()).stream()
            .map(Issue.Kind::code)
            .filter(code -> !document.contains("\n| `" + code + "` | 4"))
            .collect(Collectors.toSet());
    assertThat(missing).isEmpty();
  }
}

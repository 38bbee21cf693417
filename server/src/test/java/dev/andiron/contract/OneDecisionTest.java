package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A question is asked in every way there is; who may ask it in one may ask it in all, and who may
/// not in one may in none.
@DisplayName("One decision, however it is asked")
class OneDecisionTest {
  private static final Map<String, String> TOKENS = new HashMap<>();

  /// What somebody wants.
  private enum Question {
    READ_OWN("GET", "/Patient/od-1", null),
    READ_OTHER("GET", "/Patient/od-2", null),
    SEARCH_OWN("GET", "/Observation", "patient=od-1&status=final"),
    SEARCH_OTHER("GET", "/Observation", "patient=od-2&status=final"),
    WRITE_OWN("PUT", "/Patient/od-1", null),
    WRITE_OTHER("PUT", "/Patient/od-2", null),
    HISTORY_OWN("GET", "/Patient/od-1/_history", null);

    private final String method;
    private final String path;
    private final @Nullable String query;

    Question(String method, String path, @Nullable String query) {
      this.method = method;
      this.path = path;
      this.query = query;
    }

    @Nullable String body() {
      return method.equals("PUT") ? "{\"resourceType\":\"Patient\",\"active\":true}" : null;
    }

    String url() {
      return query == null ? path : path + "?" + query;
    }
  }

  /// A policy, and what it allows; all else it does not.
  ///
  /// @param rest of the AccessPolicy, without its link to the user
  record Case(String name, String rest, List<Question> allowed) {
    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Case> CASES =
      List.of(
          matcho("uri", "'uri':'/Patient/od-1'", List.of(Question.READ_OWN, Question.WRITE_OWN)),
          matcho(
              "pattern",
              "'uri':'#^/fhir/Patient/od-1$'",
              List.of(Question.READ_OWN, Question.WRITE_OWN)),
          matcho(
              "not",
              "'uri':{'$not':'#od-2'},'params':{'patient':'nil?'},'operation':{'id':{'$enum':['FhirRead','FhirUpdate','FhirHistory']}}",
              List.of(Question.READ_OWN, Question.WRITE_OWN, Question.HISTORY_OWN)),
          matcho("params", "'params':{'patient':'od-1'}", List.of(Question.SEARCH_OWN)),
          matcho(
              "path-params",
              "'params':{'resource/type':'Patient','resource/id':'od-1'}",
              List.of(Question.READ_OWN, Question.WRITE_OWN, Question.HISTORY_OWN)),
          matcho(
              "operation",
              "'operation':{'id':'FhirRead'}",
              List.of(Question.READ_OWN, Question.READ_OTHER)),
          matcho(
              "method",
              "'request-method':'put'",
              List.of(Question.WRITE_OWN, Question.WRITE_OTHER)),
          matcho(
              "method-get",
              "'request-method':'get','uri':'#^/fhir/(Patient|Observation)'",
              List.of(
                  Question.READ_OWN,
                  Question.READ_OTHER,
                  Question.SEARCH_OWN,
                  Question.SEARCH_OTHER,
                  Question.HISTORY_OWN)),
          new Case(
              "link",
              "'engine':'allow','roleName':'od-link','link':[{'reference':'Operation/FhirSearch'}]",
              List.of(Question.SEARCH_OWN, Question.SEARCH_OTHER)));

  private static Case matcho(String name, String matcho, List<Question> allowed) {
    return new Case(
        name,
        "'engine':'matcho','link':[{'reference':'User/od-" + name + "'}],'matcho':{" + matcho + "}",
        allowed);
  }

  @BeforeAll
  static void given() {
    Given.put("/Client/od", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/Patient/od-1", "{\"active\":true}");
    Given.put("/Patient/od-2", "{\"active\":true}");
    for (Case each : CASES) {
      String user = "od-" + each.name();
      Given.put("/User/" + user, "{\"password\":\"password\"}");
      Given.put("/AccessPolicy/" + user, ("{" + each.rest() + "}").replace('\'', '"'));
      Given.put(
          "/AccessPolicy/" + user + "-bundles",
          """
          {"engine":"matcho","link":[{"reference":"User/%s"}],
           "matcho":{"operation":{"id":"FhirTransaction"}}}
          """
              .formatted(user));
      TOKENS.put(each.name(), Given.signedIn("od", user).text("access_token"));
    }
    Given.put("/Role/od-link", "{\"name\":\"od-link\",\"user\":{\"reference\":\"User/od-link\"}}");
  }

  private static Call as(Case who, String method, String path) {
    return Given.HTTP.call(method, path).bearer(TOKENS.getOrDefault(who.name(), ""));
  }

  private static int status(Case who, String method, String url, @Nullable String body) {
    Call call = as(who, method, url);
    return (body == null ? call : call.json(body)).send().status();
  }

  private static int entry(Case who, String type, String method, String url, Question question) {
    Entry entry = Entry.entry(method, url);
    String body = question.body();
    Answer answer =
        as(who, "POST", "/")
            .json(Bundled.json(type, List.of(body == null ? entry : entry.resource(body))))
            .send();
    return answer.status() == 200 ? Bundled.status(answer, 0) : answer.status();
  }

  /// What came of the question in each way, by the way's name.
  private static Map<String, Integer> ways(Case who, Question question) {
    Map<String, Integer> ways = new LinkedHashMap<>();
    List<String> methods =
        question.method.equals("GET") ? List.of("GET", "HEAD") : List.of(question.method);
    for (String method : methods) {
      for (String url : spelled(question)) {
        ways.put(method + " " + url, status(who, method, url, question.body()));
      }
      inBundles(who, method, question, ways);
    }
    if (question.query != null) {
      posted(who, question, ways);
    }
    return ways;
  }

  /// In one batch, whose entries are decided each by itself, and in a transaction of its own.
  private static void inBundles(
      Case who, String method, Question question, Map<String, Integer> ways) {
    List<String> urls = spelledInBundles(question);
    List<Entry> entries =
        urls.stream()
            .map(url -> {
              Entry entry = Entry.entry(method, url);
              String body = question.body();
              return body == null ? entry : entry.resource(body);
            })
            .toList();
    List<Integer> statuses =
        Bundled.statuses(Bundled.batch(as(who, "POST", "/"), entries.toArray(new Entry[0])));
    for (int i = 0; i < urls.size(); i++) {
      ways.put("batch " + method + " " + urls.get(i), statuses.get(i));
    }
    for (String url : List.of(urls.getFirst(), urls.getLast())) {
      ways.put(
          "transaction " + method + " " + url, entry(who, "transaction", method, url, question));
    }
  }

  private static List<String> spelled(Question question) {
    List<String> urls = new ArrayList<>();
    String after = question.query == null ? "" : "?" + question.query;
    for (String path :
        List.of(
            question.path,
            "/fhir" + question.path,
            "/" + question.path,
            "/fhir/" + question.path,
            "//fhir" + question.path,
            question.path + "/",
            "/fhir" + question.path + "//",
            question.path.replaceAll("(?<=[a-zA-Z])/", "//"),
            "/%66hir" + question.path,
            question.path.replace("P", "%50").replace("O", "%4f"),
            question.path.replace("od-", "%6Fd%2d").replace("Obs", "Ob%73"))) {
      urls.add(path + after);
    }
    for (String query : queries(question)) {
      urls.add(question.path + "?" + query);
    }
    return urls;
  }

  private static List<String> queries(Question question) {
    if (question.query == null) {
      return List.of("_pretty=true", "_format=json");
    }
    String[] parts = question.query.split("&", -1);
    return List.of(
        parts[1] + "&" + parts[0],
        "&&" + question.query + "&",
        question.query.replace("patient", "p%61tient"),
        question.query.replace("od-", "od%2D").replace("status", "%73tatus"),
        question.query + "&_count=5&_pretty=true");
  }

  private static List<String> spelledInBundles(Question question) {
    List<String> urls = new ArrayList<>();
    for (UnaryOperator<String> spelling :
        List.<UnaryOperator<String>>of(
            url -> url,
            url -> url.substring(1),
            url -> "fhir" + url,
            url -> "/" + url,
            url -> Given.APP.url() + "/fhir" + url,
            url -> url.replaceFirst("([a-z])/", "$1//"),
            url -> url.replace("P", "%50").replace("O", "%4f"),
            url -> url.replace("od-", "o%64-"))) {
      urls.add(spelling.apply(question.url()));
    }
    return urls;
  }

  /// A posted search is the search by GET, wherever its parameters stand.
  private static void posted(Case who, Question question, Map<String, Integer> ways) {
    String[] parts = String.valueOf(question.query).split("&", -1);
    String path = question.path + "/_search";
    for (String[] way :
        List.of(
            new String[] {path, question.query},
            new String[] {"/fhir/" + path + "/", parts[1] + "&" + parts[0]},
            new String[] {path + "?" + question.query, ""},
            new String[] {path + "?" + parts[0], parts[1]},
            new String[] {"/fhir" + path + "?" + parts[1], parts[0]},
            new String[] {path.replace("_search", "%5fsearch"), question.query})) {
      ways.put(
          "POST " + way[0] + " " + way[1],
          as(who, "POST", way[0])
              .body("application/x-www-form-urlencoded", way[1])
              .send()
              .status());
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  @DisplayName("what is allowed in one way is allowed in all, what is denied is denied in all")
  void alike(Case who) {
    for (Question question : Question.values()) {
      Map<String, Integer> ways = ways(who, question);
      assertThat(ways).hasSizeGreaterThan(20);
      if (who.allowed().contains(question)) {
        assertThat(ways)
            .allSatisfy((way, status) ->
                assertThat(status).as("%s %s: %s", who, question, way).isEqualTo(200));
      } else {
        assertThat(ways)
            .allSatisfy((way, status) ->
                assertThat(status).as("%s %s: %s", who, question, way).isEqualTo(403));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/patient/%s",
        "/PATIENT/%s",
        "/FHIR/Patient/%s",
        "/fhir/fhir/Patient/%s",
        "/Patient%%2F%s",
        "/Patient%%2f%s",
        "/Patient%%5C%s",
        "/Patient/./%s",
        "/./Patient/%s",
        "/Patient/../Patient/%s",
        "/Patient/%%2e%%2e/Patient/%s",
        "/Patient/x/%%2E%%2E/%s",
        "/Patient;a=b/%s",
        "/Patient/%s;a=b",
        "/Patient%%00/%s",
        "/Patient/%s%%00",
        "/Patient%%c0%%af%s",
        "/Patient%%252F%s",
        "/Patient/%s%%20",
        "/Patient%%20/%s",
      })
  @DisplayName("a path that could be read in two ways leads nowhere, whatever there is")
  void refused(String pattern) {
    for (Case who : CASES) {
      if (who.name().equals("not")) {
        continue; // by its own words it tells od-2 from everything else
      }
      for (String method : List.of("GET", "HEAD", "DELETE")) {
        List<Integer> direct = new ArrayList<>();
        List<Integer> inBatch = new ArrayList<>();
        for (String id : List.of("od-1", "od-2", "od-none")) {
          String url = pattern.formatted(id);
          direct.add(status(who, method, url, null));
          inBatch.add(entry(who, "batch", method, url, Question.READ_OWN));
        }
        for (List<Integer> statuses : List.of(direct, inBatch)) {
          assertThat(statuses).as("%s %s by %s", method, pattern, who).allMatch(s -> s >= 400);
          assertThat(statuses.stream().distinct()).hasSize(1);
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  @DisplayName("a compartment shows nothing that the search of its type would not")
  void compartments(Case who) {
    for (String id : List.of("od-1", "od-2")) {
      boolean searched = status(who, "GET", "/Observation?patient=" + id, null) == 200;
      for (String path :
          List.of(
              "/Patient/" + id + "/Observation",
              "/fhir//Patient/" + id + "/Observation/",
              "/Patient/" + id + "/Observation?patient=od-1")) {
        int status = status(who, "GET", path, null);
        assertThat(status).as("%s %s", who, path).isIn(200, 403);
        assertThat(searched || status == 403 || path.contains("?")).as("%s %s", who, path).isTrue();
        assertThat(entry(who, "batch", "GET", path, Question.READ_OWN)).isEqualTo(status);
        assertThat(entry(who, "transaction", "GET", path, Question.READ_OWN)).isEqualTo(status);
        assertThat(status(who, "HEAD", path, null)).isEqualTo(status);
      }
    }
  }
}

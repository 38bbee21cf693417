package dev.andiron.hostile;

import static dev.andiron.hostile.Target.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Every text stands once in every place of a search. None of them is the value of anything, so
/// none may find anything but what is looked for beside it.
@ExtendWith(Unharmed.class)
@DisplayName("SQL in every position of a search: it is a value, and never a statement")
class SearchAttacksTest {
  private static final List<String> SQL =
      List.of(
          "' or '1'='1",
          "x' or 1=1 --",
          "');drop table patient;--",
          "'; delete from resource; select '",
          "' union select value from credential --",
          "\" or \"\"=\"",
          "\\' or 1=1 --",
          "\\",
          "$1",
          "$$;select 1;$$",
          "?",
          "??",
          "{{user.password}}",
          "{fn user()}",
          "%27 or 1=1",
          "\u2019 or \u20191\u2019=\u20191",
          "\uff07 or 1=1",
          "1 or 1=1",
          "1;--",
          "1/**/or/**/1=1",
          "x',(select 1)) --",
          "${7*7}",
          "[\"a\"]",
          "x\u0001y",
          "x\ny");

  private static long before;

  @BeforeAll
  static void rows() {
    Target.put(
        "/Patient/sqli",
        "{\"name\":[{\"family\":\"Injected\"}],\"birthDate\":\"1999-01-01\",\"generalPractitioner\":[{\"reference\":\"Practitioner/sqli\"}]}");
    Target.put("/Practitioner/sqli", "{\"name\":[{\"family\":\"Injecting\"}]}");
    Target.put(
        "/Observation/sqli",
        "{\"status\":\"final\",\"code\":{\"text\":\"x\"},\"subject\":{\"reference\":\"Patient/sqli\"}}");
    before = patients();
  }

  private static long patients() {
    try (Pool pool = Pool.open(APP.database(), 1)) {
      return Objects.requireNonNull(
          pool.database()
              .first(
                  Statement.of("select count(*)::text from patient"),
                  row -> Long.parseLong(row.text(1))));
    }
  }

  @AfterEach
  void theTableIsThere() {
    assertThat(patients()).as("rows").isGreaterThanOrEqualTo(before);
    assertThat(APP.asRoot("GET", "/Patient/sqli").send().status()).isEqualTo(200);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// Nothing is found, or it is refused.
  private static void findsNothing(Answer answer, String as) {
    assertThat(answer.status()).as(as + "\n" + answer.body()).isIn(200, 400, 404);
    if (answer.status() == 200) {
      assertThat(answer.json().get("total")).as(as + answer.body()).isEqualTo(Json.of(0));
      assertThat(answer.resources()).as(as).isEmpty();
    } else {
      assertThat(answer.text("resourceType")).as(as).isEqualTo("OperationOutcome");
    }
  }

  /// No more is found than the one Patient that is looked for, whose id stands beside.
  private static void findsNoMore(Answer answer, String as) {
    assertThat(answer.status()).as(as + "\n" + answer.body()).isIn(200, 400, 404);
    if (answer.status() == 200) {
      assertThat(answer.resources())
          .as(as)
          .allMatch(each -> Set.of("sqli").contains(String.valueOf(each.string("id"))));
    } else {
      assertThat(answer.text("resourceType")).as(as).isEqualTo("OperationOutcome");
    }
  }

  private static Answer get(String pathAndQuery) {
    return APP.asRoot("GET", pathAndQuery).send();
  }

  @Test
  @DisplayName("in the value of a parameter of every type, with every modifier and prefix")
  void values() {
    for (String parameter :
        List.of(
            "Patient?family=",
            "Patient?family:exact=",
            "Patient?family:contains=",
            "Patient?identifier=",
            "Patient?identifier:text=",
            "Patient?identifier:of-type=",
            "Patient?identifier=http://x%7C",
            "Patient?gender:not-in=",
            "Patient?gender:in=",
            "Patient?birthdate=",
            "Patient?birthdate=ge",
            "Patient?_lastUpdated=lt",
            "Patient?general-practitioner=",
            "Patient?general-practitioner=Practitioner/",
            "Patient?general-practitioner:identifier=",
            "Patient?_id=",
            "Patient?_tag=",
            "Patient?_security=",
            "Patient?_profile=",
            "Patient?_source=",
            "Patient?_list=",
            "Patient?phonetic=",
            "Patient?address-city=x,",
            "Observation?value-quantity=",
            "Observation?value-quantity=gt1%7Chttp://x%7C",
            "Observation?code-value-quantity=x$",
            "Observation?combo-code:text=",
            "RiskAssessment?probability=lt",
            "ValueSet?url=",
            "ValueSet?url:below=",
            "Session?user=",
            "Session?client=",
            "Session?exp=",
            "Client?_id=",
            "User?_id=")) {
      for (String sql : SQL) {
        findsNothing(get("/" + parameter + encoded(sql)), parameter + sql);
      }
    }
  }

  @Test
  @DisplayName("in chains, reverse chains and what they lead to")
  void chains() {
    for (String parameter :
        List.of(
            "Observation?subject:Patient.family=",
            "Observation?subject:Patient.general-practitioner.family=",
            "Observation?patient.birthdate=",
            "Observation?subject:Patient._id=",
            "Patient?_has:Observation:subject:code=",
            "Patient?_has:Observation:subject:_id=",
            "Patient?_has:Observation:subject:_has:Provenance:target:_id=",
            "Practitioner?_has:Patient:general-practitioner:family=")) {
      for (String sql : SQL) {
        findsNothing(get("/" + parameter + encoded(sql)), parameter + sql);
      }
    }
    for (String sql : SQL) {
      String text = encoded(sql);
      for (String name :
          List.of(
              "subject:" + text + ".family",
              "subject:Patient." + text,
              "_has:" + text + ":subject:code",
              "_has:Observation:" + text + ":code",
              "_has:Observation:subject:" + text,
              "_has:" + text)) {
        findsNothing(get("/Observation?" + name + "=x"), name);
      }
    }
  }

  @Test
  @DisplayName("in names, modifiers, and every parameter that says how the result is to look")
  void results() {
    for (String sql : SQL) {
      String text = encoded(sql);
      for (String query :
          List.of(
              text + "=x",
              "family:" + text + "=x",
              "_sort=" + text,
              "_sort=-" + text,
              "_sort=family," + text,
              "_count=" + text,
              "_page=" + text,
              "_cursor=" + text,
              "_total=" + text,
              "_summary=" + text,
              "_elements=" + text,
              "_elements=id," + text,
              "_include=" + text,
              "_include=Patient:" + text,
              "_include=Patient:general-practitioner:" + text,
              "_include:" + text + "=Patient:general-practitioner",
              "_revinclude=" + text + ":subject",
              "_revinclude=Observation:" + text,
              "_filter=" + text,
              "_text=" + text,
              "_content=" + text,
              "_query=" + text,
              "_format=" + text,
              "_type=" + text)) {
        Answer answer = get("/Patient?_id=sqli&" + query);
        assertThat(answer.status()).as(query).isIn(200, 400, 406);
        if (answer.status() == 200) {
          findsNoMore(answer, query);
        }
        Answer lenient =
            APP.asRoot("GET", "/Patient?_id=sqli&" + query)
                .header("Prefer", "handling=lenient")
                .send();
        assertThat(lenient.status()).as(query).isIn(200, 400, 406);
        if (lenient.status() == 200) {
          findsNoMore(lenient, query);
        }
      }
    }
  }

  @Test
  @DisplayName("in types, ids, versions, operations and compartments of the path")
  void paths() {
    for (String sql : SQL) {
      String text = encoded(sql).replace("%2F", "_");
      for (String path :
          List.of(
              "/" + text,
              "/Patient/" + text,
              "/Patient/sqli/_history/" + text,
              "/Patient/" + text + "/_history",
              "/" + text + "/_history",
              "/Patient/sqli/" + text,
              "/Patient/" + text + "/Observation",
              "/Patient/sqli/Observation/" + text,
              "/Patient/" + text + "/$everything",
              "/Patient/$" + text,
              "/$" + text,
              "/Session/" + text,
              "/User/" + text)) {
        Answer answer = get(path);
        assertThat(answer.status()).as(path + answer.body()).isIn(400, 404);
      }
      for (String method : List.of("DELETE", "PUT", "PATCH")) {
        Call call = APP.asRoot(method, "/Patient/" + text);
        Answer answer = (method.equals("DELETE") ? call : call.json("{\"active\":true}")).send();
        assertThat(answer.status()).as(method + " " + sql).isIn(204, 400, 404);
      }
    }
  }

  @Test
  @DisplayName("in the parameters of histories, $everything, $lastn, exports and all types at once")
  void others() {
    for (String sql : SQL) {
      String text = encoded(sql);
      for (String query :
          List.of(
              "/_history?_since=" + text,
              "/_history?_type=" + text,
              "/Patient/_history?_since=" + text,
              "/Patient/sqli/_history?_since=" + text,
              "/Patient/sqli/_history?_at=" + text,
              "/Patient/sqli/_history?_count=" + text,
              "/Patient/_history?_cursor=" + text,
              "/?_type=" + text,
              "/?_type=Patient," + text,
              "/?_type=Patient&_id=" + text,
              "/Patient/sqli/$everything?_type=" + text,
              "/Patient/sqli/$everything?_since=" + text,
              "/Patient/sqli/$everything?start=" + text,
              "/Observation/$lastn?patient=" + text,
              "/Observation/$lastn?max=" + text,
              "/Patient/sqli/Observation?code=" + text,
              "/Patient/sqli/Observation?_include=" + text,
              "/$export?_type=" + text,
              "/$export?_since=" + text,
              "/Patient/$export?_typeFilter=" + encoded("Patient?family=") + text,
              "/Patient/$export?_typeFilter=" + text,
              "/Group/" + text.replace("%2F", "_") + "/$export",
              "/auth/explain?uri=" + text)) {
        Answer answer = get(query);
        assertThat(answer.status()).as(query + answer.body()).isIn(200, 400, 404, 406);
      }
    }
  }

  @Test
  @DisplayName(
      "in conditions of writes: If-None-Exist, conditional PUT, PATCH and DELETE, If-Match")
  void conditions() {
    for (String sql : SQL) {
      String text = encoded(sql);
      Answer created =
          APP.asRoot("POST", "/Patient")
              .header("If-None-Exist", "family:exact=" + text + "&x" + text + "=x")
              .json("{}")
              .send();
      assertThat(created.status()).as(sql).isEqualTo(400);
      for (String method : List.of("PATCH", "DELETE")) {
        Call call = APP.asRoot(method, "/Patient?family:exact=" + text);
        Answer answer = (method.equals("DELETE") ? call : call.json("{\"active\":true}")).send();
        assertThat(answer.status()).as(method + sql).isIn(204, 400, 404);
      }
      Answer put = APP.asRoot("PUT", "/Patient?_id=" + text).json("{\"active\":true}").send();
      assertThat(put.status()).as("found none: " + sql + put.body()).isIn(201, 400);
      if (sql.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
        for (String field : List.of("If-Match", "If-None-Match", "If-Modified-Since")) {
          Answer answer =
              APP.asRoot("PUT", "/Patient/sqli")
                  .header(field, sql)
                  .json("{\"active\":true}")
                  .send();
          assertThat(answer.status()).as(field + sql).isIn(200, 400, 412);
        }
      }
    }
    Target.put(
        "/Patient/sqli",
        "{\"name\":[{\"family\":\"Injected\"}],\"birthDate\":\"1999-01-01\",\"generalPractitioner\":[{\"reference\":\"Practitioner/sqli\"}]}");
  }

  @Test
  @DisplayName("in the requests of a batch, and in conditional references of a transaction")
  void bundles() {
    for (String sql : SQL) {
      String url = JsonObject.of("url", Json.of("Patient?family=" + encoded(sql))).toString();
      String request = url.replace("{", "{\"method\":\"GET\",");
      Answer answer =
          APP.asRoot("POST", "/")
              .json(
                  "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{\"request\":"
                      + request
                      + "}]}")
              .send();
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).containsAnyOf("\"total\":0", "OperationOutcome");
      String reference =
          JsonObject.of("reference", Json.of("Patient?identifier=" + encoded(sql))).toString();
      Answer refused =
          APP.asRoot("POST", "/")
              .json(
                  "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"resource\":"
                      + "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"
                      + "\"subject\":"
                      + reference
                      + "},\"request\":{\"method\":\"POST\",\"url\":\"Observation\"}}]}")
              .send();
      assertThat(refused.status()).as(refused.body()).isIn(400, 412, 422);
    }
  }

  @Test
  @DisplayName("in what a policy narrows by, and in the person's data that it takes in")
  void restrictions() {
    Target.put("/Client/sqli", "{\"grant_types\":[\"password\"]}");
    Target.put(
        "/AccessPolicy/sqli",
        """
        {"engine":"allow","link":[{"reference":"User/sqli"}],
         "restrict":{"Patient":"family={{user.data.family}}","Observation":"_id={{user.data.family}}"}}
        """);
    Target.put(
        "/AccessPolicy/sqli-query",
        """
        {"engine":"sql","link":[{"reference":"User/sqli"}],
         "sql":{"query":"select exists (select from practitioner where id = {{user.data.family}})"}}
        """);
    for (String sql : SQL) {
      String user = JsonObject.of("data", JsonObject.of("family", Json.of(sql))).toString();
      Target.put(
          "/User/sqli", user.replaceFirst("\\{", "{\"password\":\"" + Target.PASSWORD + "\","));
      Answer signedIn =
          Target.HTTP
              .post("/auth/token")
              .form(
                  "grant_type", "password",
                  "client_id", "sqli",
                  "username", "sqli",
                  "password", Target.PASSWORD)
              .send();
      assertThat(signedIn.status()).as(signedIn.body()).isEqualTo(200);
      for (String path :
          List.of(
              "/Patient",
              "/Patient/sqli",
              "/Observation",
              "/Observation/sqli",
              "/Patient/_history",
              "/Observation?subject:Patient.family=Injected")) {
        Answer answer = Target.as(signedIn, "GET", path).send();
        assertThat(answer.status()).as(path + sql + answer.body()).isIn(200, 403, 404);
        assertThat(answer.body()).as(path + sql).doesNotContain("\"family\":\"Injected\"");
      }
    }
  }

  @Test
  @DisplayName("in a posted search, with the same query in the address and in the form")
  void posted() {
    for (String sql : SQL) {
      String text = encoded(sql);
      findsNothing(
          APP.asRoot("POST", "/Patient/_search?family=" + text).form("family", sql).send(), sql);
      findsNothing(APP.asRoot("POST", "/Patient/_search").form("family:exact", sql).send(), sql);
      findsNoMore(
          APP.asRoot("POST", "/Patient/_search").form("_id", "sqli", "_sort", sql).send(), sql);
    }
  }
}

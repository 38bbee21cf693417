package dev.andiron.contract;

import static dev.andiron.contract.IncludeContractTest.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Policies by chance, of few criteria and few elements, and what a search finds by them.
@DisplayName("AccessPolicy: what holds of any restrict and any hide")
class ViewPropertyTest {
  private static final int ROUNDS = 40;
  private static final List<String> CRITERIA =
      List.of(
          "",
          "gender=male",
          "gender=female",
          "family=vpa",
          "birthdate=ge1980",
          "_id=vp-0,vp-1,vp-2",
          "gender:not=male",
          "_id={{user.data.nothing}}");
  private static final List<String> HIDDEN = List.of("gender", "birthDate", "name.given");
  private static final String POLICY =
      "{'engine':'allow','link':[{'reference':'User/vp-user'}]%s}".replace('\'', '"');
  private static String token = "";

  private final Random random = new Random(6);

  @BeforeAll
  static void given() {
    for (int i = 0; i < 8; i++) {
      Given.put(
          "/Patient/vp-" + i,
          "{\"gender\":\"%s\",\"birthDate\":\"%d-01-01\",\"name\":[{\"family\":\"%s\",\"given\":[\"g\"]}]}"
              .formatted(i % 2 == 0 ? "male" : "female", 1976 + i, i < 4 ? "Vpa" : "Vpb"));
    }
    Given.put("/Client/vp", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/User/vp-user", "{\"password\":\"password\"}");
    Given.put("/AccessPolicy/vp-first", POLICY.formatted(""));
    token = Given.signedIn("vp", "vp-user").text("access_token");
  }

  private String criterion() {
    return CRITERIA.get(random.nextInt(CRITERIA.size()));
  }

  private static String restricting(String criterion) {
    return ",\"restrict\":{\"Patient\":\"" + criterion + "\"}";
  }

  private String hiding() {
    return random.nextBoolean()
        ? ""
        : ",\"hide\":{\"Patient\":[\"" + HIDDEN.get(random.nextInt(HIDDEN.size())) + "\"]}";
  }

  /// What is found of the eight, and the members of each.
  private static Map<String, List<String>> found() {
    Answer answer =
        Given.HTTP.get("/Patient?_id=vp-0,vp-1,vp-2,vp-3,vp-4,vp-5,vp-6,vp-7").bearer(token).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Map<String, List<String>> found = new TreeMap<>();
    answer.resources().forEach(each -> found.put(String.valueOf(each.string("id")), members(each)));
    assertThat(keys(answer, "match")).hasSize(found.size());
    return found;
  }

  private static List<String> members(JsonObject patient) {
    List<String> members = new ArrayList<>(patient.names());
    if (patient.toString().contains("given")) {
      members.add("name.given");
    }
    return members;
  }

  private static Map<String, List<String>> by(String... policies) {
    Map<String, String> written = new LinkedHashMap<>();
    written.put("vp-first", policies[0]);
    if (policies.length > 1) {
      written.put("vp-second", policies[1]);
    } else {
      int status = Given.root("DELETE", "/AccessPolicy/vp-second").send().status();
      assertThat(status).isIn(200, 204);
    }
    written.forEach((id, rest) -> Given.put("/AccessPolicy/" + id, POLICY.formatted(rest)));
    return found();
  }

  @Test
  @DisplayName(
      "a restriction of the only allowing policy never adds a row, nor does one more of it")
  void restricting() {
    Map<String, List<String>> all = by("");
    assertThat(all).hasSize(8);
    for (int i = 0; i < ROUNDS; i++) {
      String one = criterion();
      String more = criterion();
      Map<String, List<String>> part = by(restricting(one));
      assertThat(all).as(one).containsAllEntriesOf(part);
      if (!one.isEmpty() && !more.isEmpty()) {
        assertThat(part)
            .as(one + "&" + more)
            .containsAllEntriesOf(by(restricting(one + "&" + more)));
      }
    }
  }

  @Test
  @DisplayName("another policy never takes a row away, nor an element of one")
  void adding() {
    for (int i = 0; i < ROUNDS; i++) {
      String one = restricting(criterion()) + hiding();
      String other = restricting(criterion()) + hiding();
      Map<String, List<String>> alone = by(one);
      Map<String, List<String>> both = by(one, other);
      alone.forEach((id, names) ->
          assertThat(both.get(id)).as(one + " and " + other + ": " + id).containsAll(names));
    }
  }
}

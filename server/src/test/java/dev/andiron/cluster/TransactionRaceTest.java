package dev.andiron.cluster;

import static dev.andiron.Bundled.Entry.entry;
import static dev.andiron.Bundled.Entry.post;
import static dev.andiron.Bundled.Entry.put;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.json.JsonObject;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 §3.1.0.8.1, #cond-update, #trules: many at once, on one node and on two")
class TransactionRaceTest {
  private static final int MANY = 16;
  private static final int ROUNDS = 5;
  private static final int MORE_ROUNDS = 30;

  private static TestApp a;
  private static TestApp b;

  @BeforeAll
  static void startBoth() {
    DatabaseUrl database = TestPostgres.newUrl();
    a = TestApp.start(database, Map.of());
    b = TestApp.start(database, Map.of());
  }

  @AfterAll
  static void stopBoth() {
    a.close();
    b.close();
  }

  private static TestApp node(int number, int nodes) {
    return number % nodes == 0 ? a : b;
  }

  /// What many do at the same moment.
  private static List<Answer> together(int many, IntFunction<Answer> work) {
    List<Supplier<Answer>> works = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      int number = i;
      works.add(() -> work.apply(number));
    }
    return Together.all(works);
  }

  private static String patient(String value, String family) {
    return "{'resourceType':'Patient','identifier':[{'value':'%s'}],'name':[{'family':'%s'}]}"
        .formatted(value, family);
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  /// The one Patient of an identifier, by both nodes.
  private static JsonObject only(String value) {
    Answer found = a.asRoot("GET", "/Patient?identifier=" + value).send();
    assertThat(found.resources()).hasSize(1);
    assertThat(b.asRoot("GET", "/Patient?identifier=" + value).send().resources())
        .isEqualTo(found.resources());
    return found.resources().getFirst();
  }

  private static String version(JsonObject resource) {
    return requireNonNull(requireNonNull(resource.object("meta")).string("versionId"));
  }

  private static String family(JsonObject patient) {
    return requireNonNull(((JsonObject) patient.array("name").get(0)).string("family"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("If-None-Exist: one makes it, the others get that one")
  void creates(int nodes) {
    for (int round = 0; round < ROUNDS; round++) {
      String value = "create-" + nodes + "-" + round;
      List<Answer> answers =
          together(
              MANY,
              i ->
                  node(i, nodes)
                      .asRoot("POST", "/Patient")
                      .header("If-None-Exist", "identifier=" + value)
                      .json(json(patient(value, "f" + i)))
                      .send());
      JsonObject made = only(value);
      assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
      assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(MANY - 1);
      assertThat(answers).extracting(Answer::json).containsOnly(made);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("conditional update: one makes it, each of the others adds a version to that one")
  void updates(int nodes) {
    for (int round = 0; round < ROUNDS; round++) {
      String value = "update-" + nodes + "-" + round;
      List<Answer> answers =
          together(
              MANY,
              i ->
                  node(i, nodes)
                      .asRoot("PUT", "/Patient?identifier=" + value)
                      .json(json(patient(value, "f" + i)))
                      .send());
      assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(1);
      assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(MANY - 1);
      assertThat(version(only(value))).isEqualTo(Integer.toString(MANY));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("transactions with one ifNoneExist: one Patient, to which all that was sent refers")
  void transactions(int nodes) {
    for (int round = 0; round < ROUNDS; round++) {
      String value = "transaction-" + nodes + "-" + round;
      List<Answer> answers =
          together(
              MANY,
              i ->
                  Bundled.transaction(
                      node(i, nodes).asRoot("POST", "/"),
                      post("Patient", patient(value, "f" + i))
                          .fullUrl("urn:uuid:0f6dd4ca-5f0a-4b6c-9d0b-2f8d5d3e6a01")
                          .with("ifNoneExist", "identifier=" + value),
                      post("Basic", basic(value))));
      String id = only(value).string("id");
      assertThat(answers).extracting(answer -> Bundled.status(answer, 0)).contains(200, 201);
      assertThat(answers).filteredOn(answer -> Bundled.status(answer, 0) == 201).hasSize(1);
      assertThat(answers).extracting(answer -> Bundled.status(answer, 1)).containsOnly(201);
      List<JsonObject> referring =
          a.asRoot("GET", "/Basic?subject=Patient/" + id + "&_count=100").send().resources();
      assertThat(referring).hasSize(MANY);
      assertThat(a.asRoot("GET", "/Basic?identifier=" + value + "&_count=100").send().resources())
          .hasSize(MANY);
    }
  }

  private static String basic(String value) {
    return """
    {'resourceType':'Basic','identifier':[{'value':'%s'}],'code':{'text':'raced'},
     'subject':{'reference':'urn:uuid:0f6dd4ca-5f0a-4b6c-9d0b-2f8d5d3e6a01'}}
    """
        .formatted(value);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName(
      "creates, conditional updates, batches and transactions of one condition: one Patient")
  void mixed(int nodes) {
    for (int round = 0; round < ROUNDS; round++) {
      String value = "mixed-" + nodes + "-" + round;
      String condition = "identifier=" + value;
      Entry create = post("Patient", patient(value, "same")).with("ifNoneExist", condition);
      Entry update = put("Patient?" + condition, patient(value, "same"));
      List<Answer> answers =
          together(
              MANY,
              i -> {
                TestApp node = node(i / 4, nodes);
                return switch (i % 4) {
                  case 0 ->
                      node.asRoot("POST", "/Patient")
                          .header("If-None-Exist", condition)
                          .json(json(patient(value, "same")))
                          .send();
                  case 1 -> Bundled.batch(node.asRoot("POST", "/"), create);
                  case 2 -> Bundled.transaction(node.asRoot("POST", "/"), create);
                  default -> Bundled.transaction(node.asRoot("POST", "/"), update);
                };
              });
      JsonObject made = only(value);
      assertThat(version(made)).isEqualTo("1");
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        Answer answer = answers.get(i);
        statuses.add(i % 4 == 0 ? answer.status() : Bundled.status(answer, 0));
        assertThat(i % 4 == 0 ? answer.json() : Bundled.resource(answer, 0)).isEqualTo(made);
      }
      assertThat(statuses).containsOnly(200, 201).containsOnlyOnce(201);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("two conditions in opposite order: one of each")
  void conditionsCrossed(int nodes) {
    for (int round = 0; round < MORE_ROUNDS; round++) {
      String one = "crossed-" + nodes + "-" + round + "-one";
      String other = "crossed-" + nodes + "-" + round + "-other";
      List<Answer> answers =
          together(
              4,
              i ->
                  Bundled.transaction(
                      node(i / 2, nodes).asRoot("POST", "/"),
                      either(i, ifNone(one), ifNone(other))));
      Set<String> ids = new HashSet<>();
      for (Answer answer : answers) {
        ids.add(Bundled.key(answer, 0));
        ids.add(Bundled.key(answer, 1));
      }
      assertThat(ids)
          .containsExactlyInAnyOrder(
              "Patient/" + only(one).string("id"), "Patient/" + only(other).string("id"));
    }
  }

  private static Entry ifNone(String value) {
    return post("Patient", patient(value, "f")).with("ifNoneExist", "identifier=" + value);
  }

  private static Entry[] either(int number, Entry first, Entry second) {
    return number % 2 == 0 ? new Entry[] {first, second} : new Entry[] {second, first};
  }

  /// How often the two resources of a round are written, and that both are by the same writers.
  ///
  /// @param before how many versions there are already
  private static void crossed(String prefix, int nodes, int rounds, int before, boolean sameIds) {
    int versions = before;
    for (int round = 0; round < rounds; round++) {
      String ids = prefix + nodes + (sameIds ? "" : "-" + round);
      String one = "Patient/" + ids + "-one";
      String other = "Patient/" + ids + "-other";
      String of = "r" + round + "t";
      List<Answer> answers =
          together(
              4,
              i -> {
                Entry first =
                    put(one, "{'resourceType':'Patient','name':[{'family':'" + of + i + "'}]}");
                Entry second =
                    put(other, "{'resourceType':'Patient','name':[{'family':'" + of + i + "'}]}");
                return node(i / 2, nodes)
                    .asRoot("POST", "/")
                    .json(Bundled.json("transaction", List.of(either(i, first, second))))
                    .send();
              });
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 409, 503));
      int done = (int) answers.stream().filter(answer -> answer.status() == 200).count();
      assertThat(done).isPositive();
      versions = sameIds ? versions + done : done;
      JsonObject left = a.asRoot("GET", "/" + one).send().json();
      JsonObject right = b.asRoot("GET", "/" + other).send().json();
      assertThat(version(left)).isEqualTo(Integer.toString(versions));
      assertThat(version(right)).isEqualTo(Integer.toString(versions));
      assertThat(family(left)).isEqualTo(family(right)).startsWith(of);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("two resources updated in opposite order: each transaction is whole, none is lost")
  void updatesCrossed(int nodes) {
    String[] ids = {"updated" + nodes + "-one", "updated" + nodes + "-other"};
    for (String id : ids) {
      assertThat(a.asRoot("PUT", "/Patient/" + id).json("{}").send().status()).isEqualTo(201);
    }
    crossed("updated", nodes, MORE_ROUNDS, 1, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("two resources made in opposite order: each transaction is whole, none is lost")
  void creationsCrossed(int nodes) {
    crossed("made", nodes, MORE_ROUNDS, 0, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @DisplayName("deleted by one, updated by another, in opposite order: both are there or neither")
  void deletionsCrossed(int nodes) {
    for (int round = 0; round < MORE_ROUNDS; round++) {
      String one = "Patient/deleted" + nodes + "-one";
      String other = "Patient/deleted" + nodes + "-other";
      String family = "r" + round;
      List<Answer> answers =
          together(
              4,
              i -> {
                String resource =
                    "{'resourceType':'Patient','name':[{'family':'%s'}]}".formatted(family + i);
                return node(i / 2, nodes)
                    .asRoot("POST", "/")
                    .json(
                        Bundled.json(
                            "transaction",
                            List.of(
                                i == 0
                                    ? either(i, entry("DELETE", other), entry("DELETE", one))
                                    : either(i, put(one, resource), put(other, resource)))))
                    .send();
              });
      assertThat(answers)
          .allSatisfy(answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 409, 503));
      Answer left = a.asRoot("GET", "/" + one).send();
      Answer right = b.asRoot("GET", "/" + other).send();
      assertThat(left.status()).isEqualTo(right.status()).isIn(200, 410);
      if (left.status() == 200) {
        assertThat(family(left.json())).isEqualTo(family(right.json())).startsWith(family);
        assertThat(version(left.json())).isEqualTo(version(right.json()));
      }
    }
  }
}

package dev.andiron.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.main.TestApp;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("FHIR R4 search, over the patients of Synthea")
class SearchContractTest {
  private static final List<JsonObject> PATIENTS = new ArrayList<>();
  private static final TestApp APP = TestApp.start();

  @BeforeAll
  static void patients() throws IOException, URISyntaxException {
    Path folder = Path.of(requireNonNull(SearchContractTest.class.getResource("/synthea")).toURI());
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          JsonObject bundle = (JsonObject) JsonReader.read(in.readAllBytes());
          for (Json entry : bundle.array("entry")) {
            if (((JsonObject) entry).get("resource") instanceof JsonObject resource
                && "Patient".equals(resource.string("resourceType"))) {
              PATIENTS.add(resource);
            }
          }
        }
      }
    }
    assertThat(PATIENTS).hasSize(14);
    for (JsonObject patient : PATIENTS) {
      Answer written =
          APP.asRoot("PUT", "/Patient/" + patient.string("id")).json(patient.toString()).send();
      assertThat(written.status()).as(written.body()).isEqualTo(201);
    }
  }

  @AfterAll
  static void stop() {
    APP.close();
  }

  private static Answer search(String query) {
    Answer answer = APP.asRoot("GET", "/Patient?" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("resourceType")).isEqualTo("Bundle");
    assertThat(answer.text("type")).isEqualTo("searchset");
    return answer;
  }

  private static List<String> ids(Answer answer) {
    return answer.resources().stream().map(SearchContractTest::id).toList();
  }

  private static String id(JsonObject resource) {
    return String.valueOf(resource.string("id"));
  }

  private static String birthDate(JsonObject patient) {
    return String.valueOf(patient.string("birthDate"));
  }

  private static List<String> familyNames(JsonObject patient) {
    return patient.array("name").stream()
        .map(name -> String.valueOf(((JsonObject) name).string("family")))
        .toList();
  }

  @Test
  @DisplayName("pages by their next links: every patient once, in order, and back again")
  void paging() {
    List<String> expected =
        PATIENTS.stream()
            .sorted(Comparator.comparing(SearchContractTest::birthDate))
            .map(SearchContractTest::birthDate)
            .toList();
    List<JsonObject> found = new ArrayList<>();
    List<List<String>> pages = new ArrayList<>();
    String next = "/Patient?_sort=birthdate&_count=5";
    String last = "";
    while (next != null) {
      Answer page = APP.asRoot("GET", next).send();
      assertThat(page.status()).as(page.body()).isEqualTo(200);
      assertThat(page.json().get("total")).isEqualTo(Json.of(14));
      assertThat(page.link("self")).startsWith(APP.url() + "/Patient?_sort=birthdate&_count=5");
      found.addAll(page.resources());
      pages.add(ids(page));
      last = String.valueOf(page.link("previous"));
      next = page.link("next");
    }
    assertThat(pages).extracting(List::size).containsExactly(5, 5, 4);
    assertThat(found).extracting(SearchContractTest::birthDate).isEqualTo(expected);
    assertThat(found).extracting(SearchContractTest::id).doesNotHaveDuplicates();
    Answer back = APP.asRoot("GET", last).send();
    assertThat(ids(back)).isEqualTo(pages.get(1));
    assertThat(ids(APP.asRoot("GET", String.valueOf(back.link("previous"))).send()))
        .isEqualTo(pages.getFirst());
    assertThat(ids(search("_sort=birthdate&_count=5&_page=2"))).isEqualTo(pages.get(1));
  }

  @Test
  @DisplayName("the next link neither skips nor repeats while others write")
  void pagingWhileOthersWrite() {
    Answer page = search("_count=5&family=smi,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z");
    List<String> seen = new ArrayList<>(ids(page));
    APP.asRoot("PUT", "/Patient/00000000").json("{\"name\":[{\"family\":\"Aa\"}]}").send();
    for (String next = page.link("next"); next != null; next = page.link("next")) {
      page = APP.asRoot("GET", next).send();
      seen.addAll(ids(page));
    }
    APP.asRoot("DELETE", "/Patient/00000000").send();
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            PATIENTS.stream().map(SearchContractTest::id).toList());
  }

  @Test
  @DisplayName("family, birthdate, gender and identifier find who they should")
  void parameters() {
    String family = familyNames(PATIENTS.getFirst()).getFirst();
    List<String> expected =
        PATIENTS.stream()
            .filter(patient -> familyNames(patient).contains(family))
            .map(SearchContractTest::id)
            .toList();
    assertThat(expected).isNotEmpty();
    for (String query :
        List.of(
            "family=" + family,
            "family=" + family.substring(0, 5).toLowerCase(Locale.ROOT),
            "family:exact=" + family,
            "family:contains=" + family.substring(2).toUpperCase(Locale.ROOT))) {
      assertThat(ids(search(query))).as(query).containsAll(expected);
    }
    List<String> since =
        PATIENTS.stream()
            .filter(patient -> birthDate(patient).compareTo("1970") >= 0)
            .map(SearchContractTest::id)
            .toList();
    Answer found = search("birthdate=ge1970&_count=50");
    assertThat(ids(found)).containsExactlyInAnyOrderElementsOf(since);
    assertThat(found.json().get("total")).isEqualTo(Json.of(since.size()));
    assertThat(ids(search("birthdate=lt1970&_count=50"))).hasSize(14 - since.size());
    assertThat(ids(search("gender=male")).size() + ids(search("gender=female")).size())
        .isEqualTo(14);
    JsonObject last = PATIENTS.getLast();
    assertThat(ids(search("identifier=https://github.com/synthetichealth/synthea%7C" + id(last))))
        .containsExactly(id(last));
    assertThat(ids(search("_id=" + id(last) + ",nobody"))).containsExactly(id(last));
    Answer posted = APP.asRoot("POST", "/fhir/Patient/_search").form("_id", id(last)).send();
    assertThat(ids(posted)).containsExactly(id(last));
  }

  @Test
  @DisplayName("_summary=count, _count=0, _total and _elements")
  void shapes() {
    for (String query : List.of("_summary=count", "_count=0")) {
      Answer count = search(query);
      assertThat(count.json().get("total")).isEqualTo(Json.of(14));
      assertThat(count.json().has("entry")).isFalse();
    }
    assertThat(search("_total=none").json().has("total")).isFalse();
    assertThat(search("_total=accurate").json().get("total")).isEqualTo(Json.of(14));
    JsonObject part = search("_elements=birthDate&_count=1").resources().getFirst();
    assertThat(part.names()).containsExactly("resourceType", "id", "meta", "birthDate");
    assertThat(part.toString()).contains("SUBSETTED");
    String whole = search("_id=" + id(PATIENTS.getFirst())).body();
    String read = APP.asRoot("GET", "/Patient/" + id(PATIENTS.getFirst())).send().body();
    assertThat(whole).contains("\"resource\":" + read + ",\"search\":{\"mode\":\"match\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense=1",
        "birthDate=1970",
        "_sort=nonsense",
        "family:nonsense=x",
        "birthdate=soon",
        "birthdate=1970-13",
        "_count=-1",
        "_count=x",
        "_cursor=x",
        "_page=0",
        "gender="
      })
  @DisplayName("what is not known or makes no sense is a 400 that says so")
  void refused(String query) {
    Answer answer = APP.asRoot("GET", "/Patient?" + query).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
  }

  @Test
  @DisplayName("Prefer: handling=lenient passes over it, and the self link shows what was used")
  void lenient() {
    Answer answer =
        APP.asRoot("GET", "/Patient?nonsense=1&gender=male&_count=2")
            .header("Prefer", "handling=lenient")
            .send();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.link("self")).isEqualTo(APP.url() + "/Patient?gender=male&_count=2");
    assertThat(answer.resources()).hasSize(2);
  }
}

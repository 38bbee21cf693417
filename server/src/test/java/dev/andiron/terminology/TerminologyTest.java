package dev.andiron.terminology;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.definition.Definitions;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Database;
import dev.andiron.pg.Pool;
import dev.andiron.resource.CanonicalResources;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.resource.ResourceKey;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Terminology on a node of its own, on the database of a server to which the resources are sent.
@DisplayName("FHIR R4 §ValueSet: which codes a value set has")
class TerminologyTest {
  private static final String ANIMALS = "http://example.org/animals";

  private static final TestApp APP = TestApp.shared();
  private static final Pool POOL = Pool.open(APP.database(), 2);
  private static final Database DATABASE = POOL.database();
  private static final ChangeFeed FEED =
      new ChangeFeed(DATABASE, CanonicalResources.TYPES, Set.of());
  private static final CanonicalResources RESOURCES = new CanonicalResources(DATABASE, FEED);
  private static final Terminology TERMINOLOGY =
      new Terminology(Definitions.load(), RESOURCES, APP.url());

  @BeforeAll
  static void begin() {
    FEED.listen(RESOURCES);
    FEED.start();
    put(
        "CodeSystem/tt-animals",
        """
        {"url":"%s","status":"active","content":"complete","concept":[
          {"code":"mammal","display":"Mammal","concept":[
            {"code":"dog","display":"Dog","property":[{"code":"legs","valueInteger":4}],
             "concept":[{"code":"poodle","display":"Poodle"}]},
            {"code":"whale","display":"Whale","property":[{"code":"legs","valueInteger":0}]}]},
          {"code":"bird","property":[{"code":"legs","valueInteger":2}]},
          {"code":"penguin","property":[{"code":"parent","valueCode":"bird"}]}]}
        """
            .formatted(ANIMALS));
  }

  @AfterAll
  static void end() {
    FEED.close();
    POOL.close();
  }

  private static void heard(BooleanSupplier condition) {
    Await.until("the feed tells of it", Duration.ofSeconds(10), condition);
  }

  private static void put(String path, String members) {
    String type = path.substring(0, path.indexOf('/'));
    String json = members.strip().replaceFirst("\\{", "{\"resourceType\":\"" + type + "\",");
    assertThat(APP.asRoot("PUT", "/" + path).json(json).send().status()).isIn(200, 201);
  }

  /// A value set with this composition, under the canonical URL `http://example.org/vs/id`.
  private static String valueSet(String id, String compose) {
    String url = "http://example.org/vs/" + id;
    put(
        "ValueSet/" + id,
        "{\"url\":\"%s\",\"status\":\"active\",\"compose\":%s}".formatted(url, compose));
    heard(() -> RESOURCES.current().has(new ResourceKey("ValueSet", id)));
    return url;
  }

  private static Set<String> codes(String url) {
    Lookup lookup = TERMINOLOGY.valueSet(url);
    assertThat(lookup).isInstanceOf(Lookup.Known.class);
    return ((Lookup.Known) lookup)
        .codes().bySystem().values().stream()
            .flatMap(each -> each.codes().keySet().stream())
            .collect(Collectors.toSet());
  }

  private static String include(String members) {
    return "{\"include\":[{\"system\":\"%s\"%s}]}".formatted(ANIMALS, members);
  }

  private static String filter(String property, String operator, String value) {
    return include(
        ",\"filter\":[{\"property\":\"%s\",\"op\":\"%s\",\"value\":\"%s\"}]"
            .formatted(property, operator, value));
  }

  @Test
  @DisplayName("listed concepts, with the displays of the code system where there are none")
  void listed() {
    String url =
        valueSet(
            "tt-listed",
            include(",\"concept\":[{\"code\":\"dog\"},{\"code\":\"whale\",\"display\":\"Wal\"}]"));
    assertThat(
            requireNonNull(
                    ((Lookup.Known) TERMINOLOGY.valueSet(url)).codes().bySystem().get(ANIMALS))
                .codes())
        .containsEntry("dog", "Dog")
        .containsEntry("whale", "Wal")
        .hasSize(2);
  }

  @Test
  @DisplayName("a whole code system: its concepts where they are known, else everything of it")
  void whole() {
    String url = valueSet("tt-whole", include(""));
    assertThat(codes(url)).contains("mammal", "poodle", "penguin").hasSize(6);
    String other = valueSet("tt-other", "{\"include\":[{\"system\":\"http://loinc.org\"}]}");
    ValueSetCodes loinc = ((Lookup.Known) TERMINOLOGY.valueSet(other)).codes();
    assertThat(loinc.contains("http://loinc.org", "1234-5")).isTrue();
    assertThat(loinc.contains(ANIMALS, "dog")).isFalse();
    assertThat(requireNonNull(loinc.bySystem().get("http://loinc.org")).allBut()).isTrue();
  }

  @Test
  @DisplayName("filters: is-a, descendent-of, and a property")
  void filters() {
    assertThat(codes(valueSet("tt-isa", filter("concept", "is-a", "mammal"))))
        .containsExactlyInAnyOrder("mammal", "dog", "poodle", "whale");
    assertThat(codes(valueSet("tt-below", filter("concept", "descendent-of", "mammal"))))
        .containsExactlyInAnyOrder("dog", "poodle", "whale");
    assertThat(codes(valueSet("tt-parent", filter("concept", "is-a", "bird"))))
        .as("a hierarchy by properties")
        .containsExactlyInAnyOrder("bird", "penguin");
    assertThat(codes(valueSet("tt-legs", filter("legs", "=", "4")))).containsExactly("dog");
  }

  @Test
  @DisplayName("what is excluded is not in it")
  void excluded() {
    String mammalsButDogs =
        ("{\"include\":[{\"system\":\"%1$s\"}],\"exclude\":[{\"system\":\"%1$s\",\"filter\":"
                + "[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"dog\"}]}]}")
            .formatted(ANIMALS);
    assertThat(codes(valueSet("tt-exclude", mammalsButDogs)))
        .contains("mammal", "whale")
        .doesNotContain("dog", "poodle");
    String url =
        valueSet(
            "tt-exclude-loinc",
            "{\"include\":[{\"system\":\"http://loinc.org\"}],\"exclude\":[{\"system\":"
                + "\"http://loinc.org\",\"concept\":[{\"code\":\"1-1\"}]}]}");
    ValueSetCodes codes = ((Lookup.Known) TERMINOLOGY.valueSet(url)).codes();
    assertThat(codes.contains("http://loinc.org", "1-1")).isFalse();
    assertThat(codes.contains("http://loinc.org", "2-2")).isTrue();
  }

  @Test
  @DisplayName("value sets in value sets: what all of one include have; those built in, too")
  void imports() {
    String mammals = valueSet("tt-i1", filter("concept", "is-a", "mammal"));
    String some =
        valueSet("tt-i2", include(",\"concept\":[{\"code\":\"dog\"},{\"code\":\"penguin\"}]"));
    assertThat(
            codes(
                valueSet(
                    "tt-i3",
                    "{\"include\":[{\"valueSet\":[\"%s\",\"%s\"]}]}".formatted(mammals, some))))
        .containsExactly("dog");
    assertThat(
            codes(
                valueSet(
                    "tt-i4",
                    "{\"include\":[{\"valueSet\":[\"%s\"]},{\"valueSet\":[\"%s\"]}]}"
                        .formatted(some, "http://hl7.org/fhir/ValueSet/administrative-gender"))))
        .contains("dog", "penguin", "female", "unknown");
  }

  @Test
  @DisplayName("by id, by a URL of this server, by url|version; the newest where none is named")
  void names() {
    valueSet("tt-names", include(",\"concept\":[{\"code\":\"dog\"}]"));
    assertThat(codes("ValueSet/tt-names")).containsExactly("dog");
    assertThat(codes(APP.url() + "/fhir/ValueSet/tt-names")).containsExactly("dog");
    for (String version : new String[] {"9", "10"}) {
      put(
          "ValueSet/tt-v" + version,
          "{\"url\":\"http://example.org/vs/tt-v\",\"version\":\"%s\",\"status\":\"active\",\"compose\":%s}"
              .formatted(version, include(",\"concept\":[{\"code\":\"c" + version + "\"}]")));
    }
    heard(() -> RESOURCES.current().has(new ResourceKey("ValueSet", "tt-v10")));
    assertThat(codes("http://example.org/vs/tt-v")).containsExactly("c10");
    assertThat(codes("http://example.org/vs/tt-v|9")).containsExactly("c9");
    assertThat(TERMINOLOGY.valueSet("http://example.org/vs/tt-v|8"))
        .isEqualTo(new Lookup.NotKnown());
    assertThat(codes("http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1")).hasSize(4);
  }

  @Test
  @DisplayName("an expansion counts where it is complete")
  void expansions() {
    String contains =
        "\"contains\":[{\"system\":\"%1$s\",\"abstract\":true,\"code\":\"mammal\",\"contains\":["
            + "{\"system\":\"%1$s\",\"code\":\"dog\"}]}]";
    String expansion =
        "{\"url\":\"http://example.org/vs/%s\",\"status\":\"active\",\"expansion\":"
            + "{\"timestamp\":\"2026-01-01\",\"total\":%d,%s}}";
    put("ValueSet/tt-e1", expansion.formatted("tt-e1", 2, contains.formatted(ANIMALS)));
    put("ValueSet/tt-e2", expansion.formatted("tt-e2", 3, contains.formatted(ANIMALS)));
    heard(() -> RESOURCES.current().has(new ResourceKey("ValueSet", "tt-e2")));
    assertThat(codes("http://example.org/vs/tt-e1")).containsExactly("dog");
    assertThat(TERMINOLOGY.valueSet("http://example.org/vs/tt-e2"))
        .isInstanceOf(Lookup.Unusable.class);
  }

  @Test
  @DisplayName(
      "what cannot be told is said: cycles, filters of others, what is not known, too many")
  void refusals() {
    String self =
        valueSet("tt-self", "{\"include\":[{\"valueSet\":[\"http://example.org/vs/tt-self\"]}]}");
    assertThat(TERMINOLOGY.valueSet(self).toString()).contains("takes in itself");
    assertThat(
            TERMINOLOGY.valueSet(valueSet("tt-regex", filter("code", "regex", "a.*"))).toString())
        .contains("filter code regex");
    String snomed =
        "{\"include\":[{\"system\":\"http://snomed.info/sct\",\"filter\":"
            + "[{\"property\":\"concept\",\"op\":\"is-a\",\"value\":\"1\"}]}]}";
    assertThat(TERMINOLOGY.valueSet(valueSet("tt-snomed", snomed)).toString())
        .contains("http://snomed.info/sct", "not known here");
    assertThat(
            TERMINOLOGY
                .valueSet(
                    valueSet(
                        "tt-lost", "{\"include\":[{\"valueSet\":[\"http://example.org/no\"]}]}"))
                .toString())
        .contains("http://example.org/no");
    assertThat(TERMINOLOGY.valueSet("http://example.org/no")).isEqualTo(new Lookup.NotKnown());
    String many =
        IntStream.rangeClosed(0, Composition.MOST_CODES)
            .mapToObj(i -> "{\"code\":\"c" + i + "\"}")
            .collect(Collectors.joining(",", ",\"concept\":[", "]"));
    assertThat(TERMINOLOGY.valueSet(valueSet("tt-many", include(many))))
        .isInstanceOf(Lookup.TooLarge.class);
  }

  @Test
  @DisplayName("a chain of value sets ends somewhere")
  void deep() {
    for (int i = 0; i < 25; i++) {
      valueSet(
          "tt-deep" + i,
          "{\"include\":[{\"valueSet\":[\"http://example.org/vs/tt-deep%d\"]}]}".formatted(i + 1));
    }
    assertThat(TERMINOLOGY.valueSet("http://example.org/vs/tt-deep0").toString())
        .contains("more than 20 steps");
  }

  @Test
  @DisplayName("a change is heard of, of the value set and of the code system that it takes in")
  void changes() {
    put(
        "CodeSystem/tt-c",
        "{\"url\":\"http://example.org/tt-c\",\"status\":\"active\",\"content\":\"complete\","
            + "\"concept\":[{\"code\":\"one\"}]}");
    String url = valueSet("tt-c", "{\"include\":[{\"system\":\"http://example.org/tt-c\"}]}");
    assertThat(codes(url)).containsExactly("one");
    put(
        "CodeSystem/tt-c",
        "{\"url\":\"http://example.org/tt-c\",\"status\":\"active\",\"content\":\"complete\","
            + "\"concept\":[{\"code\":\"two\"}]}");
    heard(() -> codes(url).equals(Set.of("two")));
    assertThat(APP.asRoot("DELETE", "/ValueSet/tt-c").send().status()).isEqualTo(200);
    heard(() -> TERMINOLOGY.valueSet(url) instanceof Lookup.NotKnown);
  }
}

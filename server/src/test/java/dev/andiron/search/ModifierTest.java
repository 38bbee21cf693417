package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.andiron.resource.Issue;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search §modifiers, and the forms of references")
class ModifierTest {
  private static final SearchFixture FIXTURE = new SearchFixture();

  @BeforeAll
  static void resources() {
    FIXTURE.put(
        "{'resourceType':'Observation','id':'o1','meta':{'tag':[{'system':'urn:t','code':'Red','display':'Rouge vif'}],'profile':['http://p.org/a|1.0'],'security':[{'code':'R'}],'source':'http://s.org/a/b#c'},'code':{'text':'Körpergröße','coding':[{'system':'http://loinc.org','code':'8302-2','display':'Body height'}]},'subject':{'reference':'Patient/p1','identifier':{'system':'urn:i','value':'77'}}}");
    FIXTURE.put(
        "{'resourceType':'Observation','id':'o2','code':{'coding':[{'code':'a,b|c$d\\\\e'}]},'subject':{'reference':'Patient/p1/_history/3'}}");
    FIXTURE.put(
        "{'resourceType':'Observation','id':'o3','subject':{'identifier':{'value':'77'}},'basedOn':[{'reference':'http://elsewhere.org/fhir/ServiceRequest/1'},{'reference':'#contained'}]}");
    FIXTURE.put(
        "{'resourceType':'Patient','id':'p1','identifier':[{'type':{'text':'Medical Record','coding':[{'system':'urn:v2','code':'MR'}]},'system':'urn:h','value':'A1'},{'type':{'coding':[{'code':'SS'}]},'value':'B2'}],'name':[{'family':'O\\u0027Neil, Jr.'}]}");
    FIXTURE.put(
        "{'resourceType':'Patient','id':'p2','identifier':[{'system':'urn:h','value':'B2'}]}");
    for (String url :
        List.of(
            "http://acme.org/fhir",
            "http://acme.org/fhir/ValueSet/1",
            "http://acme.org/fhir/ValueSet/12",
            "http://acme.org/fhirs",
            "urn:oid:1.2.3")) {
      FIXTURE.put("{'resourceType':'ValueSet','id':'v%d','url':'%s'}".formatted(url.length(), url));
    }
    FIXTURE.put(
        "{'resourceType':'Library','id':'l','description':'%sNEEDLE in Höhe%s'}"
            .formatted("hay ".repeat(400), " hay".repeat(300)));
    FIXTURE.put("{'resourceType':'Library','id':'s','description':'short needle'}");
  }

  private static void check(String type, String query, String ids) {
    List<String> expected = ids.equals("-") ? List.of() : Arrays.asList(ids.split(" ", -1));
    assertThat(FIXTURE.ids(type, query)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Observation; code:text=body; o1",
        "Observation; code:text=korpergrosse; o1",
        "Observation; code:text=height; -",
        "Observation; code:text=8302; -",
        "Observation; _tag:text=rouge; o1",
        "Patient; identifier:text=medical rec; p1",
        "Observation; code:not=8302-2; o2 o3",
        "Observation; code:not=http://loinc.org|8302-2,a\\,b\\|c\\$d\\\\e; o3",
        "Observation; _tag:not=red; o2 o3",
        "Observation; _tag=urn:t|red; o1",
        "Observation; _tag=urn:t|; o1",
        "Observation; _tag=|red; -",
        "Observation; _tag:missing=true; o2 o3",
        "Observation; _profile:missing=false; o1",
        "Observation; _profile=http://p.org/a; o1",
        "Observation; _profile=http://p.org/a\\|1.0; o1",
        "Observation; _profile=http://p.org/a|1.0; o1",
        "Observation; _profile=http://p.org/a|2.0; -",
        "Observation; _security=r; o1",
        "Observation; _source=http://s.org/a/b#c; o1",
        "Observation; _source:below=http://s.org/a; o1",
        "Observation; _id:not=o1; o2 o3",
        "Observation; _id:missing=false; o1 o2 o3",
        "Observation; _lastUpdated:missing=true; -",
        "Observation; code=a\\,b\\|c\\$d\\\\e; o2",
        "Patient; identifier:of-type=urn:v2|MR|a1; p1",
        "Patient; identifier:of-type=urn:v2|mr|A1; p1",
        "Patient; identifier:of-type=urn:v2|SS|B2; -",
        "Patient; identifier:of-type=urn:v2|MR|B2; -",
        "Patient; identifier=B2; p1 p2",
        "Patient; family=o'neil\\, jr; p1",
        "Patient; family:contains=neil; p1",
        "Observation; subject:identifier=urn:i|77; o1",
        "Observation; subject:identifier=77; o1 o3",
        "Observation; subject:identifier=|77; o3",
        "Observation; subject:Patient=p1; o1 o2",
        "Observation; subject=p1; o1 o2",
        "Observation; subject=Patient/p1; o1 o2",
        "Observation; subject=Patient/p1/_history/3; o2",
        "Observation; subject=Patient/p1/_history/4; -",
        "Observation; based-on=http://elsewhere.org/fhir/ServiceRequest/1; o3",
        "Observation; based-on=ServiceRequest/1; -",
        "ValueSet; url:below=http://acme.org/fhir; v20 v31 v32",
        "ValueSet; url:below=http://acme.org/fhir/; v20 v31 v32",
        "ValueSet; url:below=http://acme.org/fhir/ValueSet/1; v31",
        "ValueSet; url:above=http://acme.org/fhir/ValueSet/12/_history/5; v20 v32",
        "ValueSet; url:above=http://acme.org/fhir; v20",
        "ValueSet; url=http://acme.org/fhir; v20",
        "ValueSet; url=urn:oid:1.2.3; v13",
        "Library; description:contains=needle; l s",
        "Library; description:contains=needle in hohe hay; l",
        "Library; description:contains=hay hay needle; l",
        "Library; description:contains=no such; -"
      })
  @DisplayName("what they find")
  void found(String type, String query, String ids) {
    check(type, query, ids);
  }

  @Test
  @DisplayName(":contains finds a text wherever it lies in a long value")
  void everywhere() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append("w").append(i).append("é ");
    }
    FIXTURE.put(
        "{'resourceType':'Measure','id':'m','description':'%s'}".formatted(text.toString()));
    String folded = Fold.string(text.toString(), 100_000);
    for (int at = 0; at + LongStringKind.MOST < folded.length(); at += 97) {
      String part = folded.substring(at, at + LongStringKind.MOST).strip();
      assertThat(FIXTURE.ids("Measure", "description:contains=" + part)).containsExactly("m");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Patient; family:text=x; :contains, :exact, :missing",
        "Patient; gender:exact=x; :missing, :not",
        "Patient; gender:text=x; :missing, :not",
        "Patient; identifier:type=x; :in, :missing, :not, :not-in, :of-type, :text",
        "Patient; birthdate:exact=2020; :missing",
        "Observation; code:in=http://v.org; http://v.org is no value set that is known here",
        "Observation; code:not-in=http://v.org; no value set that is known here",
        "Observation; code:below=x; hierarchies of codes are not known",
        "Observation; value-quantity:exact=5; :missing",
        "Observation; code-value-quantity:exact=a$5; :missing",
        "Observation; subject:iterate=x; :identifier, :missing",
        "Patient; _id:text=x; :missing, :not",
        "Patient; _lastUpdated:exact=2020; :missing",
        "Patient; _filter=name eq x; _filter are not read",
        "Patient; _text=x; no full-text index",
        "Patient; _content=x; no full-text index",
        "Patient; _list=$current-problems; functional lists",
        "Patient; _list=List/x; it is the id of a List",
        "Patient; _list:not=x; _list is not searched with",
        "Patient; _query=x; no named queries",
        "Location; near=1|2; distances",
        "Patient; _include:iterate=x; Type:parameter",
        "Patient; identifier:of-type=MR|1; system|code|value",
        "Patient; identifier:of-type=urn:v2||1; system|code|value",
        "ValueSet; url:below=urn:oid:1.2; it is a URL",
        "Patient; _sort=identifier:text; not searched with to sort",
        "Observation; value-quantity=x; it is no quantity",
        "Observation; value-quantity=5|mg; it is no quantity",
        "Observation; value-quantity=5||; it is no quantity",
        "Observation; value-quantity=5|http://unitsofmeasure.org|; it is no quantity",
        "Observation; value-quantity=1e9999; it is no quantity",
        "Observation; code-value-quantity=a; 2 parts",
        "Observation; code-value-quantity=a$; 2 parts",
        "Observation; code-value-quantity=a$5$6; 2 parts",
        "Observation; code-value-quantity=a$b; it is no quantity",
        "MolecularSequence; chromosome-variant-coordinate=1$2; 3 parts"
      })
  @DisplayName("what is refused, and what is said of it")
  void refused(String type, String query, String says) {
    List<Issue> issues =
        Objects.requireNonNull(
                catchThrowableOfType(
                    SearchRefusedException.class,
                    () -> FIXTURE.search.parse(type, SearchFixture.query(query), false)))
            .issues();
    assertThat(issues).singleElement().extracting(Issue::message).asString().contains(says);
  }

  @Test
  @DisplayName("§reference: a URL of this server is the same as Type/id")
  void ownBase() {
    SearchParameters parameters =
        new SearchParameters(
            SearchFixture.DEFINITIONS,
            SearchFixture.CLOCK,
            List.of("https://me.org/fhir", "https://me.org"));
    SearchParameter subject = Objects.requireNonNull(parameters.find("Observation", "subject"));
    for (String url :
        List.of("Patient/1", "https://me.org/Patient/1", "https://me.org/fhir/Patient/1")) {
      assertThat(subject.rows(SearchFixture.json("{'subject':{'reference':'%s'}}".formatted(url))))
          .extracting(IndexTable.Row::values)
          .containsExactly(List.of("1", "Patient"));
      assertThat(subject.kind().condition(null, url).statement().parameters())
          .isEqualTo(subject.kind().condition(null, "Patient/1").statement().parameters());
    }
    assertThat(
            subject.rows(
                SearchFixture.json(
                    "{'subject':{'reference':'https://me.org.evil/fhir/Patient/1'}}")))
        .extracting(row -> row.values().getLast())
        .containsExactly("");
  }
}

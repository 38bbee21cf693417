package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search §quantity")
class QuantityTest {
  private static final SearchFixture FIXTURE = new SearchFixture();
  private static final String UCUM = "http://unitsofmeasure.org";

  @BeforeAll
  static void resources() {
    observation("q1", "'value':5.4,'unit':'grams per litre','system':'%s','code':'g/L'");
    observation("q2", "'value':540,'unit':'mg/dL','system':'%s','code':'mg/dL'");
    observation("q3", "'value':5.40,'unit':'g/L'");
    observation("q4", "'value':5.44,'system':'%s','code':'g/L'");
    observation("q5", "'value':2,'comparator':'<','system':'%s','code':'g/L'");
    observation("q6", "'value':9,'comparator':'>=','system':'%s','code':'g/L'");
    observation("q7", "'value':7,'system':'%s','code':'[iU]/L'");
    observation("q8", "'value':37.0,'system':'%s','code':'Cel'");
    observation("q9", "'unit':'no value','system':'%s','code':'g/L'");
    FIXTURE.put(
        "{'resourceType':'Observation','id':'s1','valueSampledData':{'origin':{'value':100,'system':'%s','code':'mV'},'factor':2,'data':'-5 E 10 L 3.5 U'}}"
            .formatted(UCUM));
    condition("c1", "'onsetAge':{'value':5,'system':'%s','code':'a'}");
    condition("c2", "'onsetAge':{'value':60,'system':'%s','code':'mo'}");
    condition(
        "c3",
        "'onsetRange':{'low':{'value':4,'system':'%1$s','code':'a'},'high':{'value':8,'system':'%1$s','code':'a'}}");
    condition("c4", "'onsetRange':{'low':{'value':70,'system':'%s','code':'a'}}");
    condition("c5", "'onsetRange':{'high':{'value':1,'system':'%s','code':'a'}}");
    FIXTURE.put("{'resourceType':'Invoice','id':'i1','totalNet':{'value':19.99,'currency':'EUR'}}");
    FIXTURE.put("{'resourceType':'Invoice','id':'i2','totalNet':{'value':19.99}}");
    FIXTURE.put(
        "{'resourceType':'Encounter','id':'e1','length':{'value':90,'unit':'minutes','system':'%s','code':'min'}}"
            .formatted(UCUM));
  }

  private static void observation(String id, String quantity) {
    FIXTURE.put(
        "{'resourceType':'Observation','id':'%s','valueQuantity':{%s}}"
            .formatted(id, quantity.formatted(UCUM)));
  }

  private static void condition(String id, String onset) {
    FIXTURE.put("{'resourceType':'Condition','id':'%s',%s}".formatted(id, onset.formatted(UCUM)));
  }

  private static void check(String type, String query, String ids) {
    List<String> expected = ids.equals("-") ? List.of() : Arrays.asList(ids.split(" ", -1));
    assertThat(FIXTURE.ids(type, query.replace("UCUM", UCUM)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "value-quantity=5.4; q1 q3 q4",
        "value-quantity=5.40; q1 q3",
        "value-quantity=5.4|UCUM|g/L; q1 q2 q4",
        "value-quantity=5.40|UCUM|g/L; q1 q2",
        "value-quantity=540|UCUM|mg/dL; q1 q2",
        "value-quantity=540.0|UCUM|mg/dL; q1 q2",
        "value-quantity=54e1|UCUM|mg/dL; q1 q2 q4",
        "value-quantity=5.4||g/L; q1 q3 q4",
        "value-quantity=5.4||grams per litre; q1",
        "value-quantity=540||mg/dL; q2",
        "value-quantity=ne5.4|UCUM|g/L; q5 q6",
        "value-quantity=gt5.4|UCUM|g/L; q4 q6",
        "value-quantity=gt541|UCUM|mg/dL; q4 q6",
        "value-quantity=ge5.4|UCUM|g/L; q1 q2 q4 q6",
        "value-quantity=lt5.4|UCUM|g/L; q5",
        "value-quantity=le5.4|UCUM|g/L; q1 q2 q5",
        "value-quantity=sa5.4|UCUM|g/L; q4 q6",
        "value-quantity=eb5.4|UCUM|g/L; q5",
        "value-quantity=ap5|UCUM|g/L; q1 q2 q4",
        "value-quantity=7|UCUM|[iU]/L; q7",
        "value-quantity=7|UCUM|[iU]/mL; -",
        "value-quantity=0.007|UCUM|/mL; -",
        "value-quantity=98.6|UCUM|[degF]; q8",
        "value-quantity=310.15|UCUM|K; q8",
        "value-quantity=gt36|UCUM|Cel; q8",
        "value-quantity=5.4|http://other|g/L; -",
        "value-quantity=540|UCUM|mg/dL,7|UCUM|[iU]/L; q1 q2 q7",
        "value-quantity=lt1|UCUM|g/L; q5",
        "value-quantity=gt100|UCUM|g/L; q6",
        "value-quantity=le91|UCUM|mV; s1",
        "value-quantity=ge120|UCUM|mV; s1",
        "value-quantity=gt120|UCUM|mV; -",
        "value-quantity=0.10|UCUM|V; -",
        "value-quantity:missing=true; q9",
        "_sort=value-quantity&value-quantity=ge5|UCUM|g/L; q1 q2 q4 q6"
      })
  @DisplayName("number, system and code, unit; precision, prefixes, canonical units, comparators")
  void quantities(String query, String ids) {
    check("Observation", query, ids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "onset-age=5|UCUM|a; c1 c2",
        "onset-age=60|UCUM|mo; c1 c2",
        "onset-age=gt7|UCUM|a; c3 c4",
        "onset-age=lt4.5|UCUM|a; c3 c5",
        "onset-age=sa6|UCUM|a; c4",
        "onset-age=eb2|UCUM|a; c5",
        "onset-age=ap5|UCUM|a; c1 c2 c3",
        "onset-age=ge8|UCUM|a; c3 c4",
        "onset-age=gt8|UCUM|a; c4"
      })
  @DisplayName("Age and Range, open at either end")
  void ranges(String query, String ids) {
    check("Condition", query, ids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Invoice; totalnet=19.99; i1 i2",
        "Invoice; totalnet=19.99|urn:iso:std:iso:4217|EUR; i1",
        "Invoice; totalnet=gt19||EUR; i1",
        "Invoice; totalnet=19.99|urn:iso:std:iso:4217|USD; -",
        "Encounter; length=1.5|UCUM|h; e1",
        "Encounter; length=gt1|UCUM|h; e1",
        "Encounter; length=90||minutes; e1"
      })
  @DisplayName("Money by its currency, Duration")
  void others(String type, String query, String ids) {
    check(type, query, ids);
  }
}

package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search §combining: composites, whose values are of the same element")
class CompositeTest {
  private static final SearchFixture FIXTURE = new SearchFixture();
  private static final String UCUM = "http://unitsofmeasure.org";

  @BeforeAll
  static void resources() {
    FIXTURE.put(pressure("b1", 107, 60));
    FIXTURE.put(pressure("b2", 60, 107));
    FIXTURE.put(
        "{'resourceType':'Observation','id':'w','code':{'coding':[{'system':'http://loinc.org','code':'29463-7'},{'code':'weight$1'}]},'valueQuantity':{'value':70.5,'unit':'kg','system':'%s','code':'kg'}}"
            .formatted(UCUM));
    FIXTURE.put(
        "{'resourceType':'Observation','id':'c','code':{'coding':[{'code':'blood'}]},'valueCodeableConcept':{'coding':[{'system':'urn:s','code':'A'},{'code':'positive'}]}}");
    FIXTURE.put(
        "{'resourceType':'Observation','id':'d','code':{'coding':[{'code':'born'}]},'valueDateTime':'2020-05-17'}");
    FIXTURE.put(
        "{'resourceType':'Observation','id':'p','code':{'coding':[{'code':'born'}]},'valuePeriod':{'start':'2021-01-01'}}");
    FIXTURE.put(
        "{'resourceType':'Observation','id':'t','code':{'coding':[{'code':'note'}]},'valueString':'Ångström, $5'}");
    FIXTURE.put(
        "{'resourceType':'DocumentReference','id':'doc','relatesTo':[{'code':'replaces','target':{'reference':'DocumentReference/a'}},{'code':'signs','target':{'reference':'DocumentReference/b'}}]}");
    FIXTURE.put(
        "{'resourceType':'MolecularSequence','id':'m','referenceSeq':{'chromosome':{'coding':[{'code':'1'}]},'referenceSeqId':{'coding':[{'code':'NC_1'}]},'windowStart':10,'windowEnd':20},'variant':[{'start':100,'end':120},{'start':200,'end':230}]}");
    FIXTURE.put(
        "{'resourceType':'Group','id':'g','characteristic':[{'code':{'coding':[{'code':'gender'}]},'valueCodeableConcept':{'coding':[{'code':'mixed'}]}},{'code':{'coding':[{'code':'owner'}]},'valueBoolean':true}]}");
    FIXTURE.put(
        "{'resourceType':'ValueSet','id':'v','useContext':[{'code':{'code':'age'},'valueRange':{'low':{'value':18,'system':'%1$s','code':'a'},'high':{'value':65,'system':'%1$s','code':'a'}}},{'code':{'code':'focus'},'valueCodeableConcept':{'coding':[{'code':'x'}]}}]}"
            .formatted(UCUM));
  }

  private static String pressure(String id, int systolic, int diastolic) {
    String component =
        "{'code':{'coding':[{'system':'http://loinc.org','code':'%s'}]},'valueQuantity':{'value':%d,'system':'"
            + UCUM
            + "','code':'mm[Hg]'}}";
    return "{'resourceType':'Observation','id':'%s','code':{'coding':[{'code':'bp'}]},'component':[%s,%s]}"
        .formatted(
            id, component.formatted("8480-6", systolic), component.formatted("8462-4", diastolic));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Observation; component-code-value-quantity=http://loinc.org|8480-6$107|UCUM|mm[Hg]; b1",
        "Observation; component-code-value-quantity=8480-6$60; b2",
        "Observation; component-code-value-quantity=8480-6$lt60; -",
        "Observation; component-code-value-quantity=8480-6$gt100&component-code-value-quantity=8462-4$lt70; b1",
        "Observation; component-code-value-quantity=8480-6$107,8480-6$60; b1 b2",
        "Observation; component-code-value-quantity=8480-6$14.26||kPa; -",
        "Observation; component-code-value-quantity=8480-6$14|UCUM|kPa; b1",
        "Observation; combo-code-value-quantity=8462-4$107; b2",
        "Observation; combo-code-value-quantity=29463-7$70.5|UCUM|kg; w",
        "Observation; combo-code-value-quantity=29463-7$70500|UCUM|g; w",
        "Observation; code-value-quantity=29463-7$ge70; w",
        "Observation; code-value-quantity=http://loinc.org|29463-7$lt71000|UCUM|g; w",
        "Observation; code-value-quantity=8480-6$107; -",
        "Observation; code-value-quantity=weight\\$1$70.5; w",
        "Observation; code-value-concept=blood$urn:s|a; c",
        "Observation; code-value-concept=blood$positive; c",
        "Observation; code-value-concept=positive$blood; -",
        "Observation; code-value-date=born$2020; d",
        "Observation; code-value-date=born$gt2022; p",
        "Observation; code-value-date=born$ge2020-05; d p",
        "Observation; code-value-string=note$angstrom; t",
        "Observation; code-value-string=note$Ångström\\, \\$5; t",
        "Observation; code-value-string=blood$angstrom; -",
        "Observation; code-value-quantity:missing=false; w",
        "DocumentReference; relationship=DocumentReference/a$replaces; doc",
        "DocumentReference; relationship=a$replaces; doc",
        "DocumentReference; relationship=DocumentReference/a$signs; -",
        "DocumentReference; relationship=DocumentReference/b$signs; doc",
        "MolecularSequence; chromosome-variant-coordinate=1$100$120; m",
        "MolecularSequence; chromosome-variant-coordinate=1$gt150$lt250; m",
        "MolecularSequence; chromosome-variant-coordinate=1$100$230; -",
        "MolecularSequence; chromosome-variant-coordinate=2$100$120; -",
        "MolecularSequence; referenceseqid-variant-coordinate=NC_1$200$230; m",
        "MolecularSequence; chromosome-window-coordinate=1$10$20; m",
        "MolecularSequence; referenceseqid-window-coordinate=nc_1$le10$ge20; m",
        "Group; characteristic-value=gender$mixed; g",
        "Group; characteristic-value=owner$true; g",
        "Group; characteristic-value=gender$true; -",
        "ValueSet; context-type-quantity=age$gt60|UCUM|a; v",
        "ValueSet; context-type-quantity=age$sa65|UCUM|a; -",
        "ValueSet; context-type-quantity=focus$gt60|UCUM|a; -",
        "ValueSet; context-type-value=focus$x; v",
        "ValueSet; context-type-value=age$x; -"
      })
  @DisplayName(
      "code$quantity, code$code, code$date, code$string, reference$code, code$number$number")
  void composites(String type, String query, String ids) {
    List<String> expected = ids.equals("-") ? List.of() : Arrays.asList(ids.split(" ", -1));
    assertThat(FIXTURE.ids(type, query.replace("UCUM", UCUM)))
        .containsExactlyInAnyOrderElementsOf(expected);
  }
}

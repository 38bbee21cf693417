package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search: what each type of parameter finds")
class SearchTest {
  private static final SearchFixture FIXTURE = new SearchFixture();

  @BeforeAll
  static void resources() {
    FIXTURE.put(
        "{'resourceType':'Patient','id':'p1','active':true,'gender':'male','birthDate':'1980-05-17','name':[{'family':'Müller','given':['José','Ana']}],'identifier':[{'system':'http://mrn','value':'A1'},{'value':'bare'}],'telecom':[{'system':'phone','value':'555-1'}],'address':[{'city':'Köln'}],'managingOrganization':{'reference':'Organization/o1'}}");
    FIXTURE.put(
        "{'resourceType':'Patient','id':'p2','active':false,'gender':'female','birthDate':'1980-05','name':[{'family':'muller'}],'identifier':[{'system':'http://other','value':'A1'}],'deceasedBoolean':true,'managingOrganization':{'reference':'http://elsewhere.org/fhir/Organization/o1'},'meta':{'tag':[{'system':'urn:t','code':'x'}]}}");
    FIXTURE.put(
        "{'resourceType':'Patient','id':'p3','birthDate':'1980','name':[{'family':'100%_sure\\\\','given':['a,b|c$d']},{'family':'O\\u0027Neil 😀'}]}");
    FIXTURE.put("{'resourceType':'Patient','id':'p4','name':[{'text':'Zoë Müllerin'}]}");

    observation("o1", "'effectiveDateTime':'2020-06-15T10:00:00Z'", "Patient/p1");
    observation("o2", "'effectiveDateTime':'2020-06-15'", "Patient/p1");
    observation("o3", "'effectiveDateTime':'2020'", "Patient/p2");
    observation(
        "o4",
        "'effectivePeriod':{'start':'2020-06-01','end':'2020-06-30'}",
        "Patient/p2/_history/2");
    observation("o5", "'effectivePeriod':{'start':'2021-01-01'}", "Group/p1");
    observation("o6", "'effectivePeriod':{'end':'2019-12-31'}", "Device/d");
    observation(
        "o7",
        "'effectiveTiming':{'event':['2022-01-01','2022-03-01']}",
        "http://elsewhere.org/Patient/p1");

    session("s1", "{'resourceType':'User','id':'u1'}", "1700000000");
    session("s2", "{'reference':'User/u1'}", "1700000000.0");
    session("s3", "{'reference':'User/u2'}", "1800000000");
  }

  private static void observation(String id, String effective, String subject) {
    FIXTURE.put(
        "{'resourceType':'Observation','id':'%s','status':'final','code':{'coding':[{'system':'http://loinc.org','code':'8302-2'}]},'subject':{'reference':'%s'},%s}"
            .formatted(id, subject, effective));
  }

  private static void session(String id, String user, String exp) {
    FIXTURE.put(
        "{'resourceType':'Session','id':'%s','type':'password','user':%s,'exp':%s,'start':'2023-11-14T22:13:20Z'}"
            .formatted(id, user, exp));
  }

  private static List<String> expected(String ids) {
    return ids.equals("-") ? List.of() : List.of(ids.split(" ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "family=mül; p1 p2",
        "family=MULL; p1 p2",
        "name=jose; p1",
        "name=zoe; p4",
        "family=uller; -",
        "family:contains=ULLER; p1 p2",
        "family:exact=Müller; p1",
        "family:exact=muller; p2",
        "family:exact=Mül; -",
        "family=mul&given=ana; p1",
        "family=mul,100; p1 p2 p3",
        "family=%; -",
        "family:contains=%; p3",
        "family=100%; p3",
        "family=100_; -",
        "family:contains=%_s; p3",
        "family:contains=e\\; p3",
        "family=100%_sure\\\\; p3",
        "given=a\\,b; p3",
        "given=a\\,b\\|c\\$d; p3",
        "family=O'Neil; p3",
        "family=o'neil 😀; p3",
        "family:contains=😀; p3",
        "address-city=koln; p1",
        "family:missing=true; p4",
        "family:missing=false; p1 p2 p3"
      })
  @DisplayName("§string: begins with, case and accents aside; :exact, :contains, :missing; escapes")
  void strings(String query, String ids) {
    assertThat(FIXTURE.ids("Patient", query)).isEqualTo(expected(ids));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "identifier=A1; p1 p2",
        "identifier=a1; p1 p2",
        "identifier=http://mrn|A1; p1",
        "identifier=|A1; -",
        "identifier=|bare; p1",
        "identifier=http://mrn|; p1",
        "identifier=http://mrn|,http://other|; p1 p2",
        "identifier=http://mrn|A2; -",
        "gender=male; p1",
        "gender=http://hl7.org/fhir/administrative-gender|male; p1",
        "gender:not=male; p2 p3 p4",
        "gender:missing=true; p3 p4",
        "active=true; p1",
        "active=false; p2",
        "deceased=true; p2",
        "phone=555-1; p1",
        "telecom=phone|555-1; p1",
        "email=555-1; -",
        "_tag=urn:t|x; p2",
        "_id=p2,p4,nobody; p2 p4",
        "_id=p2&gender=male; -"
      })
  @DisplayName("§token: code, system|code, |code, system|; :not")
  void tokens(String query, String ids) {
    assertThat(FIXTURE.ids("Patient", query)).isEqualTo(expected(ids));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "subject=Patient/p1; o1 o2",
        "subject=p1; o1 o2 o5",
        "subject:Patient=p1; o1 o2",
        "subject:Group=p1; o5",
        "subject=Patient/p2; o3 o4",
        "patient=p2; o3 o4",
        "patient=p1; o1 o2",
        "subject=http://elsewhere.org/Patient/p1; o7",
        "subject=Patient/p1,Device/d; o1 o2 o6"
      })
  @DisplayName("§reference: Type/id, id, URL, :Type")
  void references(String query, String ids) {
    assertThat(FIXTURE.ids("Observation", query)).isEqualTo(expected(ids));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "user=User/u1; s1 s2",
        "user=u1; s1 s2",
        "user=u2; s3",
        "exp=1700000000; s1 s2",
        "exp=gt1700000000; s3",
        "exp=le1700000000; s1 s2",
        "exp=ne1700000000; s3",
        "exp=ap1700000000; s1 s2 s3",
        "exp=1.7e9; s1 s2",
        "exp=sa1700000000; s3",
        "exp=eb1800000000; s1 s2",
        "exp=ge1700000000&exp=lt1800000000; s1 s2",
        "type=password&user=u2; s3",
        "start=2023-11-14; s1 s2 s3"
      })
  @DisplayName("system types: references in both spellings, and a number with prefixes")
  void sessions(String query, String ids) {
    assertThat(FIXTURE.ids("Session", query)).isEqualTo(expected(ids));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "date=2020-06-15; o1 o2",
        "date=2020-06-15T10:00:00Z; o1",
        "date=2020-06-15T12:00:00+02:00; o1",
        "date=2020-06; o1 o2 o4",
        "date=2020; o1 o2 o3 o4",
        "date=eq2020-06-15; o1 o2",
        "date=ne2020; o5 o6 o7",
        "date=ne2020-06-15; o3 o4 o5 o6 o7",
        "date=gt2020-06-15; o3 o4 o5 o7",
        "date=gt2020; o5 o7",
        "date=lt2020; o6",
        "date=lt2020-06-15; o3 o4 o6",
        "date=ge2020-06-15; o1 o2 o3 o4 o5 o7",
        "date=ge2021; o5 o7",
        "date=le2020-06-15; o1 o2 o3 o4 o6",
        "date=le2019; o6",
        "date=sa2020; o5 o7",
        "date=sa2020-06-30; o5 o7",
        "date=eb2020; o6",
        "date=eb2020-06-16; o1 o2 o6",
        "date=ap2022-02; o5 o7",
        "date=ge2020-06-01&date=lt2020-07-01; o1 o2 o3 o4",
        "date=2019,2022; o7"
      })
  @DisplayName("§date: prefixes, precision, periods open at either end, timings, time zones")
  void dates(String query, String ids) {
    assertThat(FIXTURE.ids("Observation", query)).isEqualTo(expected(ids));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "birthdate=1980; p1 p2 p3",
        "birthdate=1980-05; p1 p2",
        "birthdate=1980-05-17; p1",
        "birthdate=gt1980-05-17; p2 p3",
        "birthdate=le1980-05-16; p2 p3",
        "birthdate:missing=true; p4"
      })
  @DisplayName("§date: dates of less precision")
  void partialDates(String query, String ids) {
    assertThat(FIXTURE.ids("Patient", query)).isEqualTo(expected(ids));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "_lastUpdated=2026-11-22; p1 p2 p3 p4",
        "_lastUpdated=2026-11-22T10:00:00.000Z; p1 p2 p3 p4",
        "_lastUpdated=lt2026-11-22T10:00:00.000Z; -",
        "_lastUpdated=gt2026-11-22T09:59:59Z; p1 p2 p3 p4",
        "_lastUpdated=gt2026-11-22; -",
        "_lastUpdated=ge2026&_lastUpdated=le2026; p1 p2 p3 p4"
      })
  @DisplayName("§lastUpdated")
  void lastUpdated(String query, String ids) {
    assertThat(FIXTURE.ids("Patient", query)).isEqualTo(expected(ids));
  }

  @Test
  @DisplayName("a long value is found by its beginning, and by :exact as a whole")
  void longValues() {
    String text = "x".repeat(1_500);
    FIXTURE.put(
        "{'resourceType':'Organization','id':'long','name':'%s','identifier':[{'value':'%s'}]}"
            .formatted(text, text));
    assertThat(FIXTURE.ids("Organization", "name=xxx")).containsExactly("long");
    assertThat(FIXTURE.ids("Organization", "name:exact=" + text)).containsExactly("long");
    assertThat(FIXTURE.ids("Organization", "name:exact=" + text + "x")).isEmpty();
    assertThat(FIXTURE.ids("Organization", "identifier=" + text)).containsExactly("long");
    assertThat(FIXTURE.ids("Organization", "identifier=" + text + "x")).isEmpty();
  }

  @Test
  @DisplayName("values of 100 kB and of every plane are stored and do no harm")
  void hugeValues() {
    FIXTURE.put(
        "{'resourceType':'Location','id':'huge','name':'%s','address':{'city':'%s','state':'\\uDBFF\\uDFFF'},'identifier':[{'value':'%s'}]}"
            .formatted("ﷺ😀".repeat(25_000), "\\uFFFF", "é".repeat(50_000)));
    assertThat(FIXTURE.ids("Location", "address-city=\uFFFF")).containsExactly("huge");
    assertThat(FIXTURE.ids("Location", "address-state=\uDBFF\uDFFF")).containsExactly("huge");
    assertThat(FIXTURE.ids("Location", "name=ﷺ")).containsExactly("huge");
    assertThat(FIXTURE.ids("Location", "name='; drop table location; --")).isEmpty();
  }

  @Test
  @DisplayName(
      "an update moves a resource in the index, a deletion takes it out, a new life puts it back")
  void lifeInTheIndex() {
    String text = "{'resourceType':'Practitioner','id':'x','name':[{'family':'%s'}]}";
    FIXTURE.put(text.formatted("Before"));
    FIXTURE.put("{'resourceType':'Person','id':'x','name':[{'family':'Same id'}]}");
    FIXTURE.put(text.formatted("After"));
    assertThat(FIXTURE.ids("Practitioner", "family=before")).isEmpty();
    assertThat(FIXTURE.ids("Practitioner", "family=after")).containsExactly("x");
    FIXTURE.store.delete(new ResourceKey("Practitioner", "x"), new Precondition.None());
    assertThat(FIXTURE.ids("Practitioner", "family=after")).isEmpty();
    assertThat(
            FIXTURE.database.query(
                dev.andiron.pg.Statement.of(
                    "select count(*) from search_string_1 where id = 'x' and key = any(?)",
                    new dev.andiron.pg.Statement.SqlArray(
                        "int4",
                        new Object[] {
                          SearchParameter.key("Practitioner", "family"),
                          SearchParameter.key("Practitioner", "name")
                        })),
                row -> row.number(1)))
        .containsExactly(0L);
    FIXTURE.put(text.formatted("Again"));
    assertThat(FIXTURE.ids("Practitioner", "family=again")).containsExactly("x");
    assertThat(FIXTURE.ids("Person", "name=same")).containsExactly("x");
  }

  @Test
  @DisplayName("a type that nothing was ever written of is empty")
  void noTable() {
    Page page = FIXTURE.page("Basic", "");
    assertThat(page.rows()).isEmpty();
    assertThat(page.total()).isZero();
    assertThat(FIXTURE.page("Basic", "_summary=count").total()).isZero();
  }
}

package dev.andiron.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.andiron.definition.Definitions;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.pg.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any query as a search, and any text as the expression of a search parameter")
class SearchFuzzTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
  private static final Definitions DEFINITIONS = Definitions.load();
  private static final SearchParameters PARAMETERS = new SearchParameters(DEFINITIONS, CLOCK);

  /// Stands in every value that is asked for below, so that it shows where a value becomes SQL.
  private static final String MARK = "zqj'x";

  private static final List<String> MARKED =
      List.of("family", "identifier", "_id", "address-city:contains", "general-practitioner");

  static Stream<byte[]> queries() {
    return Stream.of(
            "family=a,b&birthdate=ge2000-01-01&_sort=-birthdate,family&_count=5",
            "general-practitioner:Practitioner.family=x&_has:Observation:subject:code=y",
            "_include=Patient:general-practitioner&_revinclude:iterate=Observation:subject",
            "identifier=http://x|y&identifier:of-type=a|b|c&gender:not=male&_total=none",
            "_elements=id,name&_summary=data&_page=3&_lastUpdated=lt2020&_tag=a|",
            "Patient.name.where(use='official').given | Patient.contact.name")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("queries")
  @FuzzTest(maxDuration = "5s")
  void search(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    expression(text);
    Parameters read;
    try {
      read = Parameters.parse(text);
    } catch (HttpProblem e) {
      return;
    }
    statement(
        read.list().stream()
            .map(parameter -> new QueryParameter(parameter.name(), parameter.value()))
            .toList());
    String value = text.replace("\0", "") + MARK;
    for (String name : MARKED) {
      statement(List.of(new QueryParameter(name, value)));
    }
  }

  /// Refused in words, or a statement of which no value is a part.
  private static void statement(List<QueryParameter> parameters) {
    Statement statement;
    try {
      Query query =
          new QueryReader(
                  PARAMETERS,
                  Map.of(),
                  new DateKind(CLOCK),
                  ValueSets.of(DEFINITIONS),
                  "Patient",
                  false,
                  Sight.ALL)
              .read(parameters);
      statement = PageSql.of(query, Set.of());
    } catch (SearchRefusedException e) {
      if (e.issues().isEmpty()) {
        throw new AssertionError("refused without a reason", e);
      }
      return;
    }
    String sql = statement.sql();
    if (sql.contains("zqj")) {
      throw new AssertionError("a value is a part of the statement: " + sql);
    }
    int marks = sql.replace("??", "").replaceAll("[^?]", "").length();
    if (marks != statement.parameters().size()) {
      throw new AssertionError(
          marks + " marks for " + statement.parameters().size() + " values: " + sql);
    }
  }

  private static void expression(String text) {
    try {
      Expression _ = ExpressionParser.parse(text);
    } catch (IllegalArgumentException e) {
      return; // said in words
    }
  }
}

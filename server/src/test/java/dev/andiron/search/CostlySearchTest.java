package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.pg.Statement;
import dev.andiron.resource.Issue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A search that takes too long")
class CostlySearchTest {
  /// Stands for a scan of millions of rows.
  private record Sleeping() implements ComputedParameter {
    @Override
    public String type() {
      return "Session";
    }

    @Override
    public String code() {
      return "active";
    }

    @Override
    public Statement condition(String idColumn, List<String> orValues) {
      return Statement.of(idColumn + " <> '' and (select true from pg_sleep(600))");
    }
  }

  @Test
  @Timeout(60)
  @DisplayName("is stopped and refused, and its connection is good for the next")
  void stopped() {
    SearchFixture fixture = new SearchFixture();
    fixture.put("{'resourceType':'Session','id':'s'}");
    Search search = search(fixture);
    Query query = search.parse("Session", SearchFixture.query("active=true"), false);

    // More often than there are connections: none is lost.
    for (int i = 0; i < 12; i++) {
      assertStopped(search, query);
    }
    assertThat(fixture.ids("Session", "type:missing=true")).containsExactly("s");
  }

  @Test
  @Timeout(60)
  @DisplayName("is stopped where few resources come into question, and where all are listed, too")
  void everyRun() {
    SearchFixture fixture = new SearchFixture();
    fixture.put("{'resourceType':'Session','id':'s'}");
    Search search = search(fixture);
    Query few = search.parse("Session", SearchFixture.query("_id=s&active=true"), false);
    assertThat(few.candidates()).isNotNull();
    assertStopped(search, few);

    Query plain = search.parse("Session", List.of(), false);
    assertThat(plain.isPlain()).isTrue();
    fixture.database.transaction(transaction -> {
      transaction.execute(Statement.of("lock table session in access exclusive mode"));
      assertStopped(search, plain);
      return null;
    });
    assertThat(search.run(plain).rows()).hasSize(1);
  }

  private static Search search(SearchFixture fixture) {
    return new Search(
        SearchFixture.PARAMETERS,
        fixture.database,
        SearchFixture.CLOCK,
        List.of(new Sleeping()),
        new Readiness(),
        ValueSets.of(SearchFixture.DEFINITIONS),
        Duration.ofSeconds(1));
  }

  private static void assertStopped(Search search, Query query) {
    assertThatThrownBy(() -> search.run(query))
        .isInstanceOfSatisfying(
            SearchRefusedException.class,
            e ->
                assertThat(e.issues())
                    .singleElement()
                    .satisfies(issue -> assertThat(issue.kind()).isEqualTo(Issue.Kind.TOO_COSTLY)));
  }
}

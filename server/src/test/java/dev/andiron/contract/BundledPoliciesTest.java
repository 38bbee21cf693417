package dev.andiron.contract;

import static dev.andiron.Bundled.Entry.entry;
import static dev.andiron.Bundled.Entry.put;
import static dev.andiron.contract.Given.root;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Await;
import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Policies in a bundle count once it is committed, and not before")
class BundledPoliciesTest {
  private static final Entry ALLOW =
      put(
          "AccessPolicy/bp",
          "{'resourceType':'AccessPolicy','engine':'allow','link':[{'reference':'User/bp'}]}");
  private static String token = "";

  /// `bp` may send bundles, and write this one policy.
  @BeforeAll
  static void given() {
    Given.put("/Client/bp", "{\"secret\":\"secret\",\"grant_types\":[\"password\"]}");
    Given.put("/User/bp", "{\"password\":\"password\"}");
    Given.put("/Patient/bp", "{\"active\":true}");
    Given.put("/Basic/bp", "{\"code\":{\"text\":\"x\"}}");
    for (String matcho :
        List.of("\"operation\":{\"id\":\"FhirTransaction\"}", "\"uri\":\"/AccessPolicy/bp\"")) {
      Given.put(
          "/AccessPolicy/bp-" + (matcho.contains("uri") ? "writes" : "bundles"),
          "{\"engine\":\"matcho\",\"link\":[{\"reference\":\"User/bp\"}],\"matcho\":{"
              + matcho
              + "}}");
    }
    token = Given.signedIn("bp", "bp").text("access_token");
  }

  @AfterEach
  void remove() {
    assertThat(root("DELETE", "/AccessPolicy/bp").send().status()).isIn(200, 204);
  }

  private static Call as(String method, String path) {
    return Given.HTTP.call(method, path).bearer(token);
  }

  private static int reads() {
    return as("GET", "/Patient/bp").send().status();
  }

  @Test
  @DisplayName("a transaction that is committed gives at once; one that deletes takes at once")
  void committed() {
    assertThat(reads()).isEqualTo(403);
    Bundled.transaction(root("POST", "/"), ALLOW);
    assertThat(reads()).isEqualTo(200);
    Bundled.transaction(root("POST", "/"), Entry.delete("AccessPolicy/bp"));
    assertThat(reads()).isEqualTo(403);
  }

  @Test
  @DisplayName("a transaction that is refused gives nothing, wherever it fails")
  void refused() {
    Entry invalid = put("Patient/bp-bad", "{'resourceType':'Patient','birthDate':'yesterday'}");
    Entry stale =
        put("Patient/bp", "{'resourceType':'Patient','active':false}").with("ifMatch", "W/\"99\"");
    for (Entry bad : List.of(invalid, stale)) {
      for (List<Entry> entries : List.of(List.of(ALLOW, bad), List.of(bad, ALLOW))) {
        Answer answer = root("POST", "/").json(Bundled.json("transaction", entries)).send();
        assertThat(answer.status()).as(answer.body()).isIn(412, 422);
        assertThat(reads()).isEqualTo(403);
        assertThat(root("GET", "/AccessPolicy/bp").send().status()).isIn(404, 410);
      }
    }
  }

  @Test
  @DisplayName("what a transaction is about to allow does not allow the transaction itself")
  void itself() {
    for (Entry other :
        List.of(
            put("Patient/bp", "{'resourceType':'Patient','active':false}"),
            entry("GET", "Patient/bp"),
            entry("DELETE", "Patient/bp"))) {
      Bundled.refused(as("POST", "/"), 403, ALLOW, other);
      Bundled.refused(as("POST", "/"), 403, other, ALLOW);
      assertThat(reads()).isEqualTo(403);
    }
    Bundled.transaction(as("POST", "/"), ALLOW);
    assertThat(reads()).isEqualTo(200);
  }

  @Test
  @DisplayName("while a transaction is under way, what it allows is denied")
  void underWay() {
    try (Pool pool = Pool.open(Given.APP.database(), 2)) {
      CompletableFuture<Answer> sent =
          pool.database()
              .transaction(transaction -> {
                transaction.query(
                    Statement.of("select id from basic where id = 'bp' for update"),
                    row -> row.text(1));
                CompletableFuture<Answer> answer =
                    CompletableFuture.supplyAsync(() ->
                        root("POST", "/")
                            .json(
                                Bundled.json(
                                    "transaction",
                                    List.of(
                                        ALLOW,
                                        put(
                                            "Basic/bp",
                                            "{'resourceType':'Basic','code':{'text':'y'}}"))))
                            .send());
                Await.until(
                    "it waits for the row",
                    Duration.ofSeconds(20),
                    () ->
                        pool.database()
                                .query(
                                    Statement.of(
                                        """
                                        select 1 from pg_stat_activity
                                        where datname = current_database()
                                          and wait_event_type = 'Lock'
                                        """),
                                    row -> row.number(1))
                                .size()
                            > 0);
                assertThat(reads()).isEqualTo(403);
                assertThat(answer).isNotDone();
                return answer;
              });
      assertThat(sent.join().status()).isEqualTo(200);
    }
    assertThat(reads()).isEqualTo(200);
  }
}

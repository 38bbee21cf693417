package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Bundled;
import dev.andiron.Bundled.Entry;
import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Of a [NarrowedWorld]: the rarer ways in.
@DisplayName("AccessPolicy.restrict: conditions in the URL, $validate")
class NarrowedWaysTest {
  private static final NarrowedWorld WORLD = new NarrowedWorld("ny");

  @BeforeAll
  static void given() {
    WORLD.make();
  }

  private static Call as(String method, String path) {
    return WORLD.as(method, path);
  }

  private static String mine(String text) {
    return WORLD.mine(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"date=2024-01-0%s", "_id=ny-%s", "patient.birthdate=1990-01-0%s"})
  @DisplayName("writing by a condition that leads to what is hidden is as one that leads nowhere")
  void conditionsOfWrites(String condition) {
    String hidden =
        "/Observation?"
            + condition.formatted(
                condition.startsWith("_id") ? "h1" : condition.startsWith("date") ? "3" : "1");
    String nowhere = "/Observation?" + condition.formatted("9");
    for (String how : new String[] {"PATCH", "DELETE"}) {
      assertThat(NarrowedWorld.same(write(how, hidden), hidden))
          .as(how + hidden)
          .isEqualTo(NarrowedWorld.same(write(how, nowhere), nowhere));
    }
    // Where nothing is found, one is made: of what one sees.
    Answer made = write("PUT", hidden);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    String path = "/Observation/" + made.json().string("id");
    assertThat(path).isNotEqualTo("/Observation/ny-h1");
    assertThat(as("DELETE", path).send().status()).isEqualTo(200);
    assertThat(Given.read("/Observation/ny-h1").body()).contains("Hidden 1", "\"versionId\":\"1\"");
  }

  private static Answer write(String how, String path) {
    Call call = as(how, path);
    return how.equals("DELETE") ? call.send() : call.json(mine("x")).send();
  }

  @Test
  @DisplayName("by a condition one writes what one sees, and goes on seeing it")
  void conditionalWrites() {
    String path = "/Observation?code:text=conditioned";
    assertThat(as("PUT", path).json(mine("conditioned")).send().status()).isEqualTo(201);
    String changed = mine("conditioned").replace("final", "amended");
    assertThat(as("PUT", path).json(changed).send().status()).isEqualTo(200);
    String theirs = changed.replace("ny-me", "ny-other");
    assertThat(as("PUT", path).json(theirs).send().status()).isEqualTo(403);
    String elsewhere = "/Observation?code:text=elsewhere";
    assertThat(as("PUT", elsewhere).json(theirs).send().status()).isEqualTo(403);
    assertThat(
            as("PATCH", path)
                .json("{\"subject\":{\"reference\":\"Patient/ny-other\"}}")
                .send()
                .status())
        .isEqualTo(403);
    Answer patched = as("PATCH", path).json("{\"status\":\"final\"}").send();
    assertThat(patched.json().string("status")).as(patched.body()).isEqualTo("final");
    assertThat(as("DELETE", path).send().status()).isEqualTo(200);
    assertThat(WORLD.found(path)).isEmpty();
  }

  @Test
  @DisplayName("PUT by a condition does not tell whether the id that the body states is free")
  void statedIds() {
    String path = "/Observation?code:text=nothing";
    String never = mine("x").replace("{\"status", "{\"id\":\"ny-never\",\"status");
    Answer free = as("PUT", path).json(never).send();
    assertThat(free.status()).as(free.body()).isEqualTo(404);
    for (String id : new String[] {"ny-h1", "ny-gone", "ny-deleted"}) {
      Answer taken = as("PUT", path).json(never.replace("ny-never", id)).send();
      assertThat(NarrowedWorld.same(taken, id)).isEqualTo(NarrowedWorld.same(free, "ny-never"));
    }
  }

  @Test
  @DisplayName("in a transaction conditions find what one sees, and hidden ones are not written")
  void transaction() {
    Answer answer =
        Bundled.transaction(
            as("POST", "/"),
            Entry.put("Observation?date=2024-01-03", mine("in a transaction")),
            Entry.delete("Observation?_id=ny-h2"),
            Entry.delete("Observation?_id=ny-never"));
    assertThat(Bundled.status(answer, 0)).isEqualTo(201);
    assertThat(Bundled.status(answer, 1)).isEqualTo(Bundled.status(answer, 2)).isEqualTo(204);
    assertThat(Given.read("/Observation/ny-h2").status()).isEqualTo(200);
    Bundled.refused(
        as("POST", "/"),
        403,
        Entry.put(
            "Observation?code:text=in a transaction".replace(" ", "%20"),
            mine("x").replace("ny-me", "ny-other")));
    assertThat(as("DELETE", "/Observation?code:text=in%20a%20transaction").send().status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("what the interaction by id does not show is not written by a condition either")
  void byId() {
    String policy =
        "{'engine':'matcho','matcho':{'operation':{'id':{'$enum':%s}}},'link':[{'reference':'User/ny-parts'}],"
            + "'restrict':{'Observation':'%s'}}";
    NarrowedWorld.put("/User/ny-parts", "{'password':'password'}");
    NarrowedWorld.put(
        "/AccessPolicy/ny-parts-a",
        policy.formatted(
            "['FhirSearch','FhirConditionalUpdate','FhirConditionalPatch','FhirConditionalDelete']",
            "_id=ny-o1,ny-o2"));
    String bearer = Given.signedIn("ny", "ny-parts").text("access_token");
    String one = "/Observation?_id=ny-o1";
    String two = "/Observation?_id=ny-o2";
    String status = "{\"status\":\"amended\"}";
    assertThat(Given.HTTP.call("PATCH", one).bearer(bearer).json(status).send().status())
        .isEqualTo(403);
    assertThat(Given.HTTP.call("DELETE", one).bearer(bearer).send().status()).isEqualTo(403);
    NarrowedWorld.put(
        "/AccessPolicy/ny-parts-b",
        policy.formatted("['FhirUpdate','FhirPatch','FhirDelete']", "_id=ny-o1"));
    assertThat(Given.HTTP.call("PATCH", two).bearer(bearer).json(status).send().status())
        .isEqualTo(404);
    assertThat(Given.HTTP.call("PUT", two).bearer(bearer).json(mine("x")).send().status())
        .isEqualTo(404);
    assertThat(Given.HTTP.call("DELETE", two).bearer(bearer).send().status()).isEqualTo(204);
    assertThat(Given.read("/Observation/ny-o2").body()).contains("Mine 2", "\"versionId\":\"1\"");
    assertThat(Given.HTTP.call("PATCH", one).bearer(bearer).json(status).send().status())
        .isEqualTo(200);
  }

  @Test
  @DisplayName("$validate of what is hidden is as of what never was; of one's own it answers")
  void validate() {
    for (String method : new String[] {"GET", "POST"}) {
      Answer never = validated(method, "ny-never");
      assertThat(never.status()).as(never.body()).isEqualTo(404);
      for (String id : new String[] {"ny-h1", "ny-gone", "ny-deleted"}) {
        assertThat(NarrowedWorld.same(validated(method, id), id))
            .as(method + id)
            .isEqualTo(NarrowedWorld.same(never, "ny-never"));
      }
      Answer own = validated(method, "ny-o2");
      assertThat(own.status()).as(own.body()).isEqualTo(200);
    }
    String create = "/Observation/$validate?mode=create";
    assertThat(as("POST", create).json(mine("x")).send().status()).isEqualTo(200);
    assertThat(as("POST", create).json(mine("x").replace("ny-me", "ny-other")).send().status())
        .isEqualTo(403);
  }

  private static Answer validated(String method, String id) {
    Call call = as(method, "/Observation/" + id + "/$validate");
    return method.equals("GET")
        ? call.send()
        : call.json(
                "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"mode\",\"valueCode\":\"update\"},{\"name\":\"resource\",\"resource\":"
                    + mine("x").replace("{\"status", "{\"resourceType\":\"Observation\",\"status")
                    + "}]}")
            .send();
  }

  @Test
  @DisplayName(
      "what comes along is judged by the version that is given out, whatever is written meanwhile")
  void alongMeanwhile() throws InterruptedException {
    String flipping =
        "{'status':'%s','code':{'text':'%s'},'subject':{'reference':'Patient/ny-me'}}";
    NarrowedWorld.put("/User/ny-flip", "{'password':'password'}");
    NarrowedWorld.put(
        "/AccessPolicy/ny-flip",
        "{'engine':'allow','link':[{'reference':'User/ny-flip'}],'restrict':{'Patient':'_id=ny-me','Observation':'status=preliminary'}}");
    NarrowedWorld.put("/Observation/ny-flip", flipping.formatted("preliminary", "Shown"));
    String bearer = Given.signedIn("ny", "ny-flip").text("access_token");
    AtomicBoolean over = new AtomicBoolean();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              while (!over.get()) {
                NarrowedWorld.put("/Observation/ny-flip", flipping.formatted("amended", "Hidden"));
                NarrowedWorld.put(
                    "/Observation/ny-flip", flipping.formatted("preliminary", "Shown"));
              }
            });
    try {
      int shown = 0;
      for (int i = 0; i < 300 || shown == 0; i++) {
        String path =
            i % 2 == 0
                ? "/Patient?_id=ny-me&_revinclude=Observation:subject"
                : "/Patient/ny-me/$everything";
        String body = Given.HTTP.get(path).bearer(bearer).send().body();
        assertThat(body).doesNotContain("Hidden");
        shown += body.contains("Shown") ? 1 : 0;
      }
    } finally {
      over.set(true);
      writer.join();
    }
    assertThat(Given.root("DELETE", "/Observation/ny-flip").send().status()).isEqualTo(200);
  }
}

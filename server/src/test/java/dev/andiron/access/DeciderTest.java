package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.identity.SessionView;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("AccessPolicy, whom and what it is for")
class DeciderTest {
  private static final JsonObject NURSE =
      Requests.object(
          "{'resourceType':'Role','id':'r1','name':'nurse','links':{'patient':{'reference':'Patient/p1'}}}");
  private static final JsonObject SECOND_NURSE =
      Requests.object(
          "{'resourceType':'Role','id':'r2','name':'nurse','links':{'patient':{'reference':'Patient/p2'}}}");

  private static Policy policy(String id, String policy) {
    PolicyCompiler.Compiled compiled = PolicyCompiler.compile(id, Requests.object(policy));
    assertThat(compiled.issues()).isEmpty();
    Policy known = compiled.policy();
    assertThat(known).isNotNull();
    return known;
  }

  private static Caller token(@Nullable String user, String client) {
    return new Caller.SignedIn(
        new SessionView(
            "s", "password", user, client, List.of(), List.of(), 0, 0, JsonObject.EMPTY));
  }

  private static boolean allows(List<Policy> policies, Caller caller, String operation, String id) {
    List<JsonObject> roles = "u".equals(caller.userId()) ? List.of(NURSE, SECOND_NURSE) : List.of();
    RequestObject request =
        new RequestObject(
            Requests.read("Patient", id),
            operation,
            dev.andiron.http.Parameters.NONE,
            () -> null,
            new Requests.Told(
                caller.userId() == null ? null : JsonObject.of("id", caller.userId()),
                JsonObject.of("id", String.valueOf(caller.clientId())),
                null,
                null,
                roles));
    return Decider.decide(
            new PolicyIndex(policies),
            caller,
            request,
            () -> roles.isEmpty() ? List.of() : List.of("nurse"),
            () -> roles)
        .allowed();
  }

  @DisplayName("links, in whose favour they count")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // policy | user u by c | user v by c | client c | client d
        "{'engine':'allow'}                                         | true  | true  | true  | true",
        "{'engine':'allow','link':[{'reference':'User/u'}]}         | true  | false | false | false",
        "{'engine':'allow','link':[{'resourceType':'User','id':'u'}]} | true | false | false | false",
        "{'engine':'allow','link':[{'reference':'Client/c'}]}       | false | false | true  | false",
        "{'engine':'allow','link':[{'reference':'Client/c'},{'reference':'User/v'}]} | false | true | true | false",
        "{'engine':'allow','link':[{'reference':'Operation/FhirRead'}]}   | true  | true  | true  | true",
        "{'engine':'allow','link':[{'reference':'Operation/FhirSearch'}]} | false | false | false | false",
        "{'engine':'allow','roleName':'nurse'}                      | true  | false | false | false",
        "{'engine':'allow','roleName':'doctor'}                     | false | false | false | false",
        "{'engine':'allow','roleName':'nurse','link':[{'reference':'Operation/FhirRead'}]}   | true  | false | false | false",
        "{'engine':'allow','roleName':'nurse','link':[{'reference':'Operation/FhirSearch'}]} | false | false | false | false",
        "{'engine':'matcho','roleName':'nurse','matcho':{'params':{'resource/id':'.role.links.patient.id'}}} | true | false | false | false",
        "{'engine':'matcho','matcho':{'role':{'$contains':{'name':'nurse'}}}} | true | false | false | false",
        "{'engine':'matcho','matcho':{'user':{'id':'u'},'client':{'id':'c'}}} | true | false | false | false",
        "{'engine':'matcho','matcho':{'operation':{'id':'FhirRead'},'user':'nil?'}} | false | false | true | true",
      })
  void links(String policy, boolean user, boolean other, boolean client, boolean otherClient) {
    List<Policy> policies = List.of(policy("p", policy));
    assertThat(allows(policies, token("u", "c"), "FhirRead", "p2")).isEqualTo(user);
    assertThat(allows(policies, token("v", "c"), "FhirRead", "p2")).isEqualTo(other);
    assertThat(allows(policies, token(null, "c"), "FhirRead", "p2")).isEqualTo(client);
    assertThat(allows(policies, new Caller.ProvenClient("c"), "FhirRead", "p2")).isEqualTo(client);
    assertThat(allows(policies, new Caller.ProvenClient("d"), "FhirRead", "p2"))
        .isEqualTo(otherClient);
    assertThat(allows(List.of(), token("u", "c"), "FhirRead", "p2")).isFalse();
  }

  @Test
  @DisplayName(
      "what costs nothing is asked first, what asks the database last, what shows less after")
  void order() {
    String sql = "{'engine':'sql','sql':{'query':'select true'}}";
    List<Policy> policies =
        List.of(
            policy("narrow", "{'engine':'allow','restrict':{'Patient':'_id=p1'}}"),
            policy("sql", sql),
            policy("or-sql", "{'engine':'complex','or':[" + sql + ",{'engine':'allow'}]}"),
            policy("matcho", "{'engine':'matcho','matcho':{'user':{'id':'u'}}}"),
            policy("and-allow", "{'engine':'complex','and':[{'engine':'allow'}]}"),
            policy("allow", "{'engine':'allow'}"));
    List<String> asked = new ArrayList<>();
    Decision decision =
        Decider.decide(
            new PolicyIndex(policies),
            token("u", "c"),
            Requests.seen(Requests.read("Patient", "p1"), null, RequestObject.Subject.NOBODY),
            List::of,
            List::of,
            (policy, _) -> {
              asked.add(policy.id());
              return false;
            });
    assertThat(decision.permitted()).isFalse();
    assertThat(asked).containsExactly("allow", "matcho", "and-allow", "sql", "or-sql", "narrow");
  }

  @Test
  @DisplayName("a policy with a role sees the Role it is about, each of them")
  void boundRole() {
    List<Policy> policies =
        List.of(
            policy(
                "p",
                "{'engine':'matcho','roleName':'nurse','matcho':{'params':{'resource/id':'.role.links.patient.id'}}}"));
    assertThat(allows(policies, token("u", "c"), "FhirRead", "p1")).isTrue();
    assertThat(allows(policies, token("u", "c"), "FhirRead", "p2")).isTrue();
    assertThat(allows(policies, token("u", "c"), "FhirRead", "p3")).isFalse();
  }

  @DisplayName("complex: and, or, nested")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'engine':'complex','and':[{'engine':'allow'},{'engine':'allow'}]}                    | true",
        "{'engine':'complex','and':[{'engine':'allow'},{'engine':'matcho','matcho':{'uri':'/x'}}]} | false",
        "{'engine':'complex','or':[{'engine':'matcho','matcho':{'uri':'/x'}},{'engine':'allow'}]} | true",
        "{'engine':'complex','or':[{'engine':'matcho','matcho':{'uri':'/x'}}]}                 | false",
        "{'engine':'complex','and':[{'engine':'allow'},{'engine':'complex','or':[{'engine':'matcho','matcho':{'uri':'/x'}},{'engine':'matcho','matcho':{'uri':'/Patient/p1'}}]}]} | true",
      })
  void complex(String policy, boolean allowed) {
    assertThat(allows(List.of(policy("p", policy)), token("u", "c"), "FhirRead", "p1"))
        .isEqualTo(allowed);
  }

  @Test
  @DisplayName("another policy never takes a permission away")
  void monotone() {
    Random random = new Random(20260101);
    List<String> rules =
        List.of(
            "'engine':'allow'",
            "'engine':'matcho','matcho':{'uri':'#/Patient'}",
            "'engine':'matcho','matcho':{'uri':{'$not':'/Patient/p1'}}",
            "'engine':'matcho','matcho':{'params':{'resource/id':'.role.links.patient.id'}}",
            "'engine':'matcho','matcho':{'user':{'id':'u'}}",
            "'engine':'matcho','matcho':{'user':'nil?'}",
            "'engine':'matcho','matcho':{'headers':{'x':'.user.data.nothing'}}",
            "'engine':'complex','or':[{'engine':'matcho','matcho':{'client':{'id':'c'}}}]");
    List<String> links =
        List.of(
            "",
            ",'link':[{'reference':'User/u'}]",
            ",'link':[{'reference':'User/v'},{'reference':'Client/c'}]",
            ",'link':[{'reference':'Operation/FhirRead'}]",
            ",'roleName':'nurse'",
            ",'roleName':'nurse','link':[{'reference':'Operation/FhirSearch'}]");
    List<Caller> callers =
        List.of(token("u", "c"), token("v", "c"), token(null, "c"), new Caller.ProvenClient("d"));
    int permissions = 0;
    for (int round = 0; round < 2000; round++) {
      Caller caller = callers.get(random.nextInt(callers.size()));
      String operation = random.nextBoolean() ? "FhirRead" : "FhirSearch";
      String id = "p" + (1 + random.nextInt(3));
      List<Policy> policies = new ArrayList<>();
      boolean before = false;
      for (int i = 0; i < 6; i++) {
        String text =
            "{"
                + rules.get(random.nextInt(rules.size()))
                + links.get(random.nextInt(links.size()))
                + "}";
        policies.add(random.nextInt(policies.size() + 1), policy("p" + i, text));
        boolean after = allows(policies, caller, operation, id);
        assertThat(after || !before).as("%s by %s", policies, caller).isTrue();
        permissions += after ? 1 : 0;
        before = after;
      }
    }
    assertThat(permissions).isBetween(1000, 11_900); // both outcomes were seen
  }

  @Test
  @DisplayName("a policy that cannot be evaluated within bounds denies, and spoils no other")
  void exhausted() {
    Policy heavy =
        policy("heavy", "{'engine':'matcho','matcho':{'query-string':{'$not':'#(a+)+$'}}}");
    Policy light = policy("light", "{'engine':'matcho','matcho':{'request-method':'get'}}");
    RequestObject request =
        Requests.seen(
            Requests.request("GET", "/Patient", Map.of(), "a".repeat(200_000)),
            null,
            RequestObject.Subject.NOBODY);
    assertThat(heavy.allows(request)).isFalse();
    assertThat(light.allows(request)).isTrue();
  }
}

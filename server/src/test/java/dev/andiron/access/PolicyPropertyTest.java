package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.identity.SessionView;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Policies and requests made by chance, from a seed.
@DisplayName("AccessPolicy: what holds of any policies and any request")
class PolicyPropertyTest {
  private static final int ROUNDS = 3000;
  private static final int POLICIES = 7;
  private static final Set<String> OWN_TYPES = Set.of("User", "AccessPolicy");
  private static final List<String> OPERATIONS = List.of("FhirRead", "FhirSearch", "FhirUpdate");
  private static final List<String> TYPES = List.of("Patient", "Observation", "User");
  private static final List<String> IDS = List.of("p1", "p2", "p3");

  private final Random random = new Random(20_260_728);

  /// A question.
  private record Asked(Caller caller, RequestObject request, List<JsonObject> roles) {
    Decision decide(List<Policy> policies) {
      return Decider.decide(
          new PolicyIndex(policies),
          caller,
          request,
          () -> roles.stream().map(role -> String.valueOf(role.string("name"))).distinct().toList(),
          () -> roles);
    }
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Policy policy(int number) {
    if (random.nextInt(8) == 0) {
      String operation = any(OPERATIONS);
      return new Policy(
          "Operation/" + operation,
          List.of(new ResourceKey("Operation", operation)),
          null,
          new Policy.Opened(OWN_TYPES::contains));
    }
    String text = "{" + rule(0) + links() + (random.nextInt(3) == 0 ? roleName() : "") + "}";
    PolicyCompiler.Compiled compiled = PolicyCompiler.compile("p" + number, Requests.object(text));
    assertThat(compiled.issues()).as(text).isEmpty();
    Policy policy = compiled.policy();
    assertThat(policy).isNotNull();
    return policy;
  }

  private String links() {
    return switch (random.nextInt(4)) {
      case 0 -> ",'link':[" + link() + "]";
      case 1 -> ",'link':[" + link() + "," + link() + "]";
      default -> "";
    };
  }

  private String link() {
    return any(List.of("User/u", "User/v", "Client/c", "Operation/" + any(OPERATIONS), "Client/d"))
        .transform(reference -> "{'reference':'" + reference + "'}");
  }

  private String roleName() {
    return ",'roleName':'" + any(List.of("nurse", "clerk")) + "'";
  }

  private String rule(int depth) {
    return switch (random.nextInt(depth > 2 ? 4 : 6)) {
      case 0 -> "'engine':'allow'";
      case 1, 2, 3 -> "'engine':'matcho','matcho':" + pattern(0);
      case 4 -> "'engine':'complex','and':[" + rules(depth) + "]";
      default -> "'engine':'complex','or':[" + rules(depth) + "]";
    };
  }

  private String rules(int depth) {
    StringBuilder rules = new StringBuilder("{" + rule(depth + 1) + "}");
    for (int i = random.nextInt(3); i > 0; i--) {
      rules.append(",{").append(rule(depth + 1)).append('}');
    }
    return rules.toString();
  }

  private String pattern(int depth) {
    String one =
        any(
            List.of(
                "'uri':'#^/fhir/" + any(TYPES) + "'",
                "'uri':{'$not':'/Patient/" + any(IDS) + "'}",
                "'request-method':{'$one-of':['get','put']}",
                "'request-method':'" + any(List.of("get", "put")) + "'",
                "'params':{'resource/id':'.role.links.patient.id'}",
                "'params':{'resource/id':'.user.data.patient'}",
                "'params':{'patient':'nil?'}",
                "'params':{'patient':'" + any(IDS) + "'}",
                "'user':'" + any(List.of("present?", "nil?")) + "'",
                "'client':{'id':'" + any(List.of("c", "d")) + "'}",
                "'operation':{'id':{'$enum':['FhirRead','" + any(OPERATIONS) + "']}}",
                "'resource':{'active':true}",
                "'resource':'nil?'",
                "'headers':{'x':'.user.data.nothing'}"));
    return depth < 1 && random.nextInt(4) == 0
        ? "{'$one-of':[{" + one + "}," + pattern(depth + 1) + "]}"
        : "{" + one + "}";
  }

  private Asked asked() {
    String operation = any(OPERATIONS);
    String type = any(TYPES);
    String id = any(IDS);
    Request request =
        switch (operation) {
          case "FhirSearch" ->
              Requests.request(
                  "GET",
                  "/" + type,
                  Map.of("type", type),
                  random.nextBoolean() ? "" : "patient=" + any(IDS));
          case "FhirUpdate" ->
              Requests.request("PUT", "/" + type + "/" + id, Map.of("type", type, "id", id), "");
          default -> Requests.read(type, id);
        };
    @Nullable Json body =
        operation.equals("FhirUpdate")
            ? Requests.object("{'active':" + random.nextBoolean() + "}")
            : null;
    Caller caller =
        any(
            List.of(
                token("u", "c"),
                token("u", null),
                token("v", "c"),
                token(null, "c"),
                new Caller.ProvenClient("d"),
                new Caller.Anonymous()));
    List<JsonObject> roles =
        "u".equals(caller.userId())
            ? List.of(role("nurse", "p1"), role("nurse", "p2"), role("clerk", "p3"))
            : List.of();
    Supplier<@Nullable Json> content = () -> body;
    return new Asked(
        caller,
        new RequestObject(
            request,
            operation,
            Parameters.parse(request.queryString()),
            content,
            new Requests.Told(
                caller.userId() == null
                    ? null
                    : Requests.object("{'id':'" + caller.userId() + "','data':{'patient':'p1'}}"),
                caller.clientId() == null ? null : JsonObject.of("id", caller.clientId()),
                null,
                null,
                roles)),
        roles);
  }

  private static JsonObject role(String name, String patient) {
    return Requests.object(
        "{'resourceType':'Role','name':'%s','links':{'patient':{'reference':'Patient/%s'}}}"
            .formatted(name, patient));
  }

  private static Caller token(@Nullable String user, @Nullable String client) {
    return new Caller.SignedIn(
        new SessionView(
            "s", "password", user, client, List.of(), List.of(), 0, 0, JsonObject.EMPTY));
  }

  private List<Policy> policies() {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < POLICIES; i++) {
      policies.add(policy(i));
    }
    return policies;
  }

  @Test
  @DisplayName("another policy never takes a permission away; taking one away never gives one")
  void monotone() {
    int allowed = 0;
    int denied = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Asked asked = asked();
      List<Policy> policies = new ArrayList<>();
      boolean before = false;
      for (Policy policy : policies()) {
        policies.add(random.nextInt(policies.size() + 1), policy);
        boolean after = asked.decide(policies).allowed();
        assertThat(after || !before).as("%s by %s", policies, asked.caller()).isTrue();
        before = after;
      }
      allowed += before ? 1 : 0;
      denied += before ? 0 : 1;
    }
    assertThat(allowed).isGreaterThan(ROUNDS / 10);
    assertThat(denied).isGreaterThan(ROUNDS / 10);
  }

  @Test
  @DisplayName("together they allow what one of them allows alone, in whatever order they stand")
  void together() {
    for (int round = 0; round < ROUNDS; round++) {
      Asked asked = asked();
      List<Policy> policies = policies();
      boolean alone = policies.stream().anyMatch(policy -> asked.decide(List.of(policy)).allowed());
      assertThat(asked.decide(policies).allowed()).as("%s", policies).isEqualTo(alone);
      Collections.shuffle(policies, random);
      assertThat(asked.decide(policies).allowed()).as("%s", policies).isEqualTo(alone);
    }
  }

  @Test
  @DisplayName(
      "nobody is allowed anything but what is public, and never a type of the server's own")
  void nobody() {
    int opened = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Asked asked = asked();
      if (asked.caller() instanceof Caller.Anonymous) {
        String policy = asked.decide(policies()).policy();
        if (policy != null) {
          opened++;
          assertThat(policy).isEqualTo("Operation/" + asked.request().operation());
          assertThat(asked.request().type()).isNotIn(OWN_TYPES);
        }
      }
    }
    assertThat(opened).isGreaterThan(10);
  }

  @Test
  @DisplayName("there is a reason exactly where a rule does not allow")
  void reasons() {
    for (int round = 0; round < ROUNDS; round++) {
      Asked asked = asked();
      Policy.Rule rule = policy(round).rule();
      assertThat(rule.failure(asked.request()) == null)
          .as("%s", rule)
          .isEqualTo(rule.allows(asked.request()));
    }
  }
}

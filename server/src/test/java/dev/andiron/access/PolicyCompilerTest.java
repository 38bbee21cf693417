package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Together;
import dev.andiron.resource.WriteHook;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("AccessPolicy, what is taken and what is refused on write")
class PolicyCompilerTest {
  private static PolicyCompiler.Compiled compile(String policy) {
    return PolicyCompiler.compile("p", Requests.object(policy));
  }

  @DisplayName("policies that are taken")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'engine':'allow'}",
        "{'engine':'allow','link':[{'reference':'User/u'},{'resourceType':'Client','id':'c'}]}",
        "{'engine':'allow','link':[{'reference':'Operation/FhirRead','display':'reads'}]}",
        "{'engine':'allow','roleName':'nurse','description':'all for nurses','type':'rest'}",
        "{'engine':'matcho','matcho':{'uri':'#/Patient','request-method':{'$enum':['get']}}}",
        "{'engine':'json-schema','schema':{'required':['user']}}",
        "{'engine':'sql','sql':{'query':'select {{user.id}} is null'}}",
        "{'engine':'complex','or':[{'engine':'json-schema','schema':{'required':['user']}}]}",
        "{'engine':'complex','and':[{'engine':'allow'},{'engine':'complex','or':[{'engine':'allow'}]}]}"
      })
  void taken(String policy) {
    assertThat(compile(policy).issues()).isEmpty();
  }

  @DisplayName("policies that are refused, and where their fault is")
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                     | AccessPolicy.engine",
        "{'engine':1}                                           | AccessPolicy.engine",
        "{'engine':'alow'}                                      | AccessPolicy.engine",
        "{'engine':'sql'}                                       | AccessPolicy.sql.query",
        "{'engine':'sql','sql':{'query':'select true; drop'}}   | AccessPolicy.sql.query",
        "{'engine':'sql','sql':{'query':'select true','x':1}}   | AccessPolicy.sql",
        "{'engine':'json-schema'}                               | AccessPolicy.schema",
        "{'engine':'json-schema','schema':'x'}                  | AccessPolicy.schema",
        "{'engine':'json-schema','schema':{}}                   | AccessPolicy.schema",
        "{'engine':'matcho','matcho':{'uri':'/x'},'schema':{}}  | AccessPolicy.schema",
        "{'engine':'complex','or':[{'engine':'json-schema','schema':{'required':['usr']}}]} | AccessPolicy.or[0].schema.required",
        "{'engine':'allow-rpc'}                                 | AccessPolicy.engine",
        "{'engine':'smart-on-fhir'}                             | AccessPolicy.engine",
        "{'engine':'allow','matcho':{'uri':'/x'}}               | AccessPolicy.matcho",
        "{'engine':'allow','type':'rpc'}                        | AccessPolicy.type",
        "{'engine':'allow','roleName':' '}                      | AccessPolicy.roleName",
        "{'engine':'allow','link':[]}                           | AccessPolicy.link",
        "{'engine':'allow','link':{'reference':'User/u'}}       | AccessPolicy.link",
        "{'engine':'allow','link':[{'reference':'Patient/p'}]}  | AccessPolicy.link[0]",
        "{'engine':'allow','link':[{'reference':'User/u'},{}]}  | AccessPolicy.link[1]",
        "{'engine':'allow','link':[{'reference':'u'}]}          | AccessPolicy.link[0]",
        "{'engine':'allow','link':[{'reference':'User/a','resourceType':'User','id':'b'}]} | AccessPolicy.link[0]",
        "{'engine':'matcho'}                                    | AccessPolicy.matcho",
        "{'engine':'matcho','matcho':'x'}                       | AccessPolicy.matcho",
        "{'engine':'matcho','matcho':{}}                        | AccessPolicy.matcho",
        "{'engine':'matcho','matcho':{'uri':'/x'},'or':[]}      | AccessPolicy.or",
        "{'engine':'complex'}                                   | AccessPolicy",
        "{'engine':'complex','and':[]}                          | AccessPolicy.and",
        "{'engine':'complex','and':[{'engine':'allow'}],'or':[{'engine':'allow'}]} | AccessPolicy",
        "{'engine':'complex','or':[1]}                          | AccessPolicy.or[0]",
        "{'engine':'complex','or':[{}]}                         | AccessPolicy.or[0].engine",
        "{'engine':'complex','or':[{'engine':'sql'}]}           | AccessPolicy.or[0].sql.query",
        "{'engine':'complex','or':[{'engine':'allow','roleName':'x'}]} | AccessPolicy.or[0].roleName",
        "{'engine':'complex','or':[{'engine':'allow','machto':{}}]} | AccessPolicy.or[0].machto",
        "{'engine':'complex','or':[{'engine':'matcho','matcho':{'uri':'#('}}]} | AccessPolicy.or[0].matcho.uri",
      })
  void refused(String policy, String place) {
    assertThat(compile(policy).policy()).isNull();
    assertThat(compile(policy).issues()).extracting(Issue::expression).contains(place);
  }

  @Test
  @DisplayName("an engine that is not offered is told apart from one that does not exist")
  void notOffered() {
    assertThat(compile("{'engine':'clj'}").issues())
        .singleElement()
        .satisfies(issue -> {
          assertThat(issue.kind()).isEqualTo(Issue.Kind.NOT_SUPPORTED);
          assertThat(issue.message()).contains("not offered by this version");
        });
  }

  @Test
  @DisplayName("rules nest to a bound")
  void depth() {
    String rule = "{'engine':'allow'}";
    for (int i = 0; i < 20; i++) {
      rule = "{'engine':'complex','and':[" + rule + "]}";
    }
    assertThat(compile(rule).issues()).isNotEmpty();
  }

  @Test
  @DisplayName("links are read in both spellings")
  void links() {
    Policy policy =
        compile(
                "{'engine':'allow','link':[{'reference':'User/u'},{'resourceType':'User','id':'v'}]}")
            .policy();
    assertThat(policy)
        .extracting(Policy::links, InstanceOfAssertFactories.list(ResourceKey.class))
        .containsExactly(new ResourceKey("User", "u"), new ResourceKey("User", "v"));
  }

  @Test
  @DisplayName("the hook refuses with every fault, and passes what is good through unchanged")
  void hook() {
    AccessPolicyHook hook =
        new AccessPolicyHook(() -> Requests.OPERATIONS, _ -> List.of(), _ -> List.of());
    JsonObject good = Requests.object("{'resourceType':'AccessPolicy','engine':'allow'}");
    assertThat(hook.types()).containsExactly("AccessPolicy");
    assertThat(hook.plan(proposal(1, null, good)).resource()).isEqualTo(good);
    assertThat(hook.plan(proposal(2, good, null)).resource()).isNull();
    JsonObject bad =
        Requests.object("{'engine':'matcho','matcho':{'uri':'#(','usr':1},'link':[{}]}");
    assertThatThrownBy(() -> hook.plan(proposal(1, null, bad)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(RefusedException.Reason.INVALID);
              assertThat(e.issues()).hasSize(3);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          FhirRaed            | did you mean FhirRead?
          fhirsearch          | did you mean FhirSearch?
          FhirPostSearch      | did you mean FhirSearch?
          Nonsense            | There is no operation of this name; GET /Operation lists all.
          AuthToken           | without a policy
          CloseSession        | without a policy
          """)
  @DisplayName("a link to an operation that no policy is asked about is refused")
  void neverApplies(String operation, String message) {
    AccessPolicyHook hook =
        new AccessPolicyHook(() -> Requests.OPERATIONS, _ -> List.of(), _ -> List.of());
    JsonObject linked =
        Requests.object(
            "{'engine':'allow','link':[{'reference':'User/u'},{'reference':'Operation/"
                + operation
                + "'}]}");
    assertThatThrownBy(() -> hook.plan(proposal(1, null, linked)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.issues())
                  .singleElement()
                  .extracting(Issue::expression)
                  .isEqualTo("AccessPolicy.link[1]");
              assertThat(e.issues().getFirst().message()).contains(message);
            });
  }

  private static WriteHook.Proposal proposal(
      long version, @Nullable JsonObject current, @Nullable JsonObject proposed) {
    return new WriteHook.Proposal(
        "AccessPolicy", "p", version, current, proposed, new Together(Set.of(), Set.of()));
  }
}

package dev.andiron.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("AccessPolicy, engine matcho")
class MatchoTest {

  static MatchoPattern compile(String pattern) {
    List<Issue> issues = new ArrayList<>();
    MatchoPattern compiled =
        new MatchoCompiler(issues).compile(Requests.object(pattern), "AccessPolicy.matcho");
    assertThat(issues).isEmpty();
    return compiled;
  }

  /// Whether it matches; where it does not, the reason must be somewhere in the pattern.
  private static boolean matches(MatchoPattern pattern, RequestObject request) {
    boolean matches = Matcho.matches(pattern, request);
    Failure failure = MatchoFailure.of(pattern, request);
    assertThat(failure == null).isEqualTo(matches);
    if (failure != null) {
      assertThat(failure.at()).startsWith("matcho");
      assertThat(failure.message()).isNotBlank();
    }
    return matches;
  }

  private static boolean body(String pattern, String body) {
    return matches(
        compile("{'body':{'x':" + pattern + "}}"), Requests.withBody("{'x':" + body + "}"));
  }

  @DisplayName("each operator, what it matches and what it does not")
  @ParameterizedTest(name = "{0} matches {1}, not {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'get'                          | 'get'                      | 'GET'",
        "'1'                            | '1'                        | 1",
        "1                              | 1.0                        | '1'",
        "1.50                           | 15e-1                      | 1.51",
        "true                           | true                       | 'true'",
        "{'a':{'b':1}}                  | {'a':{'b':1,'c':2},'d':3}  | {'a':{'c':1}}",
        "{'a':{'b':1}}                  | {'a':{'b':1}}              | {'b':{'a':1}}",
        "{}                             | {'a':1}                    | 'a'",
        "[1,2]                          | [1,2,3]                    | [2,1]",
        "[1,2]                          | [1,2]                      | [1]",
        "[{'a':1}]                      | [{'a':1,'b':2}]            | {'a':1}",
        "'#^ab+$'                       | 'abb'                      | 'xabb'",
        "'#\\\\d+'                      | 'a1b'                      | 'ab'",
        "'#1'                           | '1'                        | 1",
        "'present?'                     | {'a':1}                    | null",
        "'present?'                     | false                      | null",
        "'nil?'                         | null                       | 0",
        "{'y':'nil?'}                   | {'z':1}                    | {'y':1}",
        "'not-blank?'                   | 'a'                        | ' '",
        "'not-blank?'                   | 'a'                        | ''",
        "'not-blank?'                   | 'a'                        | 5",
        "'.user.id'                     | 'u'                        | 'v'",
        "'.user.data.n'                 | 1                          | '1'",
        "'.user.data.list.1'            | 'b'                        | 'a'",
        "'.user.data.list'              | ['a','b']                  | ['b','a']",
        "'.user.data.nothing'           | .                          | null",
        "'.user.data.nothing'           | .                          | 'u'",
        "{'$not':'.user.data.nothing'}  | .                          | 'u'",
        "{'$not':'.user.data.patient'}  | 'p2'                       | 'p1'",
        "{'$enum':['a',1,true]}         | 1.0                        | 'b'",
        "{'$enum':['a',1,true]}         | true                       | 'true'",
        "{'$one-of':['a','#^b']}        | 'bc'                       | 'cb'",
        "{'$one-of':[{'b':'present?'},{'c':'present?'}]} | {'c':5}   | {'b':null}",
        "{'$contains':{'s':'l'}}        | [{'s':'k'},{'s':'l'}]      | [{'s':'k'}]",
        "{'$contains':'a'}              | ['b','a']                  | 'a'",
        "{'$every':{'s':'l'}}           | [{'s':'l'},{'s':'l','t':1}]| [{'s':'l'},{'s':'k'}]",
        "{'$every':{'s':'l'}}           | [{'s':'l'}]                | []",
        "{'$not':'a'}                   | 'b'                        | 'a'",
        "{'$not':{'s':'private'}}       | {'s':'public'}             | {'s':'private'}",
        "{'$reference':{'id':'.user.data.patient'}} | {'reference':'Patient/p1'}        | {'reference':'Patient/p2'}",
        "{'$reference':{'id':'.user.data.patient'}} | 'Patient/p1'                      | 'Patient/p2'",
        "{'$reference':{'id':'.user.data.patient'}} | {'resourceType':'Patient','id':'p1'} | {'resourceType':'Patient','id':'p2'}",
        "{'$reference':{'id':'p1'}}     | {'reference':'Patient/p1/_history/3'} | {'reference':'https://elsewhere/Patient/p1'}",
        "{'$reference':{'id':'p1'}}     | {'reference':'Patient/p1','id':'p1'}  | {'reference':'Patient/p2','id':'p1'}",
        "{'$reference':{'id':'p1'}}     | .                          | {'reference':'Patient/p2','resourceType':'Patient','id':'p1'}",
        "{'$not':{'$reference':{'id':'p1'}}} | 'Patient/p2'          | 'https://elsewhere/Patient/p1'",
        "{'$present-all':['a','b']}     | ['c','b','a']              | ['a','c']",
        "{'$present-all':['a'],'$length':1} | ['a']                  | ['a','b']",
        "{'$length':2}                  | [1,2]                      | [1]",
        "{'$length':0}                  | []                         | {}",
      })
  void operators(String pattern, String matched, String unmatched) {
    if (!matched.equals(".")) {
      assertThat(body(pattern, matched)).isTrue();
    }
    assertThat(body(pattern, unmatched)).isFalse();
  }

  @DisplayName("what cannot have been meant is refused, and the place is named")
  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                       | ``",
        "{'uri':null}                             | .uri",
        "{'uri':'#('}                             | .uri",
        "{'uri':'#'}                              | .uri",
        "{'uri':'#(?!a)b'}                        | .uri",
        "{'uri':'#((a{100}){100}){100}'}          | .uri",
        "{'uri':'#(((((a{90}){90}){90}){90}){90}'}| .uri",
        "{'method':'get'}                         | .method",
        "{'user':{'id':'.usr.id'}}                | .user.id",
        "{'user':{'id':'.user..id'}}              | .user.id",
        "{'user':{'id':'.'}}                      | .user.id",
        "{'user':'presnt?'}                       | .user",
        "{'params':{'x':[]}}                      | .params.x",
        "{'params':{'x':[1,null]}}                | .params.x[1]",
        "{'params':{'x':{'$enum':[]}}}            | .params.x.$enum",
        "{'params':{'x':{'$enum':'a'}}}           | .params.x.$enum",
        "{'params':{'x':{'$enum':['a','#b']}}}    | .params.x.$enum[1]",
        "{'params':{'x':{'$enum':['.user.id']}}}  | .params.x.$enum[0]",
        "{'params':{'x':{'$enum':[{}]}}}          | .params.x.$enum[0]",
        "{'params':{'x':{'$one-of':[]}}}          | .params.x.$one-of",
        "{'params':{'x':{'$one-of':['#(']}}}      | .params.x.$one-of[0]",
        "{'params':{'y':1,'$one-of':[{'x':1}]}}   | .params",
        "{'params':{'x':{'$enum':[1],'$not':2}}}  | .params.x",
        "{'params':{'x':{'$of':[1]}}}             | .params.x.$of",
        "{'params':{'x':{'$length':'2'}}}         | .params.x.$length",
        "{'params':{'x':{'$length':-1}}}          | .params.x.$length",
        "{'params':{'x':{'$length':1.5}}}         | .params.x.$length",
        "{'params':{'x':{'$length':1e999}}}       | .params.x.$length",
        "{'params':{'x':{'$contains':null}}}      | .params.x.$contains",
        "{'params':{'x':{'$every':'#['}}}         | .params.x.$every",
        "{'params':{'x':{'$not':'.x'}}}           | .params.x.$not",
        "{'params':{'x':{'$reference':{'id':'.'}}}} | .params.x.$reference.id",
        "{'params':{'x':{'$present-all':{}}}}     | .params.x.$present-all",
        "{'$enum':[1]}                            | .$enum",
        "{'$one-of':['a']}                        | .$one-of[0]",
      })
  void malformed(String pattern, String place) {
    List<Issue> issues = new ArrayList<>();
    MatchoPattern _ =
        new MatchoCompiler(issues).compile(Requests.object(pattern), "AccessPolicy.matcho");
    assertThat(issues).extracting(Issue::expression).contains("AccessPolicy.matcho" + place);
  }

  @Test
  @DisplayName("every fault is told, not only the first")
  void everyFault() {
    List<Issue> issues = new ArrayList<>();
    MatchoPattern _ =
        new MatchoCompiler(issues)
            .compile(Requests.object("{'uri':'#(','user':null,'nobody':1}"), "AccessPolicy.matcho");
    assertThat(issues).hasSize(3);
  }

  @DisplayName("uri has two spellings: either may match, under $not neither")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'/Patient/p1'                                    | true",
        "'/fhir/Patient/p1'                               | true",
        "'#^/Patient/'                                    | true",
        "'#^/fhir/Patient/'                               | true",
        "'/fhir/Patient'                                  | false",
        "{'$enum':['/Patient/p1']}                        | true",
        "{'$one-of':['/Patient','#^/Patient/[^/]+$']}     | true",
        "{'$not':'/Patient/p1'}                           | false",
        "{'$not':'/fhir/Patient/p1'}                      | false",
        "{'$not':'#^/fhir/'}                              | false",
        "{'$not':{'$one-of':['/x','#^/Patient']}}         | false",
        "{'$not':'/Observation/p1'}                       | true",
        "'.uri'                                           | true",
      })
  void uri(String pattern, boolean matches) {
    RequestObject request =
        Requests.seen(Requests.read("Patient", "p1"), null, RequestObject.Subject.NOBODY);
    assertThat(matches(compile("{'uri':" + pattern + "}"), request)).isEqualTo(matches);
    assertThat(matches(compile("{'$not':{'uri':" + pattern + "}}"), request)).isNotEqualTo(matches);
  }

  @Test
  @DisplayName("request-method is compared without case")
  void method() {
    RequestObject request =
        Requests.seen(Requests.read("Patient", "p1"), null, RequestObject.Subject.NOBODY);
    assertThat(matches(compile("{'request-method':'GET'}"), request)).isTrue();
    assertThat(matches(compile("{'request-method':{'$enum':['POST','GET']}}"), request)).isTrue();
    assertThat(matches(compile("{'request-method':{'$not':'GET'}}"), request)).isFalse();
  }

  @Test
  @DisplayName("a path that leads nowhere matches nothing, not even what is not there")
  void absentPath() {
    RequestObject stranger =
        Requests.seen(
            Requests.request("GET", "/Observation", Map.of("type", "Observation"), ""),
            null,
            Requests.Told.user("{'id':'u'}"));
    assertThat(matches(compile("{'params':{'patient':'.user.data.patient'}}"), stranger)).isFalse();
    assertThat(matches(compile("{'$not':{'params':{'patient':'.user.data.patient'}}}"), stranger))
        .isFalse();
    assertThat(
            matches(
                compile(
                    "{'$one-of':[{'params':{'patient':'.user.data.patient'}},{'user':{'id':'u'}}]}"),
                stranger))
        .isTrue();
  }

  @Test
  @DisplayName("both spellings of a reference can be asked for, and both in a path")
  void references() {
    RequestObject request =
        Requests.seen(
            Requests.read("Patient", "p1"),
            Requests.json("{'subject':{'reference':'Patient/p1'}}"),
            Requests.Told.user("{'id':'u','fhirUser':{'reference':'Patient/p1'}}"));
    assertThat(matches(compile("{'params':{'resource/id':'.user.fhirUser.id'}}"), request))
        .isTrue();
    assertThat(
            matches(
                compile("{'resource':{'subject':{'resourceType':'Patient','id':'p1'}}}"), request))
        .isTrue();
    assertThat(
            matches(
                compile("{'resource':{'subject':{'reference':'.user.fhirUser.reference'}}}"),
                request))
        .isTrue();
  }

  @DisplayName("of a JSON Patch, what looks at a resource is not known: neither it nor its $not")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'resource':{'$not':{'inactive':'present?'}}} | false",
        "{'resource':'nil?'} | false",
        "{'resource':{'$not':'present?'}} | false",
        "{'$not':{'resource':{'inactive':'present?'}}} | false",
        "{'$one-of':[{'$not':{'resource':{'inactive':true}}}]} | false",
        "{'params':{'x':{'$not':'.resource.inactive'}}} | false",
        "{'body':{'$not':{'inactive':'present?'}}} | false",
        "{'body':{'$not':{'$one-of':[{'inactive':true}]}}} | false",
        "{'$not':{'body':{'inactive':true}}} | false",
        "{'$one-of':[{'resource':'nil?'},{'user':{'id':'u'}}]} | true",
        "{'body':{'$every':{'op':'replace'}}} | true",
        "{'body':{'$not':{'$contains':{'path':'/active'}}}} | true",
        "{'body':[{'value':{'$not':{'x':1}}}]} | true",
      })
  void ofJsonPatch(String pattern, boolean matches) {
    RequestObject request = Requests.withBody("[{'op':'replace','path':'/inactive','value':true}]");
    assertThat(matches(compile(pattern), request)).isEqualTo(matches);
  }
}

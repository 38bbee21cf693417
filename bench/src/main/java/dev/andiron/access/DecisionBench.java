package dev.andiron.access;

import com.google.re2j.Pattern;
import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.identity.SessionView;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// Deciding by 200 policies, a hundred for everybody and a hundred linked to the user, of eight
/// kinds of `matcho` that people write: all of them say no, or the last says yes. Each time the
/// request object is made anew. Beside it what a trace of the same denial takes, and as a peer 200
/// expressions searched for in the path, without anything around them.
///
/// Prints a table, tabs between.
public final class DecisionBench {
  private static final int HALF = 100;

  private static final Caller CALLER =
      new Caller.SignedIn(
          new SessionView("s", "password", "u", "c", List.of(), List.of(), 0, 0, JsonObject.EMPTY));
  private static final Request REQUEST =
      new Request(
          "r1",
          "GET",
          "/Observation",
          List.of("Observation"),
          Map.of("type", "Observation"),
          "patient=p1&code=x&_count=20",
          Parameters.parse("patient=p1&code=x&_count=20"),
          Headers.NONE.with("X-Ward", "a"),
          new byte[0],
          "127.0.0.1",
          "http");

  private final PolicyIndex denying;
  private final PolicyIndex allowing;
  private final List<Pattern> expressions = new ArrayList<>();

  private record Subject(JsonObject user) implements RequestObject.Subject {}

  private static final Subject SUBJECT =
      new Subject(
          object(
              "{'id':'u','data':{'role':'nurse','wards':['a','b'],'patient_id':'p7','org':'o1'}}"));

  private static JsonObject object(String text) {
    return (JsonObject) JsonReader.read(text.replace('\'', '"'));
  }

  /// None of them holds of the request.
  private static String matcho(int number) {
    return switch (number % 8) {
      case 0 -> "{'uri':'#^/fhir/Patient/p%d$','request-method':'get'}".formatted(number);
      case 1 -> "{'request-method':{'$enum':['post','put']},'user':{'data':{'role':'nurse'}}}";
      case 2 -> "{'request-method':'get','params':{'patient':'.user.data.patient_id'}}";
      case 3 -> "{'user':{'data':{'role':'role-%d'}},'uri':'#^/fhir/'}".formatted(number);
      case 4 -> "{'user':{'data':{'wards':{'$contains':'w%d'}}}}".formatted(number);
      case 5 -> "{'uri':{'$one-of':['/Encounter','#^/Encounter/']},'request-method':'get'}";
      case 6 -> "{'params':{'resource/type':{'$enum':['Patient','Basic']},'code':'present?'}}";
      default -> "{'uri':'#^/Observation','params':{'_include':'present?'},'client':'present?'}";
    };
  }

  private static Policy policy(int number, String matcho) {
    String link = number < HALF ? "" : ",'link':[{'reference':'User/u'}]";
    return Objects.requireNonNull(
        PolicyCompiler.compile(
                "p" + number, object("{'engine':'matcho','matcho':" + matcho + link + "}"))
            .policy());
  }

  private DecisionBench() {
    List<Policy> policies = new ArrayList<>();
    for (int i = 0; i < 2 * HALF; i++) {
      policies.add(policy(i, matcho(i)));
      expressions.add(Pattern.compile("^/fhir/Patient/p" + i + "$"));
    }
    denying = new PolicyIndex(policies);
    // Those for everybody are asked after those of the user.
    policies.set(HALF - 1, policy(HALF - 1, "{'uri':'#^/fhir/Observation'}"));
    allowing = new PolicyIndex(policies);
    if (denied().permitted() || !allowedByTheLast().permitted()) {
      throw new IllegalStateException("the policies are not what they should be");
    }
  }

  private static RequestObject seen() {
    return new RequestObject(REQUEST, "FhirSearch", REQUEST.query(), () -> null, SUBJECT);
  }

  private Decision denied() {
    return Decider.decide(denying, CALLER, seen(), List::of, List::of);
  }

  private Decision allowedByTheLast() {
    return Decider.decide(allowing, CALLER, seen(), List::of, List::of);
  }

  /// What a trace takes beside the decision.
  private JsonObject traceOfTheDenial() {
    return Tracing.of(denying, CALLER, seen(), List::of, List::of, true).json();
  }

  private int peerExpressions() {
    int found = 0;
    for (Pattern expression : expressions) {
      found += expression.matcher("/fhir/Observation").find() ? 1 : 0;
    }
    return found;
  }

  public static void main(String[] args) {
    DecisionBench bench = new DecisionBench();
    Map<String, Supplier<?>> cases = new LinkedHashMap<>();
    cases.put("200 policies, denied", bench::denied);
    cases.put("200 policies, allowed by the last", bench::allowedByTheLast);
    cases.put("200 policies, trace of the denial", bench::traceOfTheDenial);
    cases.put("peer: 200 expressions", bench::peerExpressions);
    ThreadTime.print(cases, 15, 300_000_000, 50);
  }
}

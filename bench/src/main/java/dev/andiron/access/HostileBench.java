package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/// What is meant to take long, by `matcho` and by `json-schema`: the limit is 10 ms, or a clear
/// denial. The policies are as deep and as large as may be written.
///
/// Prints a table, tabs between.
public final class HostileBench {
  private static final List<String> KINDS =
      List.of(
          "matcho expression",
          "matcho deep",
          "matcho elements",
          "matcho elements of elements",
          "schema expression",
          "schema deep",
          "schema elements",
          "schema unique elements");

  private final Json body;
  private final RequestObject request;
  private final Policy policy;

  private HostileBench(String kind) {
    this.policy = policy(kind);
    this.body = body(kind);
    this.request = request(body);
  }

  private static Json json(String text) {
    return JsonReader.read(text.replace('\'', '"'));
  }

  private static String nested(String before, String inside, String after, int depth) {
    return before.repeat(depth) + inside + after.repeat(depth);
  }

  private static Policy policy(String kind) {
    String asked =
        switch (kind) {
          case "matcho expression" -> "{'x':'#(a+)+$'}";
          case "matcho deep" -> nested("{'x':", "'y'", "}", 40);
          case "matcho elements" -> "{'x':{'$every':{'system':'a','value':'#^b$'}}}";
          case "matcho elements of elements" ->
              "{'x':{'$not':{'$contains':{'$contains':{'system':'c'}}}}}";
          case "schema expression" -> "{'properties':{'x':{'pattern':'(a+)+$'}}}";
          case "schema deep" -> nested("{'properties':{'x':", "{'type':'string'}", "}}", 40);
          case "schema elements" ->
              "{'properties':{'x':{'items':{'properties':{'system':{'const':'a'}}}}}}";
          case "schema unique elements" -> "{'properties':{'x':{'uniqueItems':true}}}";
          default -> throw new IllegalArgumentException(kind);
        };
    String engine =
        kind.startsWith("matcho")
            ? "{'engine':'matcho','matcho':{'body':" + asked + "}}"
            : "{'engine':'json-schema','schema':{'properties':{'body':" + asked + "}}}";
    return Objects.requireNonNull(PolicyCompiler.compile("p", (JsonObject) json(engine)).policy());
  }

  private static Json body(String kind) {
    if (kind.endsWith("expression")) {
      return JsonObject.of("x", "a".repeat(100_000) + "!");
    }
    if (kind.endsWith("deep")) {
      return json(nested("{'x':", "'z'", "}", 40));
    }
    JsonArray many = JsonArray.of(Collections.nCopies(10_000, json("{'system':'a','value':'b'}")));
    if (kind.endsWith("unique elements")) {
      List<Json> numbers = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        numbers.add(Json.of(i));
      }
      many = JsonArray.of(numbers);
    }
    return JsonObject.of(
        "x",
        kind.endsWith("of elements") ? JsonArray.of(Collections.nCopies(20, (Json) many)) : many);
  }

  /// Its members are made once for all policies: not timed.
  private static RequestObject request(Json body) {
    Request request =
        new Request(
            "r1",
            "POST",
            "/Patient",
            List.of("Patient"),
            Map.of("type", "Patient"),
            "",
            Parameters.NONE,
            Headers.NONE,
            new byte[0],
            "127.0.0.1",
            "http");
    RequestObject seen =
        new RequestObject(
            request, "FhirCreate", Parameters.NONE, () -> body, RequestObject.Subject.NOBODY);
    Json _ = seen.toJson();
    return seen;
  }

  private RequestObject remade() {
    return request(body);
  }

  private boolean allows() {
    return policy.allows(request);
  }

  public static void main(String[] args) {
    Map<String, Supplier<?>> cases = new LinkedHashMap<>();
    for (String kind : KINDS) {
      HostileBench bench = new HostileBench(kind);
      cases.put(kind + ": " + (bench.allows() ? "allowed" : "denied"), bench::allows);
    }
    HostileBench many = new HostileBench("matcho elements of elements");
    cases.put("(making the members of a request with 200,000 elements)", many::remade);
    ThreadTime.print(cases, 9, 200_000_000, 10_000);
  }
}

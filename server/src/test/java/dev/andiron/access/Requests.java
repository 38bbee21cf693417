package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests for tests, and JSON with single quotes.
final class Requests {
  private Requests() {}

  static Json json(String text) {
    return JsonReader.read(text.replace('\'', '"'));
  }

  static JsonObject object(String text) {
    return (JsonObject) json(text);
  }

  static Request request(String method, String path, Map<String, String> marks, String query) {
    List<String> segments = Arrays.stream(path.split("/")).filter(s -> !s.isEmpty()).toList();
    return new Request(
        "r1",
        method,
        path,
        segments,
        marks,
        query,
        Parameters.parse(query),
        Headers.NONE,
        new byte[0],
        "10.1.2.3",
        "http");
  }

  static Request read(String type, String id) {
    return request("GET", "/" + type + "/" + id, Map.of("type", type, "id", id), "");
  }

  /// Who asks, told by plain JSON.
  record Told(
      @Nullable JsonObject user,
      @Nullable JsonObject client,
      @Nullable JsonObject session,
      @Nullable JsonObject claims,
      List<JsonObject> roles)
      implements RequestObject.Subject {
    static Told user(String user) {
      return new Told(object(user), null, null, null, List.of());
    }
  }

  static RequestObject seen(Request request, @Nullable Json body, RequestObject.Subject subject) {
    return new RequestObject(request, "FhirRead", request.query(), () -> body, subject);
  }

  /// The request that has this body and nothing else worth mentioning.
  static RequestObject withBody(String body) {
    return seen(
        request("POST", "/Patient", Map.of("type", "Patient"), ""),
        json(body),
        Told.user("{'id':'u','data':{'n':1.0,'patient':'p1','list':['a','b']}}"));
  }
}

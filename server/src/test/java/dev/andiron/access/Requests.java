package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Requests for tests, and JSON with single quotes.
final class Requests {
  /// Some that can be linked to, of which reading can be made public.
  static final Operations OPERATIONS =
      new Operations(
          List.of(
              route("GET", "/{type}/{id}", "FhirRead", Admission.OPENABLE),
              route("GET", "/{type}", "FhirSearch", Admission.OPENABLE),
              route("GET", "/$export", "FhirExport", Admission.POLICY),
              route("POST", "/auth/token", "AuthToken", Admission.ALL),
              route("DELETE", "/Session", "CloseSession", Admission.SESSION)));

  private Requests() {}

  private static Route route(String method, String pattern, String operation, Admission admission) {
    return new Route(
        method,
        pattern,
        0,
        new Operation(operation, "Does " + operation + ".", admission),
        _ -> Response.empty(204));
  }

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

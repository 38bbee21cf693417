package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.identity.Client;
import dev.andiron.identity.User;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Validator;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A policy to be tried on a request, both as they are described in a body.
///
/// @param written the policy as the answer shows it
record PolicyTrial(
    Policy policy,
    Json written,
    SupposedRequest request,
    String operation,
    Caller caller,
    SupposedSubject subject) {
  private static final String UNNAMED = "policy";

  private static final List<String> MEMBERS =
      List.of(
          "request-method",
          "uri",
          "query-string",
          "params",
          "headers",
          "body",
          "resource",
          "user",
          "user-id",
          "client",
          "client-id",
          "role",
          "session",
          "jwt");

  static PolicyTrial read(Explanations known, Request asking, @Nullable Json body) {
    JsonObject trial = body instanceof JsonObject object ? object : JsonObject.EMPTY;
    Json proposed = trial.get("policy");
    if (proposed == null || !(trial.get("request") instanceof JsonObject request)) {
      throw bad(
          "The body has a request (request-method, uri, user-id or user, client-id or client,"
              + " headers, query-string, body) and a policy, or the id of one.");
    }
    for (JsonObject.Member member : request) {
      if (!MEMBERS.contains(member.name())) {
        throw bad(
            "request has no member `"
                + member.name()
                + "`; it may have "
                + String.join(", ", MEMBERS)
                + ".");
      }
    }
    Json written = proposed.resolved();
    // Only the body keeps scalars that are undecided: the type in its path decides.
    Json content = request.has("body") ? request.get("body") : request.get("resource");
    JsonObject plain = (JsonObject) request.resolved();
    SupposedRequest supposed =
        SupposedRequest.of(
            known.routes().get(), asking, method(plain), url(plain), headers(plain), content);
    String operation = supposed.operation();
    if (operation == null) {
      throw bad("No policy is asked for such a request.");
    }
    return new PolicyTrial(
        policy(known, written), written, supposed, operation, caller(plain), subject(known, plain));
  }

  private static Policy policy(Explanations known, Json written) {
    if (written instanceof JsonString(String id)) {
      Policy policy = known.policies().inForce().find(id);
      if (policy == null) {
        throw new HttpProblem(422, "There is no AccessPolicy of this id.");
      }
      return policy;
    }
    if (!(written instanceof JsonObject resource)) {
      throw bad("policy is an AccessPolicy, or the id of one.");
    }
    String id = resource.string("id");
    PolicyCompiler.Compiled compiled =
        PolicyCompiler.compile(id == null ? UNNAMED : id, resource, known.queries());
    Policy policy = compiled.policy();
    List<Issue> issues = policy == null ? compiled.issues() : known.queries().issues(policy);
    if (policy == null || !issues.isEmpty()) {
      throw new HttpProblem(
          422,
          issues.stream()
              .map(issue -> issue.expression() + ": " + issue.message())
              .collect(Collectors.joining(" ")));
    }
    return policy;
  }

  private static String method(JsonObject request) {
    String method = request.string("request-method");
    return method == null ? "GET" : method.toUpperCase(Locale.ROOT);
  }

  private static String url(JsonObject request) {
    String uri = request.string("uri");
    if (uri == null) {
      throw bad("request.uri is missing: /fhir/Patient/p.");
    }
    StringBuilder url = new StringBuilder(uri);
    String query = request.string("query-string");
    if (query != null && !query.isEmpty()) {
      append(url, query);
    }
    if (request.get("params") instanceof JsonObject params) {
      for (JsonObject.Member param : params) {
        // What the path says is read from the path.
        if (!param.name().startsWith("resource/")) {
          for (Json value :
              param.value() instanceof JsonArray array ? array : JsonArray.of(param.value())) {
            append(url, encoded(param.name()) + "=" + encoded(text(value, "params")));
          }
        }
      }
    }
    return url.toString();
  }

  private static void append(StringBuilder url, String query) {
    url.append(url.indexOf("?") < 0 ? '?' : '&').append(query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String text(Json value, String member) {
    if (value instanceof JsonString(String text)) {
      return text;
    }
    throw bad("request." + member + " has texts as its members.");
  }

  private static Headers headers(JsonObject request) {
    Headers headers = Headers.NONE;
    if (request.get("headers") instanceof JsonObject fields) {
      for (JsonObject.Member field : fields) {
        headers = headers.with(field.name(), text(field.value(), "headers"));
      }
    }
    return headers;
  }

  private static Caller caller(JsonObject request) {
    String user = id(request, "user");
    String client = id(request, "client");
    return user == null && client == null
        ? new Caller.Anonymous()
        : new Caller.Supposed(user, client);
  }

  private static @Nullable String id(JsonObject request, String who) {
    String id = request.string(who + "-id");
    JsonObject told = request.object(who);
    if (id != null || told == null) {
      return id;
    }
    // Somebody, whom no link names.
    String named = told.string("id");
    return named == null ? "" : named;
  }

  private static SupposedSubject subject(Explanations known, JsonObject request) {
    JsonObject user = request.object("user");
    JsonObject client = request.object("client");
    List<JsonObject> roles = new ArrayList<>();
    String userId = request.string("user-id");
    if (userId != null) {
      User found = known.users().find(userId);
      if (found == null) {
        throw new HttpProblem(422, "There is no User of this id.");
      }
      user = found.resource();
      roles.addAll(known.roles().of(userId));
    }
    String clientId = request.string("client-id");
    if (clientId != null) {
      Client found = known.clients().find(clientId);
      if (found == null) {
        throw new HttpProblem(422, "There is no Client of this id.");
      }
      client = found.resource();
    }
    Json told = request.get("role");
    for (Json role :
        told instanceof JsonArray array
            ? array
            : told == null ? JsonArray.EMPTY : JsonArray.of(told)) {
      if (!(role instanceof JsonObject resource)) {
        throw bad("request.role is a Role, or a list of them.");
      }
      roles.add(resource);
    }
    JsonObject claims = request.object("jwt");
    return new SupposedSubject(
        user,
        client,
        request.object("session"),
        claims == null ? claims(headers(request)) : claims,
        roles);
  }

  /// The claims of a JWT in `authorization`, which is read and not verified: nobody signs in by it.
  private static @Nullable JsonObject claims(Headers headers) {
    String field = headers.first("Authorization");
    String[] parts = field == null ? new String[0] : field.strip().split("\\s+|\\.", -1);
    if (parts.length != 4 || !parts[0].equalsIgnoreCase("Bearer")) {
      return null; // none, or an opaque token, which is nobody's here
    }
    try {
      return JsonReader.read(Base64.getUrlDecoder().decode(parts[2])) instanceof JsonObject claims
          ? claims
          : null;
    } catch (IllegalArgumentException | JsonException e) {
      throw bad("The token in request.headers.authorization is not a JWT.");
    }
  }

  RequestObject seen(Validator validator) {
    return request.seen(operation, subject, validator);
  }

  /// As Aidbox answers, with the trace besides. Of a user or client that was looked up it shows
  /// nothing but the id.
  JsonObject answer(RequestObject seen, Trace trace) {
    JsonObject.Builder asked =
        JsonObject.builder()
            .putIfPresent("uri", seen.get("uri"))
            .putIfPresent("request-method", seen.get("request-method"))
            .putIfPresent("params", seen.get("params"));
    asked.putIfPresent("user", named(caller.userId()));
    asked.putIfPresent("client", named(caller.clientId()));
    return JsonObject.builder()
        .put("request", asked.build())
        .put("operation", JsonObject.of("id", operation))
        .put("policy", written)
        .put("result", result(trace))
        .put("trace", trace.json().array("policies"))
        .build();
  }

  private static @Nullable JsonObject named(@Nullable String id) {
    return id == null || id.isEmpty() ? null : JsonObject.of("id", id);
  }

  private JsonObject result(Trace trace) {
    JsonObject result = JsonObject.of("eval-result", Json.of(trace.allowed()));
    if (trace.considered().isEmpty()) {
      return result.with("message", notMeant());
    }
    Failure failure = trace.considered().getLast().failure();
    return failure == null
        ? result
        : result.with("at", failure.at()).with("message", failure.message());
  }

  private String notMeant() {
    return caller instanceof Caller.Anonymous
        ? "Policies are for those who are signed in; say which user or client sends the request."
        : "The policy is not asked: it is for others, or for another operation, by its link or"
            + " roleName.";
  }

  private static HttpProblem bad(String message) {
    return new HttpProblem(400, message);
  }
}

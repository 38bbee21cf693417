package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The request as policies see it: one canonical object, made from what the router matched, without
/// any credential. Members are made when a policy first asks for them. Not thread-safe: one
/// request, one thread.
///
/// | member | what it is |
/// |---|---|
/// | `request-method` | in lower case; `get` also for HEAD and for `POST …/_search` |
/// | `uri` | the path with `/fhir` in front ([#plainUri] without), without `/_search` at its end |
/// | `params` | of query and form, a list where one is repeated; `resource/type`, `resource/id` and whatever else the path says, which no query can replace |
/// | `query-string` | as it was sent; `""` where there is none |
/// | `headers` | by their names in lower case, several lines joined by `, ` |
/// | `scheme` | `http` or `https` |
/// | `operation` | `{"id": "FhirRead"}` |
/// | `resource` | the body where it is one object |
/// | `body` | the body |
/// | `user` | the User the request acts for |
/// | `client` | the Client it came through |
/// | `role` | the Role a policy with `roleName` is about; elsewhere the list of the user's Roles |
/// | `session` | the session, with `role`, the list of the user's Roles |
/// | `jwt` | the claims of the token where it is a JWT |
/// | `remote-addr` | the peer's address |
///
/// References in `resource`, `body`, `user`, `client`, `role` and `session` have both spellings
/// ([References]).
final class RequestObject implements MatchoContext {
  static final List<String> MEMBERS =
      List.of(
          "request-method",
          "uri",
          "params",
          "query-string",
          "headers",
          "scheme",
          "operation",
          "resource",
          "body",
          "user",
          "client",
          "role",
          "session",
          "jwt",
          "remote-addr");

  private static final String SEARCH = "/_search";

  private final Request request;
  private final String operation;
  private final Parameters parameters;
  private final Supplier<@Nullable Json> body;
  private final Subject subject;
  private final @Nullable Json[] made;
  private final boolean[] isMade;
  private @Nullable JsonString plainUri;

  /// What the request object tells of its caller, credentials already taken out.
  interface Subject {
    Subject NOBODY = new Subject() {};

    default @Nullable JsonObject user() {
      return null;
    }

    default @Nullable JsonObject client() {
      return null;
    }

    default @Nullable JsonObject session() {
      return null;
    }

    default @Nullable JsonObject claims() {
      return null;
    }

    /// The user's Role resources.
    default List<JsonObject> roles() {
      return List.of();
    }
  }

  /// @param parameters of the query and the form
  /// @param body the body, every YAML scalar in it decided; asked for at most twice
  RequestObject(
      Request request,
      String operation,
      Parameters parameters,
      Supplier<@Nullable Json> body,
      Subject subject) {
    this.request = request;
    this.operation = operation;
    this.parameters = parameters;
    this.body = body;
    this.subject = subject;
    this.made = new Json[MEMBERS.size()];
    this.isMade = new boolean[MEMBERS.size()];
  }

  private RequestObject(RequestObject other, JsonObject role) {
    this.request = other.request;
    this.operation = other.operation;
    this.parameters = other.parameters;
    this.body = other.body;
    this.subject = other.subject;
    this.made = other.made.clone();
    this.isMade = other.isMade.clone();
    this.plainUri = other.plainUri;
    int index = MEMBERS.indexOf("role");
    made[index] = References.spelledBothWays(role);
    isMade[index] = true;
  }

  /// The same request, seen by a policy that is about this Role.
  RequestObject about(JsonObject role) {
    return new RequestObject(this, role);
  }

  String operation() {
    return operation;
  }

  /// The resource type that the path names, or null.
  @Nullable String type() {
    return typeOf(request);
  }

  /// A member, or null where the request has none.
  @Override
  public @Nullable Json get(String name) {
    int index = MEMBERS.indexOf(name);
    if (index < 0) {
      return null;
    }
    if (!isMade[index]) {
      made[index] = make(name);
      isMade[index] = true;
    }
    return made[index];
  }

  /// What lies one step within a value: a member, or an element by its number; null where nothing
  /// does.
  static @Nullable Json step(@Nullable Json from, String step) {
    if (from instanceof JsonObject object) {
      return object.get(step);
    }
    if (from instanceof JsonArray array
        && step.length() < 6
        && step.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int index = Integer.parseInt(step);
      return index < array.size() ? array.get(index) : null;
    }
    return null;
  }

  /// Whether the body is a list, a JSON Patch (RFC 6902): there is no `resource`, yet one is
  /// written, so that nothing follows from its absence.
  @Override
  public boolean isPatchedByOperations() {
    return get("body") instanceof JsonArray;
  }

  /// The other spelling of `uri`, without `/fhir`.
  @Override
  public Json plainUri() {
    JsonString plain = plainUri;
    if (plain == null) {
      plain = Json.of(path());
      plainUri = plain;
    }
    return plain;
  }

  /// The whole object.
  public JsonObject toJson() {
    JsonObject.Builder builder = JsonObject.builder();
    for (String name : MEMBERS) {
      builder.putIfPresent(name, get(name));
    }
    return builder.build();
  }

  private @Nullable Json make(String name) {
    return switch (name) {
      case "request-method" -> Json.of(method());
      case "uri" -> Json.of(path().equals("/") ? "/fhir" : "/fhir" + path());
      case "params" -> params();
      case "query-string" -> Json.of(request.queryString());
      case "headers" -> headers();
      case "scheme" -> Json.of(request.scheme());
      case "operation" -> JsonObject.of("id", operation);
      case "resource" -> get("body") instanceof JsonObject object ? object : null;
      case "body" -> visible(body.get());
      case "user" -> visible(subject.user());
      case "client" -> visible(subject.client());
      case "role" -> roles();
      case "session" -> session();
      case "jwt" -> subject.claims();
      case "remote-addr" -> Json.of(request.remoteAddress());
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static @Nullable Json visible(@Nullable Json value) {
    return value == null ? null : References.spelledBothWays(CredentialFields.removed(value));
  }

  /// Whether this is a search whose parameters are in a form
  /// (<https://hl7.org/fhir/R4/http.html#search>).
  static boolean isPostedSearch(Request request) {
    return request.method().equals("POST") && request.path().endsWith(SEARCH);
  }

  private String method() {
    return request.method().equals("HEAD") || isPostedSearch(request)
        ? "get"
        : request.method().toLowerCase(Locale.ROOT);
  }

  /// What may be read by id must not thereby be searched, so a posted search has the path of the
  /// same search by GET.
  private String path() {
    String path = request.path();
    if (!isPostedSearch(request)) {
      return path;
    }
    String type = path.substring(0, path.length() - SEARCH.length());
    return type.isEmpty() ? "/" : type;
  }

  private Json params() {
    JsonObject.Builder params = JsonObject.builder();
    for (Parameters.Parameter parameter : parameters.list()) {
      String name = parameter.name();
      if (!params.has(name)
          && !name.startsWith("resource/")
          && !CredentialFields.isParameter(name)) {
        List<String> values = parameters.all(name);
        params.put(
            name,
            values.size() == 1
                ? Json.of(values.getFirst())
                : JsonArray.of(values.stream().map(Json::of).toList()));
      }
    }
    for (Map.Entry<String, String> mark : request.pathParameters().entrySet()) {
      String name = mark.getKey();
      params.put(
          name.equals("type") || name.equals("id") ? "resource/" + name : name, mark.getValue());
    }
    params.putIfPresent("resource/type", typeOf(request));
    return params.build();
  }

  /// The resource type that the path names, or null.
  static @Nullable String typeOf(Request request) {
    String mark = request.pathParameters().get("type");
    if (mark != null) {
      return mark;
    }
    String first = request.segments().isEmpty() ? "" : request.segments().getFirst();
    return isTypeName(first) ? first : null;
  }

  private static boolean isTypeName(String segment) {
    return !segment.isEmpty()
        && Character.isUpperCase(segment.charAt(0))
        && segment.chars().allMatch(Character::isLetter);
  }

  private Json headers() {
    JsonObject.Builder headers = JsonObject.builder();
    for (Headers.Field field : request.headers().fields()) {
      if (!CredentialFields.isHeader(field.name())) {
        // RFC 9110 §5.2: several lines of one field are one value, joined by commas.
        headers.put(field.name(), String.join(", ", field.values()));
      }
    }
    return headers.build();
  }

  private @Nullable Json roles() {
    return subject.user() == null ? null : visible(listOf(subject.roles()));
  }

  private @Nullable Json session() {
    JsonObject session = subject.session();
    if (session == null) {
      return null;
    }
    return visible(
        subject.user() == null ? session : session.with("role", listOf(subject.roles())));
  }

  private static Json listOf(List<JsonObject> roles) {
    return JsonArray.of(new ArrayList<>(roles));
  }
}

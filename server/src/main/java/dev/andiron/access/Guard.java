package dev.andiron.access;

import dev.andiron.audit.Recording;
import dev.andiron.http.CurrentRequest;
import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.identity.Clients;
import dev.andiron.identity.Users;
import dev.andiron.json.Json;
import dev.andiron.media.Bodies;
import dev.andiron.metrics.Counter;
import dev.andiron.metrics.Metrics;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before every protected route: finds out who calls (401), reads the body (400, 413, 415,
/// 422), asks the policies (403) and only then lets the handler answer. Where it cannot be told,
/// 503. Nobody need be signed in for an operation that was made public. Thread-safe.
public final class Guard {
  /// The operation of `GET /auth/explain`: whom a policy allows it is an administrator, to whom
  /// traces may be shown.
  public static final String EXPLAIN = "Explain";

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

  /// As in Aidbox.
  private static final String DEBUG = "X-Debug";

  private final Authentication authentication;
  private final Policies policies;
  private final Users users;
  private final Clients clients;
  private final RoleResources roles;
  private final Validator validator;
  private final KeptTraces traces;
  private final Counter denials;

  /// @param traces where denials go
  /// @param metrics where they are counted
  public Guard(
      Authentication authentication,
      Policies policies,
      Users users,
      Clients clients,
      RoleResources roles,
      Validator validator,
      KeptTraces traces,
      Metrics metrics) {
    this.authentication = authentication;
    this.policies = policies;
    this.users = users;
    this.clients = clients;
    this.roles = roles;
    this.validator = validator;
    this.traces = traces;
    this.denials =
        metrics.counter(
            "andiron_policy_denials_total",
            "Requests, and parts of them, that no policy allows.",
            "operation");
  }

  /// A handler that is reached only by those whom a policy allows.
  ///
  /// @param operation the name by which policies know the interaction: `FhirRead`, `FhirSearch`, …
  public ProtectedRoute protect(String operation, ProtectedHandler handler) {
    return protect(operation, (_, parameters) -> parameters, handler);
  }

  /// As [#protect], for a handler that passes over some parameters.
  ///
  /// @param effective of a request's parameters, those that are not passed over; policies, and the
  ///   handler, see no others, so that nobody is allowed something for what has no effect
  public ProtectedRoute protect(
      String operation,
      BiFunction<Request, Parameters, Parameters> effective,
      ProtectedHandler handler) {
    return new ProtectedRoute(this, operation, Bodies::read, effective, handler, false);
  }

  /// As above, for a handler that keeps back what the caller may not see ([ProtectedCall#view]).
  /// Policies with `restrict` allow nothing else.
  public ProtectedRoute protectNarrowed(
      String operation,
      BiFunction<Request, Parameters, Parameters> effective,
      ProtectedHandler handler) {
    return new ProtectedRoute(this, operation, Bodies::read, effective, handler, true);
  }

  /// As above, of all parameters.
  public ProtectedRoute protectNarrowed(String operation, ProtectedHandler handler) {
    return protectNarrowed(operation, (_, parameters) -> parameters, handler);
  }

  /// As [#protectNarrowed], for bodies that are more than JSON and YAML.
  ///
  /// @param reader makes of a body what the policies and the handler see
  public ProtectedRoute protectReading(
      String operation, Function<Request, @Nullable Json> reader, ProtectedHandler handler) {
    return new ProtectedRoute(
        this, operation, reader, (_, parameters) -> parameters, handler, true);
  }

  /// As [#protect], for a handler that reads the body on its own, a large one piece by piece: it is
  /// parsed as a whole only where a policy looks into it. It gives out nothing by itself: it asks
  /// for each request that it finds in there.
  public Handler protectUnread(String operation, ProtectedHandler handler) {
    return new UnreadRoute(this, operation, handler);
  }

  /// A request of whoever may ask for this operation at all, its body unread.
  ProtectedCall unread(Request request, String operation) {
    Caller caller = admitted(request, operation);
    return new ProtectedCall(request, caller, () -> Bodies.read(request), request.query());
  }

  /// A request of whoever may ask for this operation at all, read.
  ProtectedCall admitted(
      Request request, String operation, Function<Request, @Nullable Json> reader) {
    return read(request, admitted(request, operation), reader);
  }

  /// Somebody signed in, or, where the operation is public, nobody.
  private Caller admitted(Request request, String operation) {
    return identified(
        request,
        null,
        () -> policies.inForce().opened(new ResourceKey(Operations.TYPE, operation)) != null);
  }

  /// Lets only those pass whom a policy allows the call, be it that they see but a part; whoever
  /// asks this has to keep the rest back.
  ///
  /// @throws HttpProblem 403, or 401 where nobody is signed in
  public Decision permit(ProtectedCall call, String operation) {
    Decision decision = decide(call, operation);
    if (!decision.permitted()) {
      throw denied(call, operation);
    }
    return decision;
  }

  Decision decide(ProtectedCall call, String operation) {
    return decide(call.caller(), call.request(), operation, call.parameters(), call.content());
  }

  private HttpProblem denied(ProtectedCall call, String operation) {
    Caller caller = call.caller();
    Request request = call.request();
    LOG.debug(
        "request {}: {} is denied to user {}, client {}",
        request.id(),
        operation,
        caller.userId(),
        caller.clientId());
    return denied(caller, request, operation, call.parameters(), call.content(), denied(caller));
  }

  /// Lets only those pass whom a policy allows a request without a body that another one stands
  /// for, be it that they see but a part; whoever asks this has to keep the rest back.
  ///
  /// @param denial what the others are told
  /// @throws HttpProblem 403
  public Decision permit(Caller caller, Request request, String operation, String denial) {
    Decision decision = decide(caller, request, operation, null);
    if (!decision.permitted()) {
      throw denied(caller, request, operation, denial);
    }
    return decision;
  }

  private HttpProblem denied(Caller caller, Request request, String operation, String denial) {
    return denied(caller, request, operation, request.query(), () -> null, denied(caller, denial));
  }

  /// The same problem, its cause remembered for administrators.
  private HttpProblem denied(
      Caller caller,
      Request request,
      String operation,
      Parameters parameters,
      Supplier<@Nullable Json> body,
      HttpProblem problem) {
    if (problem.status() == 403) {
      denials.increment(operation);
      traces.denied(
          caller,
          request,
          operation,
          () -> trace(caller, request, operation, parameters, body, false));
    }
    return problem;
  }

  /// Answers a call if a policy allows it. Where an administrator asks for it (`X-Debug: policy`),
  /// how it was decided is kept and the answer says where; from others the header field is nothing.
  ///
  /// @param narrowed whether the handler keeps back what the caller may not see
  /// @throws HttpProblem 403
  Response answer(
      ProtectedCall call, String operation, boolean narrowed, ProtectedHandler handler) {
    String trace = asksForTrace(call.request()) ? kept(call, operation, narrowed) : null;
    if (trace == null) {
      return answered(call, operation, narrowed, handler);
    }
    String field = DEBUG + "-Policy";
    try {
      return answered(call, operation, narrowed, handler).with(field, trace);
    } catch (HttpProblem e) {
      throw new HttpProblem(e.status(), e.getMessage(), e.headers().with(field, trace));
    }
  }

  private Response answered(
      ProtectedCall call, String operation, boolean narrowed, ProtectedHandler handler) {
    Decision decision = decide(call, operation);
    if (!decision.isEnough(narrowed)) {
      throw denied(call, operation);
    }
    return handler.handle(call.within(decision.view()));
  }

  private static boolean asksForTrace(Request request) {
    return "policy".equals(request.headers().first(DEBUG));
  }

  private @Nullable String kept(ProtectedCall call, String operation, boolean narrowed) {
    Request request = call.request();
    Caller caller = call.caller();
    String query = "request=" + request.id();
    Request explain =
        new Request(
            request.id(),
            "GET",
            "/auth/explain",
            List.of("auth", "explain"),
            Map.of(),
            query,
            Parameters.parse(query),
            request.headers(),
            new byte[0],
            request.remoteAddress(),
            request.scheme());
    return decide(caller, explain, EXPLAIN, null).allowed()
            && traces.asked(
                caller,
                request,
                operation,
                () ->
                    trace(caller, request, operation, call.parameters(), call.content(), narrowed))
        ? "/auth/explain?" + query
        : null;
  }

  /// What somebody is told whom no policy allows something.
  public static HttpProblem denied(Caller caller) {
    return denied(caller, "You may not do this: no access policy allows it.");
  }

  /// As above, in other words.
  static HttpProblem denied(Caller caller, String denial) {
    return caller instanceof Caller.Anonymous
        ? Authentication.required()
        : new HttpProblem(403, denial);
  }

  /// A handler that needs a good session (or client) but no policy.
  public Handler withSession(ProtectedHandler handler) {
    return request -> handler.handle(read(request, authenticated(request, null), Bodies::read));
  }

  /// As [#withSession], for a handler that reads the body on its own.
  public Handler withSessionUnread(ProtectedHandler handler) {
    return request ->
        handler.handle(
            new ProtectedCall(request, authenticated(request, null), (Json) null, request.query()));
  }

  /// As [#withSession], for what a page without scripts can send: a form, which may show the CSRF
  /// token of its session in a field.
  ///
  /// @param csrfField the name of the field
  public Handler withSessionAndForm(String csrfField, ProtectedHandler handler) {
    return request -> {
      Parameters form = Bodies.form(request);
      Caller caller = authenticated(request, form.first(csrfField));
      return handler.handle(new ProtectedCall(request, caller, (Json) null, form));
    };
  }

  /// What the policies say of a request inside another one (an entry of a bundle).
  ///
  /// @param request with the entry's method, path, path parameters and query
  /// @param body the entry's resource, or null where it has none
  /// @throws HttpProblem 503 when it cannot be told just now
  public Decision decide(Caller caller, Request request, String operation, @Nullable Json body) {
    return decide(caller, request, operation, request.query(), () -> body);
  }

  /// To ask the policies of many requests of one caller.
  ///
  /// @throws HttpProblem 503 when it cannot be told just now
  public Questions questions(Caller caller) {
    try {
      return new Questions(
          policies.inForce(), validator, new KnownCaller(caller, users, clients, roles), traces);
    } catch (DatabaseException e) {
      throw problem(e);
    }
  }

  private Caller authenticated(Request request, @Nullable String csrfField) {
    return identified(request, csrfField, () -> false);
  }

  /// @param open whether it may also be nobody
  private Caller identified(Request request, @Nullable String csrfField, BooleanSupplier open) {
    try {
      Caller caller = authentication.caller(request, csrfField);
      Recording.by(caller.userId(), caller.clientId());
      if (caller instanceof Caller.Anonymous && !open.getAsBoolean()) {
        throw Authentication.required();
      }
      CurrentRequest.comesFrom(caller.userId(), caller.clientId());
      return caller;
    } catch (DatabaseException e) {
      throw problem(e);
    }
  }

  private static ProtectedCall read(
      Request request, Caller caller, Function<Request, @Nullable Json> reader) {
    if (!RequestObject.isPostedSearch(request)) {
      return new ProtectedCall(request, caller, reader.apply(request), request.query());
    }
    List<Parameters.Parameter> both = new ArrayList<>(request.query().list());
    both.addAll(Bodies.form(request).list());
    return new ProtectedCall(request, caller, (Json) null, new Parameters(both));
  }

  private Decision decide(
      Caller caller,
      Request request,
      String operation,
      Parameters parameters,
      Supplier<@Nullable Json> body) {
    KnownCaller known = new KnownCaller(caller, users, clients, roles);
    RequestObject seen = seen(request, operation, parameters, body, known);
    try {
      return Decider.decide(policies.inForce(), caller, seen, known::roleNames, known::roles);
    } catch (DatabaseException e) {
      throw problem(e);
    }
  }

  private Trace trace(
      Caller caller,
      Request request,
      String operation,
      Parameters parameters,
      Supplier<@Nullable Json> body,
      boolean narrowed) {
    KnownCaller known = new KnownCaller(caller, users, clients, roles);
    RequestObject seen = seen(request, operation, parameters, body, known);
    return Tracing.of(policies.inForce(), caller, seen, known::roleNames, known::roles, narrowed);
  }

  private RequestObject seen(
      Request request,
      String operation,
      Parameters parameters,
      Supplier<@Nullable Json> body,
      KnownCaller known) {
    return new RequestObject(
        request,
        operation,
        parameters,
        () -> DecidedBody.of(body.get(), RequestObject.typeOf(request), validator),
        known);
  }

  static RuntimeException problem(DatabaseException e) {
    if (!e.isUnavailable()) {
      return e;
    }
    LOG.warn("the database cannot be asked who may do what: {}", e.state());
    return Authentication.unavailable(1);
  }
}

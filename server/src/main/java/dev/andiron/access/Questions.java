package dev.andiron.access;

import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.Validator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the policies say of many requests of one caller: all by the same state of the policies, and
/// with one look at the caller, so that a thousand of them cost little. One request, one thread.
public final class Questions {
  private final PolicyIndex policies;
  private final Validator validator;
  private final Known known;
  private final KeptTraces traces;

  Questions(PolicyIndex policies, Validator validator, KnownCaller caller, KeptTraces traces) {
    this.policies = policies;
    this.validator = validator;
    this.known = new Known(caller);
    this.traces = traces;
  }

  /// What the caller is told of a request without a body that is not allowed. Why it is not, is
  /// remembered for administrators.
  ///
  /// @param request the one that was asked about, of those that the sent one stands for
  public HttpProblem denied(Request request, String operation, String denial) {
    return denied(
        request,
        operation,
        request.query(),
        () -> null,
        Guard.denied(known.caller.caller(), denial));
  }

  /// As above.
  ///
  /// @param problem what the caller is told
  public HttpProblem denied(
      Request request,
      String operation,
      Parameters parameters,
      Supplier<@Nullable Json> body,
      HttpProblem problem) {
    Caller caller = known.caller.caller();
    if (problem.status() == 403) {
      traces.denied(
          caller,
          request,
          operation,
          () ->
              Tracing.of(
                  policies,
                  caller,
                  seen(request, operation, parameters, body),
                  known.roleNames::get,
                  known.roles::get,
                  false));
    }
    return problem;
  }

  /// Whether a policy allows the request, and shows everything.
  ///
  /// @param request with method, path and path parameters
  /// @param body the resource in it, or null where it has none
  /// @throws HttpProblem 503 when it cannot be told just now
  public boolean allows(Request request, String operation, @Nullable Json body) {
    return decide(request, operation, request.query(), () -> body).allowed();
  }

  /// What the policies say of a request without a body.
  ///
  /// @throws dev.andiron.http.HttpProblem 503 when it cannot be told just now
  public Decision decide(Request request, String operation) {
    return decide(request, operation, request.query(), () -> null);
  }

  /// What the policies say of a request whose body is read only where a policy looks at it.
  ///
  /// @param parameters those that are not passed over
  /// @throws dev.andiron.http.HttpProblem 503 when it cannot be told just now
  public Decision decide(
      Request request, String operation, Parameters parameters, Supplier<@Nullable Json> body) {
    RequestObject seen = seen(request, operation, parameters, body);
    try {
      return Decider.decide(
          policies, known.caller.caller(), seen, known.roleNames::get, known.roles::get);
    } catch (DatabaseException e) {
      throw Guard.problem(e);
    }
  }

  private RequestObject seen(
      Request request, String operation, Parameters parameters, Supplier<@Nullable Json> body) {
    return new RequestObject(
        request,
        operation,
        parameters,
        () -> DecidedBody.of(body.get(), RequestObject.typeOf(request), validator),
        known);
  }

  /// The caller, each part looked up once.
  private static final class Known implements RequestObject.Subject {
    private final KnownCaller caller;
    private final Once<@Nullable JsonObject> user;
    private final Once<@Nullable JsonObject> client;
    private final Once<@Nullable JsonObject> session;
    private final Once<List<String>> roleNames;
    private final Once<List<JsonObject>> roles;

    Known(KnownCaller caller) {
      this.caller = caller;
      this.user = new Once<>(caller::user);
      this.client = new Once<>(caller::client);
      this.session = new Once<>(caller::session);
      this.roleNames = new Once<>(caller::roleNames);
      this.roles = new Once<>(caller::roles);
    }

    @Override
    public @Nullable JsonObject user() {
      return user.get();
    }

    @Override
    public @Nullable JsonObject client() {
      return client.get();
    }

    @Override
    public @Nullable JsonObject session() {
      return session.get();
    }

    @Override
    public @Nullable JsonObject claims() {
      return caller.claims();
    }

    @Override
    public List<JsonObject> roles() {
      return roles.get();
    }
  }

  private static final class Once<T extends @Nullable Object> {
    private final Supplier<T> source;
    private boolean known;
    private @Nullable T value;

    Once(Supplier<T> source) {
      this.source = source;
    }

    @SuppressWarnings("NullAway") // null only where T is nullable
    T get() {
      if (!known) {
        value = source.get();
        known = true;
      }
      return value;
    }
  }
}

package dev.andiron.access;

import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A handler behind the [Guard]: for requests of their own, and for those inside a bundle, whose
/// caller is known. Thread-safe.
public final class ProtectedRoute implements Guarded {
  private final Guard guard;
  private final String operation;
  private final Function<Request, @Nullable Json> reader;
  private final BiFunction<Request, Parameters, Parameters> effective;
  private final ProtectedHandler handler;
  private final boolean narrowed;

  /// @param narrowed whether the handler keeps back what the caller may not see
  ProtectedRoute(
      Guard guard,
      String operation,
      Function<Request, @Nullable Json> reader,
      BiFunction<Request, Parameters, Parameters> effective,
      ProtectedHandler handler,
      boolean narrowed) {
    this.guard = guard;
    this.operation = operation;
    this.reader = reader;
    this.effective = effective;
    this.handler = handler;
    this.narrowed = narrowed;
  }

  @Override
  public String operation() {
    return operation;
  }

  @Override
  public boolean narrowed() {
    return narrowed;
  }

  public ProtectedHandler handler() {
    return handler;
  }

  @Override
  public Parameters effective(Request request, Parameters parameters) {
    return effective.apply(request, parameters);
  }

  @Override
  public Response handle(Request request) {
    ProtectedCall sent = guard.admitted(request, operation, reader);
    return allowed(
        new ProtectedCall(
            request, sent.caller(), sent.content(), effective(request, sent.parameters())));
  }

  /// The call that a request inside another one makes. Nobody was asked yet whether it is allowed.
  ///
  /// @param content its body
  public ProtectedCall call(Request request, Caller caller, Supplier<@Nullable Json> content) {
    return new ProtectedCall(request, caller, content, effective(request, request.query()));
  }

  /// Whether what the policies say is enough to answer: where they show but a part, the handler has
  /// to be one that keeps the rest back.
  public boolean isEnough(Decision decision) {
    return decision.isEnough(narrowed);
  }

  /// Answers a call if a policy allows it.
  ///
  /// @throws dev.andiron.http.HttpProblem 403 where none does, 401 where nobody is signed in
  public Response allowed(ProtectedCall call) {
    return guard.answer(call, operation, narrowed, handler);
  }
}

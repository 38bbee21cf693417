package dev.andiron.access;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.InnerRequests;
import dev.andiron.http.Request;
import dev.andiron.identity.Client;
import dev.andiron.identity.Clients;
import dev.andiron.identity.User;
import dev.andiron.identity.Users;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.Validator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says what would become of requests that nobody sent, and why. Nothing is executed. Thread-safe.
///
/// @param queries where a policy that nobody wrote down asks its queries
/// @param routes all that is served, once it is known
public record Explanations(
    Policies policies,
    PolicyDatabase queries,
    Users users,
    Clients clients,
    RoleResources roles,
    Validator validator,
    Supplier<InnerRequests> routes) {

  /// What the policies in force say of a plain request of this user, or client, or nobody; one
  /// without a body, a session and header fields.
  ///
  /// @param url `/fhir/Patient/p?x=y`
  /// @throws HttpProblem 400 where it leads nowhere, 422 where there is no such user or client, 503
  ///   when it cannot be told just now
  public JsonObject explain(
      Request asking, String method, String url, @Nullable String user, @Nullable String client) {
    SupposedRequest supposed =
        SupposedRequest.of(routes.get(), asking, method, url, Headers.NONE, null);
    try {
      Caller caller = caller(user, client);
      return told(supposed, caller, trace(supposed, caller));
    } catch (DatabaseException e) {
      throw Guard.problem(e);
    }
  }

  /// Null where no policy is asked.
  private @Nullable Trace trace(SupposedRequest supposed, Caller caller) {
    String operation = supposed.operation();
    if (operation == null) {
      return null;
    }
    KnownCaller known = new KnownCaller(caller, users, clients, roles);
    return Tracing.of(
        policies.inForce(),
        caller,
        supposed.seen(operation, known, validator),
        known::roleNames,
        known::roles,
        supposed.narrowed());
  }

  private Caller caller(@Nullable String user, @Nullable String client) {
    if (user != null && users.find(user) == null) {
      throw new HttpProblem(422, "There is no User of this id.");
    }
    if (client != null && clients.find(client) == null) {
      throw new HttpProblem(422, "There is no Client of this id.");
    }
    return user == null && client == null
        ? new Caller.Anonymous()
        : new Caller.Supposed(user, client);
  }

  private JsonObject told(SupposedRequest supposed, Caller caller, @Nullable Trace trace) {
    boolean barred = isBarred(caller);
    JsonObject request =
        JsonObject.of("method", supposed.request().method())
            .with("path", supposed.request().path());
    Trace shown = trace == null ? new Trace(true, List.of()) : trace;
    return JsonObject.builder()
        .put("allowed", shown.allowed() && !barred)
        .put(
            "request",
            supposed.operation() == null
                ? request
                : request.with("operation", supposed.operation()))
        .putIfPresent("user", caller.userId())
        .putIfPresent("client", caller.clientId())
        .putIfPresent("message", message(caller, barred, trace))
        .putAll(shown.json().without("allowed"))
        .build();
  }

  private static @Nullable String message(Caller caller, boolean barred, @Nullable Trace trace) {
    if (barred) {
      return "The user or client is not active, so no token of theirs is good.";
    }
    if (trace == null) {
      return "No policy is asked for this: it needs a good session, or not even that.";
    }
    if (caller instanceof Caller.Anonymous) {
      return "Who is not signed in is asked to, but for what is public.";
    }
    return !trace.allowed()
            && trace.considered().stream().anyMatch(each -> each.result() == Trace.Result.ALLOWED)
        ? "What is allowed is but a part, and this cannot be narrowed to it; so it is denied."
        : null;
  }

  private boolean isBarred(Caller caller) {
    String userId = caller.userId();
    User user = userId == null ? null : users.find(userId);
    String clientId = caller.clientId();
    Client client = clientId == null ? null : clients.find(clientId);
    return (user != null && !user.active()) || (client != null && !client.active());
  }

  /// What one policy says of a request, both described in the body
  /// (<https://www.health-samurai.io/docs/aidbox/tutorials/security-access-control-tutorials/debug-access-control>).
  ///
  /// @throws HttpProblem 400 and 422 for what cannot be meant, 503 when it cannot be told just now
  public JsonObject test(Request asking, @Nullable Json body) {
    try {
      PolicyTrial trial = PolicyTrial.read(this, asking, body);
      RequestObject seen = trial.seen(validator);
      Trace trace =
          Tracing.of(
              new PolicyIndex(List.of(trial.policy())),
              trial.caller(),
              seen,
              trial.subject()::roleNames,
              trial.subject()::roles,
              trial.request().narrowed());
      return trial.answer(seen, trace);
    } catch (DatabaseException e) {
      throw Guard.problem(e);
    }
  }
}

package dev.andiron.ops;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import dev.andiron.pg.DatabaseException;
import dev.andiron.search.IndexProgress;
import dev.andiron.search.Reindexing;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// `GET /$search-index`: how far the search index is. `POST /$search-index` with `{"type":
/// "Patient"}`: make all rows of a type anew. Policies know both as `SearchIndex`.
public final class SearchIndexRoutes {
  private static final int BODY_LIMIT = 10_000;

  private static final Operation SEARCH_INDEX =
      new Operation(
          "SearchIndex", "Tells how far the search index is, and makes it anew.", Admission.POLICY);

  private final Guard guard;
  private final Reindexing reindexing;

  public SearchIndexRoutes(Guard guard, Reindexing reindexing) {
    this.guard = guard;
    this.reindexing = reindexing;
  }

  public List<Route> list() {
    return List.of(route("GET", 0, this::progress), route("POST", BODY_LIMIT, this::renew));
  }

  private Route route(String method, int bodyLimit, ProtectedHandler handler) {
    return new Route(
        method,
        "/$search-index",
        bodyLimit,
        SEARCH_INDEX,
        guard.protect(SEARCH_INDEX.id(), handler));
  }

  private Response progress(ProtectedCall call) {
    return answer(call, 200);
  }

  private Response renew(ProtectedCall call) {
    String type =
        call.body() != null
                && call.body().resolved() instanceof JsonObject body
                && body.names().equals(Set.of("type"))
            ? body.string("type")
            : null;
    if (type == null) {
      throw new HttpProblem(
          400, "The body names the type to be indexed anew: {\"type\":\"Patient\"}.");
    }
    if (!asked(() -> reindexing.renew(type))) {
      throw new HttpProblem(404, "There is no resource type of that name.");
    }
    return answer(call, 202);
  }

  private Response answer(ProtectedCall call, int status) {
    List<IndexProgress> all = asked(reindexing::progress);
    boolean ready = all.stream().allMatch(each -> each.waiting().isEmpty());
    JsonObject body =
        JsonObject.builder()
            .put("ready", ready)
            .put("type", JsonArray.of(all.stream().map(SearchIndexRoutes::json).toList()))
            .build();
    return Answers.of(
        status, body, Negotiation.of(call.request()), Negotiation.pretty(call.request()));
  }

  private static JsonObject json(IndexProgress progress) {
    JsonObject.Builder json = JsonObject.builder().put("type", progress.type());
    if (!progress.waiting().isEmpty()) {
      json.put("waiting", JsonArray.of(progress.waiting().stream().map(Json::of).toList()));
    }
    json.put("done", progress.done());
    if (progress.total() != null) {
      json.put("total", progress.total());
    }
    json.put("percent", progress.percent()).put("since", progress.started().toString());
    if (progress.finished() != null) {
      json.put("finished", progress.finished().toString());
    }
    if (progress.failed() > 0) {
      json.put("failed", progress.failed()).putIfPresent("error", progress.error());
    }
    return json.build();
  }

  private static <T> T asked(Supplier<T> database) {
    try {
      return database.get();
    } catch (DatabaseException e) {
      if (!e.isUnavailable()) {
        throw e;
      }
      throw new HttpProblem(
          503,
          "The database cannot be reached; try again.",
          dev.andiron.http.Headers.NONE.plus("Retry-After", "2"));
    }
  }
}

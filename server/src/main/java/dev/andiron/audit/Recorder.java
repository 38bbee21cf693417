package dev.andiron.audit;

import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Operation;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import java.util.List;
import java.util.function.Supplier;

/// Has a record made of each request: of what it writes, with the write ([WrittenEvents]); of the
/// rest, when it is answered and before the answer goes out. Thread-safe.
final class Recorder {
  private final Events events;
  private final EventQueue queue;
  private final Lockouts lockouts;
  private final boolean reads;

  /// @param reads whether also what only gives something out is recorded
  Recorder(Events events, EventQueue queue, Lockouts lockouts, boolean reads) {
    this.events = events;
    this.queue = queue;
    this.lockouts = lockouts;
    this.reads = reads;
  }

  /// The same routes, recorded.
  List<Route> around(List<Route> routes) {
    return routes.stream().map(this::around).toList();
  }

  private Route around(Route route) {
    Operation operation = route.operation();
    Kind kind = operation == null ? null : Kind.of(operation.id(), route.method(), route.pattern());
    return kind == null
        ? route
        : new Route(
            route.method(),
            route.pattern(),
            route.bodyLimit(),
            operation,
            new Recorded(this, kind, route.handler()));
  }

  private record Recorded(Recorder recorder, Kind kind, Handler handler) implements Handler {
    @Override
    public Response handle(Request request) {
      return recorder.recorded(
          new Recording(recorder, kind, request), () -> handler.handle(request));
    }

    @Override
    public Handler behind() {
      return handler.behind();
    }
  }

  Response inside(Recording outer, Request request, String operation, Supplier<Response> answer) {
    Kind kind = Kind.of(operation, request.method(), "");
    if (kind == null) {
      return answer.get();
    }
    Recording recording = new Recording(this, kind, request);
    return recorded(
        recording,
        () -> {
          Recording.by(outer.userId(), outer.clientId());
          return answer.get();
        });
  }

  private Response recorded(Recording recording, Supplier<Response> answer) {
    int status = 500;
    try {
      Response response = ScopedValue.where(Recording.CURRENT, recording).call(answer::get);
      status = response.status();
      return response;
    } catch (HttpProblem e) {
      status = e.status();
      throw e;
    } finally {
      record(recording, status);
    }
  }

  /// @throws HttpProblem 503 where it cannot be recorded, and must be
  private void record(Recording recording, int status) {
    boolean failed = status >= 400;
    if (!failed && (recording.isKept() || recording.isSplit())) {
      return;
    }
    Kind kind = recording.kind();
    if (!failed && kind.reads() && !reads) {
      return;
    }
    boolean nobody = recording.userId() == null && recording.clientId() == null;
    if (status == 401 && nobody && !recording.isProofTried() && !kind.isOfSignIns()) {
      return; // no credentials at all, or a token that is good for nothing: nobody did anything
    }
    if (status == 503 && kind.isOfSignIns()) {
      return; // nothing was tried; a storm of them must not take the room of other records
    }
    if (status == 429
        && !lockouts.isNew(
            recording.triedUser(), recording.triedClient(), recording.request().remoteAddress())) {
      return;
    }
    Event event = events.of(recording, List.of(), status);
    if (failed || kind.reads() || kind == Kind.TOKEN) {
      queue.add(event);
    } else {
      queue.write(event); // it was done beside the store
    }
  }
}

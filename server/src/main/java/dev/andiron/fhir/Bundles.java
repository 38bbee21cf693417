package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Validator;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// `POST /` with a Bundle of type batch or transaction
/// (<https://hl7.org/fhir/R4/http.html#transaction>). Thread-safe.
final class Bundles implements ProtectedHandler {
  /// The largest bundle taken, in bytes, unpacked.
  static final int BODY_LIMIT = 64 * 1024 * 1024;

  /// What is written of a bundle is in memory together, several times its size. Of bundles that are
  /// larger than this there are at once as many as have room here, or one.
  private static final int LARGE = 4 * 1024 * 1024;

  private static final int ROOM = 48 * 1024 * 1024;

  private static final long PATIENCE_SECONDS = 60;

  private final Validator validator;
  private final Batch batch;
  private final Transaction transaction;
  private final Semaphore large = new Semaphore(ROOM, true);

  Bundles(Validator validator, Batch batch, Transaction transaction) {
    this.validator = validator;
    this.batch = batch;
    this.transaction = transaction;
  }

  @Override
  public Response handle(ProtectedCall call) {
    Negotiation.of(call.request());
    int size = call.request().body().length;
    if (size < LARGE) {
      return processed(call);
    }
    int taken = Math.min(size, ROOM);
    waitForRoom(taken);
    try {
      return processed(call);
    } finally {
      large.release(taken);
    }
  }

  private void waitForRoom(int bytes) {
    try {
      if (large.tryAcquire(bytes, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new HttpProblem(
        503,
        "Other large bundles are being processed; try again.",
        Headers.NONE.with("Retry-After", "10"));
  }

  private Response processed(ProtectedCall call) {
    Request request = call.request();
    BundleReader.ReadBundle bundle = BundleReader.read(request, validator);
    List<Response> answers =
        bundle.type().equals("batch")
            ? batch.answers(call, bundle.entries())
            : transaction.answers(call, bundle.entries());
    return new BundleAnswer(bundle.type() + "-response", answers).response(request);
  }
}

package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Validator;
import java.util.List;

/// `POST /` with a Bundle of type batch or transaction
/// (<https://hl7.org/fhir/R4/http.html#transaction>).
record Bundles(Validator validator, Batch batch, Transaction transaction)
    implements ProtectedHandler {
  /// The largest bundle taken, in bytes, unpacked.
  static final int BODY_LIMIT = 64 * 1024 * 1024;

  @Override
  public Response handle(ProtectedCall call) {
    Request request = call.request();
    Negotiation.of(request);
    BundleReader.ReadBundle bundle = BundleReader.read(request, validator);
    List<Response> answers =
        bundle.type().equals("batch")
            ? batch.answers(call, bundle.entries())
            : transaction.answers(call, bundle.entries());
    return Representation.body(
        request, 200, new BundleAnswer(bundle.type() + "-response", answers).json());
  }
}

package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.View;
import dev.andiron.fhir.Preferences.Return;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Change;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `DELETE /Type/id` (<https://hl7.org/fhir/R4/http.html#delete>): 200 with the resource as it was;
/// 204 where there was none, or where the caller wants no body. A session is closed and stays
/// readable.
record Delete(Guard guard, Store store, Disclosure disclosure, ResourceTypes types)
    implements WriteInteraction {
  @Override
  public Prepared prepare(ProtectedCall call) {
    Request request = call.request();
    ResourceKey key = types.key(request);
    ResourceTypes.refuseRecord(key.type());
    Negotiation.of(request);
    return prepared(request, of(request, key));
  }

  @Override
  public RefusedException told(ProtectedCall call, RefusedException refusal) {
    return ReferringResources.named(guard, disclosure, call, refusal);
  }

  /// The deletion of this resource.
  static Change of(Request request, ResourceKey key) {
    return Change.delete(key, Conditions.ofWrite(request));
  }

  /// A deletion, and its answer.
  Prepared prepared(Request request, Change change) {
    return new Prepared(
        change.key(),
        List.of(change),
        (written, view) -> answer(request, change.key(), written.getFirst(), view));
  }

  private Response answer(Request request, ResourceKey key, @Nullable Written written, View view) {
    ResourceVersion before = written == null ? null : written.before();
    if (written == null || before == null) {
      return Response.empty(204);
    }
    if (key.type().equals("Session")) {
      ResourceVersion closed = store.read(key);
      if (closed == null) {
        throw new HttpProblem(410, key + " is past its retention.");
      }
      return answer(request, disclosure.of(closed, view), key + " was closed");
    }
    return answer(request, disclosure.ofOld(before, view), key + " was deleted")
        .with("ETag", Conditions.etag(written.version()));
  }

  private static Response answer(Request request, ResourceVersion shown, String what) {
    boolean minimal = Preferences.of(request).returned() == Return.MINIMAL;
    return Representation.preferred(request, minimal ? 204 : 200, shown.text(), what);
  }
}

package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.View;
import dev.andiron.audit.Recording;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import java.util.List;

/// `POST /Type` (<https://hl7.org/fhir/R4/http.html#create>): 201 under an id of the server's
/// choice. System types may bring their own id: 409 where it exists. With `If-None-Exist`
/// (<https://hl7.org/fhir/R4/http.html#ccreate>): 200 with the one that matches, 412 where several
/// do.
record Create(
    Store store,
    Disclosure disclosure,
    Criteria criteria,
    ResourceTypes types,
    Representation representation)
    implements WriteInteraction {
  @Override
  public Prepared prepare(ProtectedCall call) {
    Request request = call.request();
    String type = types.type(request);
    ResourceTypes.refuseSession(type, "GET, HEAD, DELETE, OPTIONS");
    Negotiation.of(request);
    String condition = request.headers().first("If-None-Exist");
    if (condition == null) {
      return written(request, change(call, type));
    }
    JsonObject _ = ResourceTypes.body(call.body(), type);
    Criteria.Found found = criteria.find(call, type, condition, "If-None-Exist", 2);
    ResourceVersion match = found.only("If-None-Exist");
    return match == null
        ? written(request, change(call, type).claiming(found.claim()))
        : new Prepared(match.key(), List.of(), (_, view) -> left(request, match, view));
  }

  private Change change(ProtectedCall call, String type) {
    String id =
        types.isSystemType(type)
            ? ResourceTypes.statedId(ResourceTypes.body(call.body(), type))
            : null;
    return id == null
        ? Change.create(
            store.newKey(type), () -> ResourceTypes.body(call.body(), type).without("id"))
        : Change.put(
            new ResourceKey(type, ResourceTypes.checkedId(id)),
            () -> ResourceTypes.body(call.body(), type),
            new Precondition.IsAbsent());
  }

  private Prepared written(Request request, Change change) {
    return Prepared.write(
        change, (written, view) -> representation.written(request, disclosure.of(written, view)));
  }

  private Response left(Request request, ResourceVersion match, View view) {
    Recording.shown(match);
    return representation.written(
        request,
        new Written(disclosure.of(match, view), Written.Effect.UNCHANGED, match, List.of()));
  }
}

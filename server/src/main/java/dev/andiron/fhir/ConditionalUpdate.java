package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;

/// `PUT /Type?…` (<https://hl7.org/fhir/R4/http.html#cond-update>): updates the one that meets the
/// condition; where none does, makes it, under the id that the body states if it does; 412 where
/// several do.
record ConditionalUpdate(
    Store store,
    Disclosure disclosure,
    Criteria criteria,
    ById byId,
    ResourceTypes types,
    Representation representation)
    implements WriteInteraction {
  private static final String WHAT = "The URL";

  @Override
  public Prepared prepare(ProtectedCall call) {
    Request request = call.request();
    String type = types.type(request);
    ResourceTypes.refuseRecord(type);
    ResourceTypes.refuseSession(type, "GET, HEAD, DELETE, OPTIONS");
    Negotiation.of(request);
    Criteria.Found found = criteria.find(call, type, request.queryString(), WHAT, 2);
    ResourceVersion match = found.only(WHAT);
    Change change =
        match == null ? creation(call, type).claiming(found.claim()) : update(call, match.key());
    return Prepared.write(
        change, (written, view) -> representation.written(request, disclosure.of(written, view)));
  }

  private Change update(ProtectedCall call, ResourceKey key) {
    return byId.within(
        call,
        "PUT",
        "FhirUpdate",
        Change.put(key, () -> Update.resource(call, key), Conditions.ofWrite(call.request())));
  }

  private Change creation(ProtectedCall call, String type) {
    if (Conditions.ofWrite(call.request()) instanceof Precondition.IsVersion) {
      throw new HttpProblem(412, "No resource meets the condition, and If-Match wants one.");
    }
    String id = ResourceTypes.statedId(ResourceTypes.body(call.body(), type));
    if (id == null) {
      return byId.creating(
          call, Change.create(store.newKey(type), () -> ResourceTypes.body(call.body(), type)));
    }
    // What is there under the id does not meet the condition: it is another one.
    ResourceKey key = new ResourceKey(type, ResourceTypes.checkedId(id));
    return byId.within(
        call,
        "PUT",
        "FhirUpdate",
        Change.put(key, () -> ResourceTypes.body(call.body(), type), new Precondition.IsAbsent()));
  }
}

package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Change;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;

/// `PATCH /Type?…` (<https://hl7.org/fhir/R4/http.html#patch>): patches the one that meets the
/// condition; 404 where none does, 412 where several do.
record ConditionalPatch(Patch patch, Criteria criteria, ById byId, ResourceTypes types)
    implements WriteInteraction {
  private static final String WHAT = "The URL";

  @Override
  public Store store() {
    return patch.store();
  }

  @Override
  public Disclosure disclosure() {
    return patch.disclosure();
  }

  @Override
  public Prepared prepare(ProtectedCall call) {
    Request request = call.request();
    String type = types.type(request);
    ResourceTypes.refuseRecord(type);
    if (type.equals("Session")) {
      throw new HttpProblem(400, "Sessions are closed one by one: PATCH /Session/{id}.");
    }
    Negotiation.of(request);
    ResourceVersion match = criteria.one(call, type, request.queryString(), WHAT);
    if (match == null) {
      throw new HttpProblem(404, "No resource meets the condition of the URL.");
    }
    Change change = patch.of(call, match.key());
    return patch.prepared(call, byId.within(call, "PATCH", "FhirPatch", change));
  }
}

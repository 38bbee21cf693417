package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Change;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import java.util.List;
import java.util.Objects;

/// `DELETE /Type?…` (<https://hl7.org/fhir/R4/http.html#3.1.0.7.1>): deletes the one that meets the
/// condition; 204 where none does; 412 where several do, unless a setting has them all deleted, in
/// one transaction.
///
/// @param several whether several may be deleted
record ConditionalDelete(
    Delete delete, Criteria criteria, ById byId, ResourceTypes types, boolean several)
    implements WriteInteraction {
  /// More are not deleted by one request.
  static final int MOST = 1000;

  private static final String WHAT = "The URL";

  @Override
  public Store store() {
    return delete.store();
  }

  @Override
  public Disclosure disclosure() {
    return delete.disclosure();
  }

  @Override
  public RefusedException told(ProtectedCall call, RefusedException refusal) {
    return delete.told(call, refusal);
  }

  @Override
  public Prepared prepare(ProtectedCall call) {
    Request request = call.request();
    String type = types.type(request);
    ResourceTypes.refuseRecord(type);
    if (type.equals("Session")) {
      throw new HttpProblem(400, "Sessions are closed one by one: DELETE /Session/{id}.");
    }
    Negotiation.of(request);
    Criteria.Found found =
        criteria.find(call, type, request.queryString(), WHAT, several ? MOST + 1 : 2);
    List<ResourceKey> keys = found.matches().stream().map(ResourceVersion::key).toList();
    if (!several) {
      ResourceVersion _ = found.only(WHAT);
    } else if (keys.size() > MOST) {
      throw new HttpProblem(
          412, "More than " + MOST + " resources meet the condition; delete in parts.");
    }
    if (keys.size() > 1 && !Conditions.ofWrite(request).equals(Precondition.NONE)) {
      throw new HttpProblem(412, "If-Match names one version, and several resources match.");
    }
    List<Change> changes =
        keys.stream()
            .map(key -> byId.within(call, "DELETE", "FhirDelete", Delete.of(request, key)))
            .toList();
    return switch (changes.size()) {
      case 0 -> Prepared.nothing(null, Response.empty(204));
      case 1 -> delete.prepared(request, changes.getFirst());
      default -> all(request, type, changes);
    };
  }

  private static Prepared all(Request request, String type, List<Change> changes) {
    return new Prepared(
        null,
        changes,
        (written, _) -> {
          long deleted = written.stream().filter(Objects::nonNull).count();
          return OperationOutcome.informed(200, deleted + " of " + type + " were deleted.")
              .response(Negotiation.of(request), Negotiation.pretty(request));
        });
  }
}

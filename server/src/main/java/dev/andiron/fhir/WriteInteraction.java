package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.resource.Change;
import dev.andiron.resource.ClaimLostException;
import dev.andiron.resource.RefusedChangeException;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.Store;
import java.util.List;

/// An interaction that writes: of its own, or as the entry of a transaction.
interface WriteInteraction extends ProtectedHandler {
  int ATTEMPTS = 20;

  Store store();

  Disclosure disclosure();

  /// Finds out what is to be written. Writes nothing, and does not read the body before the changes
  /// are made, but where a condition makes it.
  Prepared prepare(ProtectedCall call);

  @Override
  default Response handle(ProtectedCall call) {
    for (int attempt = 1; ; attempt++) {
      Prepared prepared = prepare(call);
      try {
        return prepared.answer().of(store().write(within(call, prepared.changes())), call.view());
      } catch (RefusedChangeException e) {
        throw told(call, e.refusal());
      } catch (ClaimLostException e) {
        // Somebody else met the same condition first: now there is something to find.
        checkAttempts(attempt);
      }
    }
  }

  private List<Change> within(ProtectedCall call, List<Change> changes) {
    return call.view().isAll()
        ? changes
        : changes.stream()
            .map(change -> ViewJudge.within(disclosure(), change, call::view))
            .toList();
  }

  /// The refusal as this caller may know it.
  default RefusedException told(ProtectedCall call, RefusedException refusal) {
    return refusal;
  }

  /// @throws HttpProblem 503 where there were enough
  static void checkAttempts(int attempts) {
    if (attempts == ATTEMPTS) {
      throw new HttpProblem(
          503,
          "Many write by the same condition just now; try again.",
          Headers.NONE.with("Retry-After", "1"));
    }
  }
}

package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.View;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.resource.Change;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Asks of a conditional interaction what would be asked of the same one by id, once it is known
/// which resource it is about: whoever may not `PUT /Patient/p`, or does not see it there, may not
/// do so by a condition that leads there. Thread-safe.
record ById(Guard guard, Disclosure disclosure) {
  /// The change, made only where the policies allow it by id as well, and of what they show then.
  ///
  /// @param operation of the interaction by id
  Change within(ProtectedCall call, String method, String operation, Change change) {
    return within(
        call, operation, InnerRequest.ofInstance(call.request(), method, change.key()), change);
  }

  /// As above, of making a new resource.
  Change creating(ProtectedCall call, Change change) {
    return within(
        call, "FhirCreate", InnerRequest.create(call.request(), change.key().type()), change);
  }

  private Change within(ProtectedCall call, String operation, Request request, Change change) {
    ProtectedCall asked =
        new ProtectedCall(request, call.caller(), call.content(), Parameters.NONE);
    return ViewJudge.within(disclosure, change, new Permitted(guard, asked, operation));
  }

  /// What the caller may see by a request, asked when the change is made: in a transaction the
  /// resource has its links only then. One change, one thread.
  private static final class Permitted implements Supplier<View> {
    private final Guard guard;
    private final ProtectedCall call;
    private final String operation;
    private @Nullable View view;

    Permitted(Guard guard, ProtectedCall call, String operation) {
      this.guard = guard;
      this.call = call;
      this.operation = operation;
    }

    @Override
    public View get() {
      View known = view;
      if (known == null) {
        known = guard.permit(call, operation).view();
        view = known;
      }
      return known;
    }
  }
}

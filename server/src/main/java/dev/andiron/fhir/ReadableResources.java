package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.Questions;
import dev.andiron.resource.ResourceKey;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Whether the caller may see a resource that comes along with what they asked for: where they
/// might read it by `GET /Type/id`. One request, one thread.
final class ReadableResources implements Predicate<ResourceKey> {
  private final Guard guard;
  private final ProtectedCall call;
  private @Nullable Questions questions;

  ReadableResources(Guard guard, ProtectedCall call) {
    this.guard = guard;
    this.call = call;
  }

  @Override
  public boolean test(ResourceKey key) {
    Questions asked = questions;
    if (asked == null) {
      asked = guard.questions(call.caller());
      questions = asked;
    }
    return asked.allows(InnerRequest.read(call.request(), key), "FhirRead", null);
  }
}

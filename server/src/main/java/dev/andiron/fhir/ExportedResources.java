package dev.andiron.fhir;

import dev.andiron.access.StandingCalls;
import dev.andiron.export.ExportRights;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.ResourceKey;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an export gives to whoever asked for it: every resource of the types that they may list by
/// `GET /Type`, and of the others each that they may read by `GET /Type/id`.
public record ExportedResources(StandingCalls calls) implements ExportRights {
  @Override
  public @Nullable Rights of(JsonObject asker) {
    StandingCalls.Standing standing = told(() -> calls.standing(asker));
    return standing == null ? null : new Asked(standing, new HashMap<>());
  }

  /// The policies say 503 where they cannot be asked.
  private static <T extends @Nullable Object> T told(Supplier<T> question) {
    try {
      return question.get();
    } catch (HttpProblem e) {
      throw new UnknownException(e);
    }
  }

  private record Asked(StandingCalls.Standing standing, Map<String, Boolean> known)
      implements Rights {
    @Override
    public boolean all(String type) {
      return known.computeIfAbsent(
          type,
          _ ->
              allows(InnerRequest.search(standing.request(), type, Parameters.NONE), "FhirSearch"));
    }

    @Override
    public boolean one(ResourceKey key) {
      return allows(InnerRequest.read(standing.request(), key), "FhirRead");
    }

    private boolean allows(Request request, String operation) {
      return told(() -> standing.questions().allows(request, operation, null));
    }
  }
}

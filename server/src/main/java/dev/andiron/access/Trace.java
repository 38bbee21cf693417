package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a decision came about: each policy that was considered, in that order. It has no value of
/// the request and none of the caller's data; what it quotes is written in the policies.
///
/// @param allowed what was decided
record Trace(boolean allowed, List<Considered> considered) {
  /// In bytes of what it quotes, about; what comes after them is counted only.
  private static final int MOST = 16 * 1024;

  private static final int ROUGHLY = 80;

  Trace {
    considered = List.copyOf(considered);
  }

  /// What a policy said.
  enum Result {
    ALLOWED,
    DENIED,
    /// It takes more work than a policy may take, and so allows nothing.
    EXHAUSTED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A policy that is for the caller and the operation.
  ///
  /// @param policy its id
  /// @param because it is considered: what it is linked to (`User/u`, `Operation/FhirRead`), `role
  ///   nurse (Role/r)`, or `global`
  /// @param failure why it does not allow the request, or does not show all of what it allows; null
  ///   where it does, or is exhausted
  record Considered(String policy, String because, Result result, @Nullable Failure failure) {
    JsonObject json() {
      JsonObject.Builder json =
          JsonObject.builder()
              .put("policy", policy)
              .put("because", because)
              .put("result", result.text());
      if (failure != null) {
        json.put("at", failure.at()).put("message", failure.message());
      }
      return json.build();
    }

    private int size() {
      return ROUGHLY
          + policy.length()
          + because.length()
          + (failure == null ? 0 : failure.at().length() + failure.message().length());
    }
  }

  /// The list, the first of it where it is long.
  JsonObject json() {
    List<Json> told = new ArrayList<>();
    int size = 0;
    for (Considered each : considered) {
      size += each.size();
      if (size > MOST) {
        break;
      }
      told.add(each.json());
    }
    JsonObject json =
        JsonObject.of("allowed", Json.of(allowed)).with("policies", JsonArray.of(told));
    int more = considered.size() - told.size();
    return more == 0 ? json : json.with("more", Json.of(more));
  }
}

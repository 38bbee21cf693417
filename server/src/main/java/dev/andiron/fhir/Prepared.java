package dev.andiron.fhir;

import dev.andiron.access.View;
import dev.andiron.http.Response;
import dev.andiron.resource.Change;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Written;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What an interaction is going to write: alone, or with others in one transaction.
///
/// @param about the resource that it is about; null where that is none, or several
/// @param changes none where nothing is to be written
/// @param answer to the caller, when the changes were made
record Prepared(@Nullable ResourceKey about, List<Change> changes, Answer answer) {
  /// Says what became of the changes.
  @FunctionalInterface
  interface Answer {
    /// @param written what each change came to; null where there was nothing to delete
    /// @param view what of it the caller may see
    Response of(List<@Nullable Written> written, View view);
  }

  /// Nothing is to be written.
  static Prepared nothing(@Nullable ResourceKey about, Response response) {
    return new Prepared(about, List.of(), (_, _) -> response);
  }

  /// One change that leaves a resource.
  static Prepared write(Change change, BiFunction<Written, View, Response> answer) {
    return new Prepared(
        change.key(),
        List.of(change),
        (written, view) -> answer.apply(Objects.requireNonNull(written.getFirst()), view));
  }
}

package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells what is to be remembered of a transaction, in that transaction.
@FunctionalInterface
public interface Witness {
  /// Remembers nothing.
  Witness NONE = _ -> null;

  /// What is to be remembered of what is about to be written; null where that is nothing. Asked
  /// once for each attempt, just before it is committed.
  ///
  /// @param written what each change comes to, those among it that leave a resource as it is
  @Nullable Testimony of(List<Written> written);

  /// What is written beside the changes.
  ///
  /// @param resource a new one, valid, with its `resourceType` and an `id` that was made for it
  /// @param kept called when it is on the disk
  record Testimony(JsonObject resource, Runnable kept) {}
}

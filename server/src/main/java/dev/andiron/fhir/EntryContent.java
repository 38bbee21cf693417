package dev.andiron.fhir;

import dev.andiron.json.Json;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The content of an entry, kept from when it is first asked for until it is not needed any more.
/// One thread.
final class EntryContent implements Supplier<@Nullable Json> {
  private final Supplier<@Nullable Json> source;
  private @Nullable Json content;
  private boolean known;

  EntryContent(Supplier<@Nullable Json> source) {
    this.source = source;
  }

  @Override
  public @Nullable Json get() {
    if (!known) {
      content = source.get();
      known = true;
    }
    return content;
  }

  /// It is read again when it is asked for again.
  void forget() {
    content = null;
    known = false;
  }
}

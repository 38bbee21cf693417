package dev.andiron.audit;

import dev.andiron.resource.Witness;
import dev.andiron.resource.Written;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts the event of a write into its transaction: there is none without the other. Thread-safe.
final class WrittenEvents implements Witness {
  private final Events events;
  private final EventJson json;
  private final Supplier<String> ids;

  WrittenEvents(Events events, EventJson json, Supplier<String> ids) {
    this.events = events;
    this.json = json;
    this.ids = ids;
  }

  @Override
  public @Nullable Testimony of(List<Written> written) {
    Recording recording = Recording.current();
    if (recording != null) {
      return new Testimony(
          json.of(events.of(recording, written, Events.DONE), ids.get()), recording::keep);
    }
    Event event = events.byServer(written);
    return event == null ? null : new Testimony(json.of(event, ids.get()), () -> {});
  }
}

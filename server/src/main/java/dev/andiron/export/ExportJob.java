package dev.andiron.export;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An export, and how it stands.
///
/// @param id that nobody can guess
/// @param owner who asked for it: `User/id` or `Client/id`
/// @param time the moment that it shows
/// @param part which of its parts it is at; see [ExportPlan]
/// @param position the id up to which that is done
/// @param resources written so far
/// @param expires when it is removed; null while it is not done
/// @param error why it failed, for whoever asked; null where it did not
public record ExportJob(
    String id,
    String owner,
    ExportRequest request,
    Instant time,
    State state,
    int part,
    String position,
    long resources,
    @Nullable Instant expires,
    @Nullable String error) {

  public enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED
  }
}

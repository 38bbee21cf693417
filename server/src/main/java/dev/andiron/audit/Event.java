package dev.andiron.audit;

import dev.andiron.resource.ResourceKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened, before it is spelled as an AuditEvent: no more than goes into it.
///
/// @param subtypes what it was, the most telling first
/// @param origin null where the server did it by itself, with no request: at its start, or by a
///   command of whoever runs it
/// @param userId who acted, or whose name was tried; null where no person
/// @param clientId null where no client
/// @param asked what was asked for, without credentials; null where the resources say it
/// @param touched the resources that it was about
/// @param patients the ids of those whom it concerned
/// @param status of the answer; 200 where it is not known yet because it is about to be done
record Event(
    Kind kind,
    String action,
    List<Code> subtypes,
    Instant time,
    @Nullable Origin origin,
    @Nullable String userId,
    @Nullable String clientId,
    @Nullable String asked,
    List<Touched> touched,
    List<String> patients,
    int status) {

  /// A resource, and what became of it.
  ///
  /// @param version that was written; 0 where none was
  record Touched(ResourceKey key, long version, Code role, Code lifecycle) {}

  /// Where it came from.
  record Origin(String requestId, String remoteAddress) {}

  boolean failed() {
    return status >= 400;
  }
}

package dev.andiron.http;

import java.util.List;

/// Hears of every request when its answer is sent: also of those that were refused before they were
/// understood.
@FunctionalInterface
public interface RequestListener {
  /// Nobody listens.
  RequestListener NONE = (_, _, _) -> {};

  /// Called on the thread of the request, which is the [CurrentRequest] still. Must not throw.
  ///
  /// @param nanos from its head to the end of its answer
  void answered(CurrentRequest request, int status, long nanos);

  /// All of these, one after the other.
  static RequestListener all(List<RequestListener> listeners) {
    return (request, status, nanos) ->
        listeners.forEach(each -> each.answered(request, status, nanos));
  }
}

package dev.andiron.access;

import dev.andiron.http.Handler;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;

/// A handler that is reached only by those whom a policy allows it.
sealed interface Guarded extends Handler permits ProtectedRoute, UnreadRoute {
  /// The name by which policies know it.
  String operation();

  /// Whether it keeps back what the caller may not see; if not, it is denied to whoever sees but a
  /// part.
  boolean narrowed();

  /// Of a request's parameters, those that are not passed over.
  Parameters effective(Request request, Parameters parameters);
}

package dev.andiron.oauth.introspect;

import dev.andiron.http.Request;
import dev.andiron.identity.Client;

/// Decides whether a client may look into the tokens of others.
@FunctionalInterface
public interface IntrospectionPolicy {
  boolean mayIntrospectOthers(Client client, Request request);
}

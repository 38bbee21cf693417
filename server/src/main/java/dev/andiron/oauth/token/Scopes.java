package dev.andiron.oauth.token;

import dev.andiron.identity.Client;
import dev.andiron.oauth.protocol.OAuthError;
import dev.andiron.oauth.protocol.OAuthException;
import dev.andiron.oauth.protocol.OAuthParameters;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The `scope` parameter (RFC 6749 §3.3).
final class Scopes {
  private static final Pattern TOKEN = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

  private Scopes() {}

  /// What is asked for, each once, in order; empty where nothing is.
  static List<String> requested(OAuthParameters parameters) {
    String scope = parameters.get("scope");
    if (scope == null) {
      return List.of();
    }
    // One by one: an expression for the whole list takes a stack as deep as the list is long.
    List<String> tokens = Arrays.stream(scope.split(" ", -1)).distinct().toList();
    if (!tokens.stream().allMatch(token -> TOKEN.matcher(token).matches())) {
      throw OAuthException.of(OAuthError.INVALID_SCOPE, "malformed");
    }
    return tokens;
  }

  /// What is granted: what is asked for, all of which the client must list, or all that it lists
  /// where it asks for nothing.
  static List<String> granted(OAuthParameters parameters, Client client) {
    List<String> requested = requested(parameters);
    List<String> allowed = client.scope();
    if (!allowed.containsAll(requested)) {
      throw OAuthException.of(OAuthError.INVALID_SCOPE, "not in Client.scope of " + client.id());
    }
    return requested.isEmpty() ? allowed : requested;
  }
}

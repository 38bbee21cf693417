package dev.andiron.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session that is to be made.
///
/// @param type the grant: `password`, `client_credentials`, …; [#CONSOLE] for a sign-in without one
/// @param user who signed in, as they were read before their password was checked; null where the
///   client acts for itself
/// @param client as it was read when it was found to be the one it says; null where a person signed
///   in to the server itself
/// @param remoteAddress where it was made from
/// @param circumstances of the sign-in, where they are known
public record NewSession(
    String type,
    @Nullable User user,
    @Nullable Client client,
    List<String> scope,
    String remoteAddress,
    @Nullable String userAgent,
    @Nullable Circumstances circumstances) {

  /// The type of a sign-in at the console. No grant has this name.
  public static final String CONSOLE = "console";

  /// @throws IllegalArgumentException for a session of nobody, and for a client's of that type or
  ///   one without a client of another: where a token is good goes by the type
  public NewSession {
    if ((client == null) != type.equals(CONSOLE) || (client == null && user == null)) {
      throw new IllegalArgumentException("a session of type " + type + " is not made like this");
    }
  }

  /// One of whose sign-in nothing is known.
  public NewSession(
      String type,
      @Nullable User user,
      @Nullable Client client,
      List<String> scope,
      String remoteAddress,
      @Nullable String userAgent) {
    this(type, user, client, scope, remoteAddress, userAgent, null);
  }

  /// Somebody who signed in to the server itself.
  public static NewSession console(
      User user,
      String remoteAddress,
      @Nullable String userAgent,
      @Nullable Circumstances circumstances) {
    return new NewSession(CONSOLE, user, null, List.of(), remoteAddress, userAgent, circumstances);
  }
}

package dev.andiron.identity;

import dev.andiron.config.Settings.SessionLimits;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `Client.auth.<grant>`: how a client's tokens of one grant are made.
///
/// @param accessTokenLifetime null for the server's default
/// @param refreshToken whether the grant gives a refresh token
/// @param refreshTokenLifetime null for the server's default
/// @param secretRequired null where the client's having a secret decides
/// @param audience empty for the issuer
/// @param sessionIdleTimeout null for the server's default, as the next two
/// @param sessionLimit how many sessions of one user
record GrantSettings(
    TokenFormat tokenFormat,
    @Nullable Duration accessTokenLifetime,
    boolean refreshToken,
    @Nullable Duration refreshTokenLifetime,
    @Nullable Boolean secretRequired,
    List<String> audience,
    @Nullable Duration sessionIdleTimeout,
    @Nullable Duration sessionExpiration,
    @Nullable Integer sessionLimit) {

  static GrantSettings of(Client client, String grant) {
    JsonObject auth = client.resource().object("auth");
    JsonObject settings = auth == null ? null : auth.object(grant);
    return of(settings == null ? JsonObject.EMPTY : settings);
  }

  /// Of a sign-in without a client: one opaque token, which nothing continues.
  static GrantSettings console(Duration lifetime) {
    return new GrantSettings(
        TokenFormat.OPAQUE, lifetime, false, null, null, List.of(), null, null, null);
  }

  /// The limits of a session.
  ///
  /// @param absent what counts where the client says nothing
  SessionLimits limits(SessionLimits absent) {
    return new SessionLimits(
        sessionIdleTimeout == null ? absent.idleTimeout() : sessionIdleTimeout,
        sessionExpiration == null ? absent.expiration() : sessionExpiration,
        sessionLimit == null ? absent.perUser() : sessionLimit);
  }

  private static GrantSettings of(JsonObject settings) {
    return new GrantSettings(
        "jwt".equals(settings.string("token_format")) ? TokenFormat.JWT : TokenFormat.OPAQUE,
        seconds(settings.get("access_token_expiration")),
        settings.flag("refresh_token", false),
        seconds(settings.get("refresh_token_expiration")),
        settings.has("secret_required") ? settings.flag("secret_required", false) : null,
        strings(settings.get("audience")),
        seconds(settings.get("session_idle_timeout")),
        seconds(settings.get("session_expiration")),
        settings.get("session_limit") instanceof JsonNumber number
            ? number.decimal().intValue()
            : null);
  }

  private static @Nullable Duration seconds(@Nullable Json value) {
    return value instanceof JsonNumber number
        ? Duration.ofSeconds(number.decimal().longValue())
        : null;
  }

  /// One string or a list of them.
  static List<String> strings(@Nullable Json value) {
    return switch (value) {
      case JsonString(String text) -> List.of(text);
      case JsonArray array ->
          array.stream()
              .filter(JsonString.class::isInstance)
              .map(element -> ((JsonString) element).text())
              .toList();
      case null, default -> List.of();
    };
  }
}

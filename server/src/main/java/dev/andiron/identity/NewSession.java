package dev.andiron.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A session that is to be made.
///
/// @param type the grant: `password`, `client_credentials`, …
/// @param user who signed in, as they were read before their password was checked; null where the
///   client acts for itself
/// @param client as it was read when it was found to be the one it says
/// @param remoteAddress where it was made from
public record NewSession(
    String type,
    @Nullable User user,
    Client client,
    List<String> scope,
    String remoteAddress,
    @Nullable String userAgent) {}

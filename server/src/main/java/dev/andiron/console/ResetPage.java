package dev.andiron.console;

import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `GET /auth/reset-password`: where a link leads by which a person sets a new password. The token
/// is behind the `#` of the link, so the server never sees it with this page; a script of the page
/// sends it with the password.
final class ResetPage implements Handler {
  static final String PATH = "/auth/reset-password";

  private final Page page;

  ResetPage(Assets assets) {
    this.page = new Page("reset.html", assets);
  }

  @Override
  public Response handle(Request request) {
    // As links look in Aidbox, and as apps make them that only take the token: out of the query, so
    // that it stays in no history and no Referer.
    @Nullable String token = request.query().first("token");
    return token != null && token.matches("[A-Za-z0-9_-]{1,100}")
        ? Response.empty(303).with("Location", PATH + "#token=" + token)
        : page.with(200, Map.of());
  }
}

package dev.andiron.oauth.account;

import dev.andiron.access.Caller;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.SessionCookie;
import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.identity.NewSession;
import dev.andiron.identity.SessionView;
import dev.andiron.identity.Sessions;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonObject;
import dev.andiron.oauth.protocol.OAuthAnswers;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.IndexNotReadyException;
import dev.andiron.search.QueryParameter;
import dev.andiron.search.Search;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/auth/sessions` and `/auth/logout`: what a person may see of, and do to, their own sessions.
/// Being signed in is enough; no policy is asked.
public final class OwnSessions {
  private static final String TYPE = "Session";
  private static final int PAGE = 1000;

  private final Sessions sessions;
  private final Search search;
  private final ReadHooks hooks;
  private final SessionCookie cookie;
  private final @Nullable String signInPage;

  /// @param cookie the one that the guard knows
  /// @param signInPage the path of the page where people sign in; null where there is none
  public OwnSessions(
      Sessions sessions,
      Search search,
      ReadHooks hooks,
      SessionCookie cookie,
      @Nullable String signInPage) {
    this.sessions = sessions;
    this.search = search;
    this.hooks = hooks;
    this.cookie = cookie;
    this.signInPage = signInPage;
  }

  /// `GET /auth/sessions`: those that are active, newest first, at most 1000 of them, each as `GET
  /// /Session/id` shows it. The one that asks has `current: true` besides; no other has `current`.
  public Response list(ProtectedCall call) {
    String user = user(call.caller());
    String current = call.caller().sessionId();
    List<Json> list = new ArrayList<>();
    for (ResourceVersion version : hooks.shown(TYPE, active(user))) {
      JsonObject session = version.resource();
      list.add(version.id().equals(current) ? session.with("current", JsonBoolean.TRUE) : session);
    }
    return OAuthAnswers.of(call.request(), JsonObject.of("sessions", JsonArray.of(list)));
  }

  /// `DELETE /auth/sessions/{id}`: ends one of one's own. Somebody else's is as if there were none.
  public Response end(ProtectedCall call) {
    String id = call.request().pathParameter("id");
    if (!sessions.closeOf(user(call.caller()), id)) {
      throw new HttpProblem(404, "You have no such session.");
    }
    return ended(call, 1, id.equals(call.caller().sessionId()));
  }

  /// `DELETE /auth/sessions`: ends all of one's own but the one that asks.
  public Response endOthers(ProtectedCall call) {
    if (!call.request().queryString().isEmpty()) {
      throw new HttpProblem(
          400, "This ends all of your sessions but the one that asks, and takes no parameters.");
    }
    String user = user(call.caller());
    String current = call.caller().sessionId();
    int ended = 0;
    boolean more = true;
    while (more) {
      List<String> others =
          active(user).stream().map(ResourceVersion::id).filter(id -> !id.equals(current)).toList();
      for (String id : others) {
        boolean _ = sessions.closeOf(user, id);
      }
      ended += others.size();
      more = others.size() >= PAGE - 1;
    }
    return ended(call, ended, false);
  }

  /// `POST /auth/logout`: ends the session that asks. A page without scripts sends a form, and gets
  /// the sign-in, where there is a page for it.
  public Response logout(ProtectedCall call) {
    String id = call.caller().sessionId();
    if (id == null) {
      throw new HttpProblem(
          400, "This request was signed in by Basic: there is no session to end.");
    }
    boolean _ = sessions.close(id);
    Response response =
        call.parameters().isEmpty() || signInPage == null
            ? OAuthAnswers.changed()
            : Response.empty(303).with("Location", signInPage);
    return withoutCookie(call, response);
  }

  private Response ended(ProtectedCall call, int number, boolean own) {
    Response response = OAuthAnswers.of(call.request(), JsonObject.of("ended", Json.of(number)));
    return own ? withoutCookie(call, response) : response;
  }

  /// Takes the cookie back where it is the one that asked.
  private Response withoutCookie(ProtectedCall call, Response response) {
    SessionView session = call.caller().session();
    return session != null && session.type().equals(NewSession.CONSOLE)
        ? response.with("Set-Cookie", cookie.cleared())
        : response;
  }

  private List<ResourceVersion> active(String user) {
    List<QueryParameter> query =
        List.of(
            new QueryParameter("user", "User/" + user),
            new QueryParameter("active", "true"),
            new QueryParameter("_sort", "-start"),
            new QueryParameter("_count", Integer.toString(PAGE)),
            new QueryParameter("_total", "none"));
    try {
      return search.run(search.parse(TYPE, query, false)).rows();
    } catch (IndexNotReadyException e) {
      throw new HttpProblem(
          503,
          e.getMessage(),
          Headers.NONE.with("Retry-After", Integer.toString(e.retryAfterSeconds())));
    }
  }

  private static String user(Caller caller) {
    String user = caller.userId();
    if (user == null) {
      throw new HttpProblem(403, "Only a person has sessions of their own: sign in as a user.");
    }
    return user;
  }
}

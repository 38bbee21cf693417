package dev.andiron.console;

import dev.andiron.access.Guard;
import dev.andiron.access.SessionCookie;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Handler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Operation;
import dev.andiron.http.Operation.Admission;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.identity.Users;
import dev.andiron.resource.Validator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Where the pages are: one document for all of them, and what it is made of. None of it knows who
/// asks; the scripts ask the API in the name of the person who is signed in.
public final class ConsoleRoutes {
  private static final Operation PAGES =
      new Operation(
          "ConsolePages", "The pages of the console, and what they are made of.", Admission.ALL);
  private static final Operation SESSION =
      new Operation(
          "ConsoleSession",
          "Tells the console who is signed in, and what they may.",
          Admission.SESSION);
  private static final Operation CONVERT =
      new Operation(
          "ConsoleConvert", "Turns YAML into JSON and back, for the console.", Admission.SESSION);
  private static final Operation ELEMENTS =
      new Operation(
          "ConsoleElements", "Lists the elements of a type, for the console.", Admission.SESSION);

  private static final String NOTHING = "There is nothing at this path.";

  private final Assets assets = Assets.builtIn();
  private final Handler session;
  private final Handler convert;
  private final Handler elements;
  private final Response index;
  private final String indexTag;

  /// @param cookie the one that the guard knows
  /// @param validator knows how YAML's plain scalars are read
  public ConsoleRoutes(
      Guard guard,
      SessionCookie cookie,
      Users users,
      Definitions definitions,
      Validator validator,
      String version) {
    session = guard.withSession(new SessionEndpoint(guard, cookie, users, definitions, version));
    convert = guard.withSession(new Conversion(validator));
    elements = guard.withSession(new Elements(definitions));
    Response page = new Page("index.html", assets).with(200, Map.of());
    indexTag = "\"" + ContentHash.of(page.body()) + "\"";
    // It names the version of everything else, so a browser asks each time whether it has changed.
    index = page.with("Cache-Control", "no-cache").with("ETag", indexTag);
  }

  /// The routes of the sign-in, whose page is made of the same assets.
  public SignInRoutes signIn(SignInRoutes.Services services) {
    return new SignInRoutes(services, assets);
  }

  public List<Route> list() {
    return List.of(
        new Route("GET", "/ui/{path...}", 0, PAGES, this::page),
        new Route("GET", "/ui/api/session", 0, SESSION, session),
        new Route("POST", "/ui/api/convert", Conversion.BODY_LIMIT, CONVERT, convert),
        new Route("GET", "/ui/api/elements/{type}", 0, ELEMENTS, elements),
        new Route("GET", "/ui/api/{path...}", 0, PAGES, ConsoleRoutes::nothing),
        new Route("GET", "/ui/assets/{path...}", 0, PAGES, ConsoleRoutes::nothing),
        new Route("GET", "/ui/assets/{version}/{path...}", 0, PAGES, assets::get));
  }

  private Response page(Request request) {
    return EntityTags.isKnown(request, indexTag)
        ? new Response(304, index.headers(), Response.empty(304).body())
        : index;
  }

  /// The same routes, of which that of the root leads a person to the console who comes with no
  /// question; a program is answered as without a console.
  public List<Route> leading(List<Route> routes) {
    return routes.stream()
        .map(route ->
            route.method().equals("GET") && route.pattern().equals("/") ? leading(route) : route)
        .toList();
  }

  private static Route leading(Route root) {
    return new Route(
        root.method(),
        root.pattern(),
        root.bodyLimit(),
        root.operation(),
        new Leading(root.handler()));
  }

  private record Leading(Handler root) implements Handler {
    @Override
    public Response handle(Request request) {
      return isBrowser(request) && request.queryString().isEmpty()
          ? Response.empty(303).with("Location", "/ui").with("Vary", "Accept")
          : root.handle(request);
    }

    @Override
    public Handler behind() {
      return root.behind();
    }
  }

  /// Browsers, and hardly anybody else, name HTML first when they go somewhere.
  private static boolean isBrowser(Request request) {
    String accept = String.join(",", request.headers().all("Accept")).toLowerCase(Locale.ROOT);
    return accept.strip().matches("text/html\\s*([,;].*)?");
  }

  private static Response nothing(Request request) {
    throw new HttpProblem(404, NOTHING);
  }
}

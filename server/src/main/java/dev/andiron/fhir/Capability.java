package dev.andiron.fhir;

import dev.andiron.config.Settings;
import dev.andiron.definition.Definitions;
import dev.andiron.http.Handler;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.http.Route;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Search;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// `GET /metadata` (<https://hl7.org/fhir/R4/http.html#capabilities>): what this server does. Needs
/// no sign-in, so it is made once and not for each request: again only where search parameters were
/// stored since.
public final class Capability implements Handler {
  private static final String TYPE = "CapabilityStatement";

  private final Definitions definitions;
  private final Representation representation;
  private final CapabilityStatement statement;
  private final Search search;
  private final Clock clock;
  private volatile Made last;

  /// @param revision of the search parameters that it tells of
  private record Made(long revision, ResourceVersion version) {}

  /// @param routes everything that is served beside it
  /// @param baseUrl where the API is served, without a slash at its end
  /// @param version of this program
  public Capability(
      List<Route> routes,
      Definitions definitions,
      Search search,
      Settings settings,
      Clock clock,
      String baseUrl,
      String version) {
    List<Interaction> interactions =
        routes.stream().flatMap(route -> Stream.ofNullable(Interaction.of(route))).toList();
    this.definitions = definitions;
    this.representation = new Representation(baseUrl);
    this.statement =
        new CapabilityStatement(interactions, definitions, search, settings, baseUrl, version);
    this.search = search;
    this.clock = clock;
    this.last = make(search.revision());
  }

  public Route route(FhirProblems problems) {
    return new Route(
        "GET", "/metadata", 0, FhirOperations.of("FhirCapabilities"), problems.around(this));
  }

  @Override
  public Response handle(Request request) {
    ResourceVersion made = current();
    Projection projection = Projection.ofRead(request.query(), definitions);
    Response response =
        Conditions.isKnown(request, made, () -> true)
            ? representation.notModified(made)
            : representation.of(request, made, projection.of(made));
    return response.with("Cache-Control", "public, max-age=60");
  }

  private ResourceVersion current() {
    long revision = search.revision();
    Made made = last;
    if (made.revision() != revision) {
      made = make(revision); // two may do so at once; they make the same
      last = made;
    }
    return made.version();
  }

  /// Its version, for the `ETag`, is made of its content.
  private Made make(long revision) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    byte[] text = JsonWriter.utf8(statement.at(now));
    long version = Integer.toUnsignedLong(Arrays.hashCode(text));
    return new Made(revision, new ResourceVersion(TYPE, "metadata", version, now, false, text));
  }
}

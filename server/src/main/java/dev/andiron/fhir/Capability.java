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
/// no sign-in, so it is made once and not for each request.
public final class Capability implements Handler {
  private static final String TYPE = "CapabilityStatement";

  private final Definitions definitions;
  private final Representation representation;
  private final ResourceVersion made;

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
    this.made =
        made(
            new CapabilityStatement(interactions, definitions, search, settings, baseUrl, version),
            clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  public Route route(FhirProblems problems) {
    return new Route("GET", "/metadata", 0, problems.around(this));
  }

  @Override
  public Response handle(Request request) {
    Projection projection = Projection.ofRead(request.query(), definitions);
    Response response =
        Conditions.isKnown(request, made, () -> true)
            ? representation.notModified(made)
            : representation.of(request, made, projection.of(made));
    return response.with("Cache-Control", "public, max-age=60");
  }

  /// Its version, for the `ETag`, is made of its content.
  private static ResourceVersion made(CapabilityStatement statement, Instant now) {
    byte[] text = JsonWriter.utf8(statement.at(now));
    long version = Integer.toUnsignedLong(Arrays.hashCode(text));
    return new ResourceVersion(TYPE, "metadata", version, now, false, text);
  }
}

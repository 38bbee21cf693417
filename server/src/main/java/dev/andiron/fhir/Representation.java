package dev.andiron.fhir;

import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Written;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// A version of a resource as the body of an answer, with the headers that go with it.
final class Representation {
  // RFC 9110 §5.6.7: IMF-fixdate.
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final String baseUrl;

  /// @param baseUrl where the API is served, without a slash at its end
  Representation(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  Response of(Request request, int status, ResourceVersion version) {
    return headers(body(request, status, version.text()), version);
  }

  /// The answer to a create or update: 201 with `Location` where the resource is new.
  Response written(Request request, Written written) {
    ResourceVersion version = written.version();
    if (written.effect() != Written.Effect.CREATED) {
      return of(request, 200, version);
    }
    return of(request, 201, version)
        .with("Location", url(version) + "/_history/" + version.version());
  }

  /// Only the headers: RFC 9110 §15.4.5.
  Response notModified(ResourceVersion version) {
    return headers(Response.empty(304), version);
  }

  String url(ResourceVersion version) {
    return baseUrl + "/" + version.type() + "/" + version.id();
  }

  static Response body(Request request, int status, byte[] json) {
    boolean pretty = "true".equals(request.query().first("_pretty"));
    return Answers.ofText(status, json, Negotiation.of(request), pretty);
  }

  private static Response headers(Response response, ResourceVersion version) {
    return response
        .with("ETag", Conditions.etag(version))
        .with("Last-Modified", HTTP_DATE.format(version.lastUpdated().atZone(ZoneOffset.UTC)));
  }
}

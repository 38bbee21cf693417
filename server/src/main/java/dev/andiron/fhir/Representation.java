package dev.andiron.fhir;

import dev.andiron.fhir.Preferences.Return;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Issue;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Written;
import java.util.List;
import java.util.function.Supplier;

/// A version of a resource as the body of an answer, with the headers that go with it.
final class Representation {
  private final String baseUrl;

  /// @param baseUrl where the API is served, without a slash at its end
  Representation(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  /// The answer to a read: of a Binary its content, where that is asked for.
  ///
  /// @param known whether the caller has this version
  /// @param text of what is shown of the resource
  Response read(Request request, ResourceVersion version, boolean known, Supplier<byte[]> text) {
    RawBinary raw = RawBinary.asked(request, version);
    if (raw != null) {
      return known ? raw.guarded(notModified(version)) : headers(raw.response(), version);
    }
    return known ? notModified(version) : of(request, version, text.get());
  }

  /// The resource as an answer.
  Response of(Request request, ResourceVersion version, byte[] text) {
    return headers(body(request, 200, text), version);
  }

  /// The answer to a write: 201 with `Location` where the resource is new, else 200 with
  /// `Content-Location`, by which a caller learns which resource a condition found; and the body
  /// that the caller prefers.
  Response written(Request request, Written written) {
    ResourceVersion version = written.version();
    boolean created = written.effect() == Written.Effect.CREATED;
    String what =
        switch (written.effect()) {
          case CREATED -> "was created";
          case UPDATED -> "was updated";
          case DELETED -> "was deleted";
          case UNCHANGED -> "is as asked already, and was left";
        };
    Response response =
        preferred(
            request,
            created ? 201 : 200,
            version.text(),
            version.key() + " " + what,
            written.warnings());
    String place = url(version) + "/_history/" + version.version();
    return Warnings.with(
        headers(response, version).with(created ? "Location" : "Content-Location", place),
        written.warnings());
  }

  /// An answer with the body that the caller prefers (RFC 7240 §4.2,
  /// <https://hl7.org/fhir/R4/http.html#ops>): the resource where nothing is said.
  ///
  /// @param what was done, in words
  static Response preferred(Request request, int status, byte[] json, String what) {
    return preferred(request, status, json, what, List.of());
  }

  private static Response preferred(
      Request request, int status, byte[] json, String what, List<Issue> warnings) {
    Return returned = Preferences.of(request).returned();
    return switch (returned) {
      case null -> body(request, status, json);
      case REPRESENTATION -> Preferences.appliedReturn(body(request, status, json), returned);
      case MINIMAL -> Preferences.appliedReturn(Response.empty(status), returned);
      case OPERATION_OUTCOME ->
          Preferences.appliedReturn(
              Warnings.and(OperationOutcome.informed(status, what + "."), warnings)
                  .response(Negotiation.of(request), Negotiation.pretty(request)),
              returned);
    };
  }

  /// Only the headers: RFC 9110 §15.4.5.
  Response notModified(ResourceVersion version) {
    return headers(Response.empty(304), version);
  }

  String url(ResourceVersion version) {
    return baseUrl + "/" + version.type() + "/" + version.id();
  }

  static Response body(Request request, int status, byte[] json) {
    return Answers.ofText(status, json, Negotiation.of(request), Negotiation.pretty(request));
  }

  private static Response headers(Response response, ResourceVersion version) {
    return response
        .with("ETag", Conditions.etag(version))
        .with("Last-Modified", HttpDate.written(version.lastUpdated()));
  }
}

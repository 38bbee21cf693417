package dev.andiron.fhir;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Bodies;
import dev.andiron.media.ContentType;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.ResourceVersion;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The content of a Binary as it is, not as a resource
/// (<https://hl7.org/fhir/R4/binary.html#rest>). Anybody who may write a Binary chooses bytes and
/// type, so nothing of it may come to life where the console's cookie is.
final class RawBinary {
  static final String TYPE = "Binary";

  private static final String SECURITY_CONTEXT = "X-Security-Context";

  /// Has its own origin, runs no script, loads nothing, stands in no frame.
  private static final String CONTENT_SECURITY_POLICY =
      "sandbox; default-src 'none'; frame-ancestors 'none'";

  /// What a browser may show by itself: it holds no script that would have our origin. Everything
  /// else it is to keep as a file; SVG is not among the images.
  private static final Set<String> INERT =
      Set.of(
          "application/pdf",
          "image/avif",
          "image/bmp",
          "image/gif",
          "image/jpeg",
          "image/png",
          "image/tiff",
          "image/webp",
          "text/plain");

  // RFC 3986 §2: what may stand in a URI
  private static final Pattern REFERENCE =
      Pattern.compile("[A-Za-z0-9\\-._~:/?#\\[\\]@!$&'()*+,;=%]{1,1000}");

  private final ContentType type;
  private final JsonObject resource;

  private RawBinary(ContentType type, JsonObject resource) {
    this.type = type;
    this.resource = resource;
  }

  /// Refuses what asks for no format of ours; of a Binary that cannot be told before it is read.
  ///
  /// @throws HttpProblem 406
  static void checkFormat(Request request, String type) {
    if (!type.equals(TYPE)) {
      Negotiation.of(request);
    }
  }

  /// The content, where the caller asks for it by its type; null where the resource is to be given.
  ///
  /// @throws HttpProblem 406 where neither would do
  static @Nullable RawBinary asked(Request request, ResourceVersion version) {
    if (version.type().equals(TYPE) && !Negotiation.namesOnlyFormats(request)) {
      JsonObject resource = version.resource();
      String stated = resource.string("contentType");
      ContentType type = stated == null ? null : ContentType.of(stated);
      if (type != null && !type.isOfResources() && Negotiation.prefers(request, type.name())) {
        return new RawBinary(type, resource);
      }
    }
    Negotiation.of(request);
    return null;
  }

  /// The content as an answer.
  Response response() {
    String data = resource.string("data");
    // White space may stand in it.
    byte[] bytes = data == null ? new byte[0] : Base64.getMimeDecoder().decode(data);
    Response response = guarded(Response.of(200, type.text(), bytes));
    JsonObject context = resource.object("securityContext");
    String reference = context == null ? null : context.string("reference");
    return reference != null && REFERENCE.matcher(reference).matches()
        ? response.with(SECURITY_CONTEXT, reference)
        : response;
  }

  /// An answer about the content. Also a 304: its header fields replace those that were kept (RFC
  /// 9111 §4.3.4).
  Response guarded(Response response) {
    Response guarded = response.with("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    return INERT.contains(type.name())
        ? guarded
        : guarded.with("Content-Disposition", "attachment");
  }

  /// The body of a create or update: of a Binary, content of any type that is no format of
  /// resources becomes the resource that holds it.
  ///
  /// @throws HttpProblem as [Bodies#read]; 415 for a Binary without a good `Content-Type`
  static @Nullable Json read(Request request) {
    if (!request.pathParameter("type").equals(TYPE)) {
      return Bodies.read(request);
    }
    String field = request.headers().first("Content-Type");
    ContentType type = field == null ? null : ContentType.of(field);
    if (type == null) {
      throw new HttpProblem(
          415,
          "A Binary needs a Content-Type such as image/png, or application/fhir+json for the"
              + " resource.",
          // RFC 9110 §15.5.16
          Headers.NONE.with("Accept", "*/*"));
    }
    return type.isOfResources() ? Bodies.read(request) : resource(request, type);
  }

  private static JsonObject resource(Request request, ContentType type) {
    JsonObject.Builder resource =
        JsonObject.builder().put("resourceType", TYPE).put("contentType", type.text());
    String context = request.headers().first(SECURITY_CONTEXT);
    if (context != null) {
      resource.put("securityContext", JsonObject.of("reference", context));
    }
    if (request.body().length > 0) {
      resource.put("data", Base64.getEncoder().encodeToString(request.body()));
    }
    return resource.build();
  }
}

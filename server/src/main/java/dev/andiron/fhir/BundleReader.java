package dev.andiron.fhir;

import dev.andiron.http.Headers;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonSlice;
import dev.andiron.media.Bodies;
import dev.andiron.media.MediaType;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.Validator;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a bundle without its resources: of JSON it keeps where they lie in the bytes, and each is
/// read when its turn comes. So a bundle of 20 MB is in memory once, and not once more as a tree.
final class BundleReader {
  private static final String RESOURCE = "resource";
  private static final Pattern FRACTION = Pattern.compile("\\.[0-9]+");

  private final JsonObject.Builder head = JsonObject.builder();
  private final List<Json> entries = new ArrayList<>();
  private final List<Supplier<@Nullable Json>> resources = new ArrayList<>();

  private BundleReader() {}

  /// A batch or transaction.
  ///
  /// @param type `batch` or `transaction`
  record ReadBundle(String type, List<BundleEntry> entries) {}

  /// Reads the bundle in the body of a request.
  ///
  /// @throws HttpProblem 400 where it is none that can be processed, 415 for another content type
  /// @throws RefusedException where it, its resources aside, is not as a Bundle should be
  static ReadBundle read(Request request, Validator validator) {
    BundleReader reader = new BundleReader();
    MediaType mediaType = MediaType.of(request);
    if (mediaType != null && mediaType.isJson() && request.body().length > 0) {
      reader.slices(JsonSlice.of(request.body()));
    } else if (Bodies.read(request) instanceof JsonObject bundle) {
      reader.tree(bundle);
    } else {
      throw noBundle();
    }
    return reader.checked(validator);
  }

  private static HttpProblem noBundle() {
    return new HttpProblem(
        400,
        "What is posted here is a Bundle of type batch or transaction; resources are posted to"
            + " their type: /Patient.");
  }

  private void slices(JsonSlice bundle) {
    if (!bundle.isObject()) {
      throw noBundle();
    }
    for (JsonSlice.Member member : bundle.members()) {
      if (!member.name().equals("entry") || !member.value().isArray()) {
        head.put(member.name(), member.value().read());
        continue;
      }
      for (JsonSlice entry : member.value().elements()) {
        if (!entry.isObject()) {
          throw new HttpProblem(400, "entry[" + entries.size() + "] is no object.");
        }
        JsonObject.Builder rest = JsonObject.builder();
        JsonSlice resource = null;
        for (JsonSlice.Member part : entry.members()) {
          if (part.name().equals(RESOURCE)) {
            resource = part.value();
          } else {
            rest.put(part.name(), part.value().read());
          }
        }
        entries.add(rest.build());
        resources.add(resource == null ? () -> null : resource::read);
      }
    }
  }

  private void tree(JsonObject bundle) {
    for (JsonObject.Member member : bundle) {
      if (!member.name().equals("entry") || !(member.value() instanceof JsonArray array)) {
        head.put(member.name(), member.value());
        continue;
      }
      for (Json entry : array) {
        if (!(entry instanceof JsonObject object)) {
          throw new HttpProblem(400, "entry[" + entries.size() + "] is no object.");
        }
        Json resource = object.get(RESOURCE);
        entries.add(object.without(RESOURCE));
        resources.add(() -> resource);
      }
    }
  }

  private ReadBundle checked(Validator validator) {
    JsonObject bundle = head.build();
    if (!"Bundle".equals(ResourceTypes.text(bundle.get("resourceType")))) {
      throw noBundle();
    }
    for (int i = 0; i < entries.size(); i++) {
      if (!((JsonObject) entries.get(i)).has("request")) {
        throw new HttpProblem(
            400, "entry[" + i + "] has no request: which method is it to be, and which URL?");
      }
    }
    Validator.Checked checked =
        validator.check(entries.isEmpty() ? bundle : bundle.with("entry", JsonArray.of(entries)));
    if (!checked.issues().isEmpty()) {
      throw new RefusedException(RefusedException.Reason.INVALID, checked.issues());
    }
    String type = checked.resource().string("type");
    if (type == null || !(type.equals("batch") || type.equals("transaction"))) {
      throw new HttpProblem(
          400,
          "A bundle of type "
              + type
              + " is not processed; post it to /Bundle to have it kept. A batch or a transaction is"
              + " processed here.");
    }
    List<BundleEntry> read = new ArrayList<>(entries.size());
    for (Json entry : checked.resource().array("entry")) {
      read.add(entry(read.size(), (JsonObject) entry));
    }
    return new ReadBundle(type, read);
  }

  private BundleEntry entry(int index, JsonObject entry) {
    JsonObject request = entry.object("request");
    String method = request == null ? null : request.string("method");
    String url = request == null ? null : request.string("url");
    if (request == null || method == null || url == null) {
      throw new HttpProblem(400, "entry[" + index + "] has a request without method or url.");
    }
    return new BundleEntry(
        index, entry.string("fullUrl"), method, url, conditions(request), resources.get(index));
  }

  private static Headers conditions(JsonObject request) {
    Headers headers = Headers.NONE;
    headers = with(headers, "If-None-Match", request.string("ifNoneMatch"));
    headers = with(headers, "If-Match", request.string("ifMatch"));
    headers = with(headers, "If-None-Exist", request.string("ifNoneExist"));
    return with(headers, "If-Modified-Since", date(request.string("ifModifiedSince")));
  }

  private static @Nullable String date(@Nullable String instant) {
    if (instant == null) {
      return null;
    }
    // Java has no leap seconds and at most nine digits of a fraction; FHIR has both, HTTP neither.
    String seconds = FRACTION.matcher(instant).replaceFirst("");
    int zone = "2015-02-07T13:28:17".length();
    String common =
        seconds.startsWith(":60", zone - 3)
            ? seconds.substring(0, zone - 3) + ":59" + seconds.substring(zone)
            : seconds;
    return HttpDate.written(OffsetDateTime.parse(common).toInstant());
  }

  private static Headers with(Headers headers, String name, @Nullable String value) {
    return value == null ? headers : headers.with(name, value);
  }
}

package dev.andiron.fhir;

import dev.andiron.http.Parameters;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.HistoryPage;
import dev.andiron.resource.HistoryQuery;
import dev.andiron.resource.ResourceVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A page of a history as a Bundle (<https://hl7.org/fhir/R4/bundle.html#history>). The stored
/// texts go into it as they are.
///
/// @param path of the history: `/Patient/_history`
/// @param parameters that were used
record HistoryBundle(String baseUrl, String path, Parameters parameters, HistoryPage page) {
  /// The ids that the server gives: RFC 9562 §5.7.
  private static final Pattern OUR_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

  byte[] json() {
    StringBuilder out = new StringBuilder(1024);
    out.append("{\"resourceType\":\"Bundle\",\"type\":\"history\"");
    if (page.total() != null) {
      out.append(",\"total\":").append(page.total());
    }
    out.append(",\"link\":").append(JsonWriter.text(links()));
    String separator = ",\"entry\":[";
    for (HistoryPage.Entry entry : page.entries()) {
      out.append(separator);
      entry(out, entry);
      separator = ",";
    }
    return out.append(page.entries().isEmpty() ? "}" : "]}")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private void entry(StringBuilder out, HistoryPage.Entry entry) {
    ResourceVersion version = entry.version();
    out.append("{\"fullUrl\":")
        .append(JsonWriter.text(Json.of(baseUrl + "/" + version.type() + "/" + version.id())));
    if (!version.deleted()) {
      out.append(",\"resource\":").append(new String(version.text(), StandardCharsets.UTF_8));
    }
    out.append(",\"request\":").append(JsonWriter.text(request(entry)));
    out.append(",\"response\":").append(JsonWriter.text(response(entry))).append('}');
  }

  /// How the version came about. That is not kept; a resource whose first version has an id of the
  /// server's making was posted, and every other one can be put again.
  private static JsonObject request(HistoryPage.Entry entry) {
    ResourceVersion version = entry.version();
    boolean posted =
        entry.created() && version.version() == 1 && OUR_ID.matcher(version.id()).matches();
    return JsonObject.of("method", version.deleted() ? "DELETE" : posted ? "POST" : "PUT")
        .with("url", posted ? version.type() : version.type() + "/" + version.id());
  }

  private static JsonObject response(HistoryPage.Entry entry) {
    return JsonObject.of("status", entry.created() ? "201" : "200")
        .with("etag", Conditions.etag(entry.version()))
        .with("lastModified", entry.version().lastUpdated().toString());
  }

  private JsonArray links() {
    List<Json> links = new ArrayList<>();
    links.add(new PageLink(baseUrl + path, parameters.list()).json("self"));
    HistoryQuery.Place place = page.next();
    if (place != null) {
      boolean shown = !page.entries().isEmpty() && page.entries().getLast().place().equals(place);
      List<Parameters.Parameter> next = new ArrayList<>(parameters.list());
      next.removeIf(parameter -> parameter.name().equals("_cursor"));
      next.add(new Parameters.Parameter("_cursor", HistoryPlace.written(place, shown)));
      links.add(new PageLink(baseUrl + path, next).json("next"));
    }
    return JsonArray.of(links);
  }
}

package dev.andiron.fhir;

import dev.andiron.http.Parameters;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Page;
import dev.andiron.search.QueryParameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a search as a Bundle (<https://hl7.org/fhir/R4/bundle.html#searchset>). The stored
/// texts go into it as they are.
///
/// @param rows the page's rows as they are to be shown
/// @param projection how much of each is shown
record SearchsetBundle(
    String baseUrl, String type, Page page, List<ResourceVersion> rows, Projection projection) {

  byte[] json() {
    StringBuilder out = new StringBuilder(1024);
    out.append("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"");
    if (page.total() != null) {
      out.append(",\"total\":").append(page.total());
    }
    out.append(",\"link\":").append(JsonWriter.text(links()));
    if (!rows.isEmpty()) {
      out.append(",\"entry\":[");
      for (int i = 0; i < rows.size(); i++) {
        out.append(i == 0 ? "" : ",");
        entry(out, rows.get(i));
      }
      out.append(']');
    }
    return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
  }

  private void entry(StringBuilder out, ResourceVersion row) {
    String url = baseUrl + "/" + row.type() + "/" + row.id();
    out.append("{\"fullUrl\":").append(JsonWriter.text(Json.of(url)));
    out.append(",\"resource\":");
    out.append(new String(projection.of(row), StandardCharsets.UTF_8));
    out.append(",\"search\":{\"mode\":\"match\"}}");
  }

  private JsonArray links() {
    List<Json> links = new ArrayList<>();
    links.add(link("self", page.used(), null));
    List<QueryParameter> unpaged =
        page.used().stream()
            .filter(used -> !used.name().equals("_page") && !used.name().equals("_cursor"))
            .toList();
    if (page.nextCursor() != null) {
      links.add(link("next", unpaged, page.nextCursor()));
    }
    if (page.previousCursor() != null) {
      links.add(link("previous", unpaged, page.previousCursor()));
    }
    return JsonArray.of(links);
  }

  private JsonObject link(String relation, List<QueryParameter> used, @Nullable String cursor) {
    List<Parameters.Parameter> parameters = new ArrayList<>();
    for (QueryParameter parameter : used) {
      parameters.add(new Parameters.Parameter(parameter.name(), parameter.value()));
    }
    if (cursor != null) {
      parameters.add(new Parameters.Parameter("_cursor", cursor));
    }
    return new PageLink(baseUrl + "/" + type, parameters).json(relation);
  }
}

package dev.andiron.fhir;

import dev.andiron.fhir.OperationOutcome.Severity;
import dev.andiron.http.Parameters;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Included;
import dev.andiron.search.Page;
import dev.andiron.search.QueryParameter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a search as a Bundle (<https://hl7.org/fhir/R4/bundle.html#searchset>). The stored
/// texts go into it as they are.
///
/// @param url of the search, without its parameters
/// @param rows the page's rows as they are to be shown
/// @param included what comes along with them, as it is to be shown
/// @param projection how much of each is shown
record SearchsetBundle(
    String baseUrl,
    String url,
    Page page,
    List<ResourceVersion> rows,
    Included included,
    Projection projection) {
  /// What is said where not everything comes along that was asked for.
  private static final String INCOMPLETE =
      "Not everything that was to be included is here: a page takes along "
          + Included.MOST
          + " resources or "
          + Included.MOST_BYTES / 1_000_000
          + " MB, over "
          + Included.MOST_LEVELS
          + " steps. Ask for smaller pages (_count), or search for the rest by itself.";

  byte[] json() {
    StringBuilder out = new StringBuilder(1024);
    out.append("{\"resourceType\":\"Bundle\",\"type\":\"searchset\"");
    if (page.total() != null) {
      out.append(",\"total\":").append(page.total());
    }
    out.append(",\"link\":").append(JsonWriter.text(links()));
    String separator = ",\"entry\":[";
    for (ResourceVersion row : rows) {
      entry(out.append(separator), row, "match");
      separator = ",";
    }
    for (ResourceVersion row : included.rows()) {
      entry(out.append(separator), row, "include");
      separator = ",";
    }
    if (!included.complete()) {
      out.append(separator).append(JsonWriter.text(outcome()));
      separator = ",";
    }
    return out.append(separator.equals(",") ? "]}" : "}")
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private void entry(StringBuilder out, ResourceVersion row, String mode) {
    String fullUrl = baseUrl + "/" + row.type() + "/" + row.id();
    out.append("{\"fullUrl\":").append(JsonWriter.text(Json.of(fullUrl)));
    out.append(",\"resource\":");
    out.append(new String(projection.of(row), StandardCharsets.UTF_8));
    out.append(",\"search\":{\"mode\":\"").append(mode).append("\"}}");
  }

  /// https://hl7.org/fhir/R4/search.html#errors: what is to be told of a search that succeeded.
  private static JsonObject outcome() {
    OperationOutcome outcome =
        new OperationOutcome(
            200,
            List.of(new OperationOutcome.Issue(Severity.WARNING, "incomplete", "", INCOMPLETE)));
    return JsonObject.of("resource", outcome.body())
        .with("search", JsonObject.of("mode", "outcome"));
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
    return new PageLink(url, parameters).json(relation);
  }
}

package dev.andiron.fhir;

import dev.andiron.http.Parameters;
import dev.andiron.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// A link of a Bundle to a page of it (<https://hl7.org/fhir/R4/bundle.html#link>).
record PageLink(String url, List<Parameters.Parameter> parameters) {
  JsonObject json(String relation) {
    String query = query(parameters);
    return JsonObject.of("relation", relation)
        .with("url", query.isEmpty() ? url : url + "?" + query);
  }

  /// The parameters as a query string.
  static String query(List<Parameters.Parameter> parameters) {
    return parameters.stream()
        .map(parameter -> encoded(parameter.name()) + "=" + encoded(parameter.value()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%3A", ":").replace("%2C", ",");
  }
}

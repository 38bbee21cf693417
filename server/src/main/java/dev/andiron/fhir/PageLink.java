package dev.andiron.fhir;

import dev.andiron.http.Parameters;
import dev.andiron.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A link of a Bundle to a page of it (<https://hl7.org/fhir/R4/bundle.html#link>).
record PageLink(String url, List<Parameters.Parameter> parameters) {
  JsonObject json(String relation) {
    StringBuilder link = new StringBuilder(url);
    char separator = '?';
    for (Parameters.Parameter parameter : parameters) {
      link.append(separator)
          .append(encoded(parameter.name()))
          .append('=')
          .append(encoded(parameter.value()));
      separator = '&';
    }
    return JsonObject.of("relation", relation).with("url", link.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%3A", ":").replace("%2C", ",");
  }
}

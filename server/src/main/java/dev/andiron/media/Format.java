package dev.andiron.media;

/// A spelling of an answer.
public enum Format {
  JSON("application/json;charset=utf-8"),
  FHIR_JSON("application/fhir+json;charset=utf-8"),
  YAML("text/yaml;charset=utf-8");

  private final String contentType;

  Format(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }
}

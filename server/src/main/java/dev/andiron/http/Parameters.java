package dev.andiron.http;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Decoded parameters of a query string or form, in order, repeated ones kept.
public record Parameters(List<Parameter> list) {
  public static final Parameters NONE = new Parameters(List.of());

  public Parameters {
    list = List.copyOf(list);
  }

  /// One name and its value.
  public record Parameter(String name, String value) {}

  public @Nullable String first(String name) {
    for (Parameter parameter : list) {
      if (parameter.name().equals(name)) {
        return parameter.value();
      }
    }
    return null;
  }

  public List<String> all(String name) {
    return list.stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::value)
        .collect(Collectors.toList());
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }
}

package dev.andiron.search;

import java.util.List;
import java.util.stream.Stream;

/// Where an element is, from its resource down, by the names that elements have in FHIRPath:
/// `contact.name`, `value` for `value[x]`. Without a name it is the whole resource.
public record ElementPath(List<String> names) {
  public static final ElementPath WHOLE = new ElementPath(List.of());

  public ElementPath {
    names = List.copyOf(names);
  }

  public ElementPath then(String name) {
    return new ElementPath(Stream.concat(names.stream(), Stream.of(name)).toList());
  }

  /// Whether the other is this element, or a part of it.
  boolean holds(ElementPath other) {
    return names.size() <= other.names.size() && names.equals(other.names.subList(0, names.size()));
  }

  /// Whether one of them is a part of the other.
  boolean touches(ElementPath other) {
    return holds(other) || other.holds(this);
  }

  @Override
  public String toString() {
    return String.join(".", names);
  }
}

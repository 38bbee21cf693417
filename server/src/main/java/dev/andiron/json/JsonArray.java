package dev.andiron.json;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/// A JSON array.
public record JsonArray(List<Json> elements) implements Json, Iterable<Json> {
  public static final JsonArray EMPTY = new JsonArray(List.of());

  public JsonArray {
    elements = List.copyOf(elements);
  }

  public static JsonArray of(List<? extends Json> elements) {
    return new JsonArray(List.copyOf(elements));
  }

  public static JsonArray of(Json... elements) {
    return new JsonArray(List.of(elements));
  }

  public int size() {
    return elements.size();
  }

  public boolean isEmpty() {
    return elements.isEmpty();
  }

  public Json get(int index) {
    return elements.get(index);
  }

  public Stream<Json> stream() {
    return elements.stream();
  }

  @Override
  public Iterator<Json> iterator() {
    return elements.iterator();
  }
}

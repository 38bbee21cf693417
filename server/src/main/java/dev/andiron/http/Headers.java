package dev.andiron.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Header fields by their names, whose case does not matter (RFC 9110 §5.1). Immutable.
public final class Headers {
  public static final Headers NONE = new Headers(new TreeMap<>());

  private final Map<String, List<String>> fields;

  private Headers(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  /// @param fields by their names in lower case
  static Headers of(Map<String, List<String>> fields) {
    return new Headers(fields);
  }

  /// The first value of a field, or null.
  public @Nullable String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /// All values of a field, in order, one for each line.
  public List<String> all(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  /// Every field, by its name in lower case.
  public Map<String, List<String>> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /// A copy with one more line of this field.
  public Headers plus(String name, String value) {
    Map<String, List<String>> more = new TreeMap<>(fields);
    List<String> values = new ArrayList<>(all(name));
    values.add(value);
    more.put(name.toLowerCase(Locale.ROOT), List.copyOf(values));
    return new Headers(more);
  }

  /// A copy in which the field has this value only.
  public Headers with(String name, String value) {
    Map<String, List<String>> changed = new TreeMap<>(fields);
    changed.put(name.toLowerCase(Locale.ROOT), List.of(value));
    return new Headers(changed);
  }
}

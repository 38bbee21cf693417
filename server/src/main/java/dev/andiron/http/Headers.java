package dev.andiron.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Header fields by their names, whose case does not matter (RFC 9110 §5.1). Immutable.
public final class Headers {
  public static final Headers NONE = new Headers(new Field[0]);

  /// In the order of the names, each once. They are few: looking through them is quicker than any
  /// map, and copying them than any tree.
  private final Field[] fields;

  private Headers(Field[] fields) {
    this.fields = fields;
  }

  /// One field.
  ///
  /// @param name in lower case
  /// @param values in order, one for each line
  public record Field(String name, List<String> values) {
    public Field {
      values = List.copyOf(values);
    }
  }

  /// @param lines by their names in lower case, in the order in which they came
  static Headers of(List<Field> lines) {
    List<Field> sorted = new ArrayList<>(lines);
    sorted.sort(Comparator.comparing(Field::name)); // which leaves equal ones in their order
    List<Field> fields = new ArrayList<>(sorted.size());
    for (int from = 0; from < sorted.size(); ) {
      Field first = sorted.get(from);
      int to = from + 1;
      while (to < sorted.size() && sorted.get(to).name().equals(first.name())) {
        to++;
      }
      fields.add(to == from + 1 ? first : together(sorted.subList(from, to)));
      from = to;
    }
    return new Headers(fields.toArray(Field[]::new));
  }

  private static Field together(List<Field> lines) {
    return new Field(
        lines.getFirst().name(), lines.stream().flatMap(line -> line.values().stream()).toList());
  }

  /// The first value of a field, or null.
  public @Nullable String first(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /// All values of a field, in order, one for each line.
  public List<String> all(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.values();
      }
    }
    return List.of();
  }

  /// Every field, in the order of the names.
  public List<Field> fields() {
    return List.of(fields);
  }

  /// A copy with one more line of this field.
  public Headers plus(String name, String value) {
    List<String> values = new ArrayList<>(all(name));
    values.add(value);
    return with(new Field(name.toLowerCase(Locale.ROOT), values));
  }

  /// A copy in which the field has this value only.
  public Headers with(String name, String value) {
    return with(new Field(name.toLowerCase(Locale.ROOT), List.of(value)));
  }

  private Headers with(Field field) {
    int at = 0;
    while (at < fields.length && fields[at].name().compareTo(field.name()) < 0) {
      at++;
    }
    boolean replaces = at < fields.length && fields[at].name().equals(field.name());
    Field[] changed = Arrays.copyOf(fields, replaces ? fields.length : fields.length + 1);
    changed[at] = field;
    if (!replaces) {
      System.arraycopy(fields, at, changed, at + 1, fields.length - at);
    }
    return new Headers(changed);
  }

  /// A copy with those of the other that these have not.
  Headers or(Headers other) {
    Field[] all = new Field[fields.length + other.fields.length];
    int length = 0;
    int i = 0;
    int j = 0;
    while (i < fields.length || j < other.fields.length) {
      int order =
          i == fields.length
              ? 1
              : j == other.fields.length ? -1 : fields[i].name().compareTo(other.fields[j].name());
      all[length++] = order <= 0 ? fields[i] : other.fields[j];
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return new Headers(length == all.length ? all : Arrays.copyOf(all, length));
  }
}

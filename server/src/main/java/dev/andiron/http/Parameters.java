package dev.andiron.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decoded parameters of a query string or form, in order, repeated ones kept.
public record Parameters(List<Parameter> list) {
  public static final Parameters NONE = new Parameters(List.of());

  private static final int MOST = 1000;

  public Parameters {
    list = List.copyOf(list);
  }

  /// One name and its value.
  public record Parameter(String name, String value) {}

  /// Reads `application/x-www-form-urlencoded` text: a query string or the body of a form.
  ///
  /// @throws HttpProblem 400 for a broken escape, bytes that are not UTF-8, a NUL character or more
  ///   than 1000 parameters
  public static Parameters parse(String text) {
    return parse(text, Set.of());
  }

  /// As above, for a form.
  ///
  /// @param whole the names of parameters whose values may have a NUL character
  public static Parameters parse(String text, Set<String> whole) {
    if (text.isEmpty()) {
      return NONE;
    }
    List<Parameter> list = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int ampersand = text.indexOf('&', from);
      int to = ampersand < 0 ? text.length() : ampersand;
      if (to > from) {
        if (list.size() == MOST) {
          throw new HttpProblem(400, "There are more than " + MOST + " parameters.");
        }
        list.add(parameter(text.substring(from, to), whole));
      }
      from = to + 1;
    }
    return new Parameters(list);
  }

  private static Parameter parameter(String piece, Set<String> whole) {
    int equals = piece.indexOf('=');
    String name = equals < 0 ? piece : piece.substring(0, equals);
    String value = equals < 0 ? "" : piece.substring(equals + 1);
    String decoded = Percent.decode(name, true, "name of a parameter");
    String where = "value of a parameter";
    return new Parameter(
        decoded,
        whole.contains(decoded)
            ? Percent.decodeWhole(value, where)
            : Percent.decode(value, true, where));
  }

  public @Nullable String first(String name) {
    for (Parameter parameter : list) {
      if (parameter.name().equals(name)) {
        return parameter.value();
      }
    }
    return null;
  }

  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (Parameter parameter : list) {
      if (parameter.name().equals(name)) {
        values.add(parameter.value());
      }
    }
    return values;
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }
}

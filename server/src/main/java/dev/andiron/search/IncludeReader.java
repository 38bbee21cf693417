package dev.andiron.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Reads `_include` and `_revinclude` of one search (https://hl7.org/fhir/R4/search.html#include,
/// https://hl7.org/fhir/R4/search.html#revinclude).
final class IncludeReader {
  /// `:recurse` is what `:iterate` was called before R4.
  static final Set<String> MODIFIERS = Set.of("iterate", "recurse");

  private static final String FORWARD = "_include";
  private static final String REVERSE = "_revinclude";
  private static final String ANY = "*";

  private final SearchParameters parameters;
  private final String type;
  private final List<Include> includes = new ArrayList<>();

  IncludeReader(SearchParameters parameters, String type) {
    this.parameters = parameters;
    this.type = type;
  }

  static boolean has(String code) {
    return code.equals(FORWARD) || code.equals(REVERSE);
  }

  List<Include> includes() {
    return List.copyOf(includes);
  }

  /// Reads one of them: `*`, `Source:*`, `Source:parameter` or `Source:parameter:Target`. Answers
  /// what is not known of it, in words; null where it is used.
  @Nullable String read(String code, boolean iterate, String value) {
    boolean reverse = code.equals(REVERSE);
    String[] parts = value.split(":", -1);
    String source = parts[0];
    boolean bare = value.equals(ANY);
    if (!bare && (parts.length < 2 || parts.length > 3)) {
      return "is written Type:parameter, Type:parameter:Target, Type:* or *";
    }
    if (!bare && !parameters.knows(source)) {
      return "names no resource type with " + QueryReader.shown(source);
    }
    String target = parts.length == 3 ? parts[2] : null;
    if (target != null && !parameters.knows(target)) {
      return "names no resource type with " + QueryReader.shown(target);
    }
    if (!bare && !reverse && !iterate && !source.equals(type)) {
      return "adds what a "
          + type
          + " refers to, and not what a "
          + source
          + " does; for what comes along itself it is "
          + FORWARD
          + ":iterate";
    }
    if (reverse && !iterate && target != null && !target.equals(type)) {
      return "adds what refers to a " + type + ", and not what does to a " + target;
    }
    List<SearchParameter> followed =
        bare ? ofAll(reverse || iterate) : of(source, parts[1].equals(ANY) ? null : parts[1]);
    if (followed.isEmpty()) {
      return "names no reference of a "
          + source
          + " with "
          + QueryReader.shown(parts[1])
          + "; it has: "
          + String.join(", ", references(source));
    }
    String to = target == null && reverse && !iterate ? type : target;
    List<SearchParameter> leading = followed.stream().filter(each -> leads(each, to)).toList();
    if (leading.isEmpty()) {
      return "follows no reference from a " + source + " to a " + to;
    }
    includes.add(new Include(reverse, iterate, leading, target));
    return null;
  }

  private List<SearchParameter> ofAll(boolean ofEveryType) {
    return (ofEveryType ? parameters.types() : Set.of(type))
        .stream()
            .filter(each -> !each.equals(Records.TYPE) || each.equals(type))
            .sorted()
            .flatMap(each -> of(each, null).stream())
            .toList();
  }

  /// @param code null for every one
  private List<SearchParameter> of(String source, @Nullable String code) {
    Collection<SearchParameter> all = parameters.of(source).values();
    return all.stream()
        .filter(parameter -> parameter.kind() instanceof ReferenceKind)
        .filter(parameter -> code == null || parameter.code().equals(code))
        .toList();
  }

  private Set<String> references(String source) {
    Set<String> codes = new TreeSet<>();
    of(source, null).forEach(parameter -> codes.add(parameter.code()));
    return codes;
  }

  private static boolean leads(SearchParameter parameter, @Nullable String target) {
    return target == null
        || (parameter.kind() instanceof ReferenceKind kind && kind.targets().contains(target));
  }
}

package dev.andiron.search;

import dev.andiron.json.JsonString;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.search.Selector.Found;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// URIs (https://hl7.org/fhir/R4/search.html#uri): the whole, case and all; with `:below` those
/// that go on from it by whole segments, with `:above` those it goes on from. They lie among the
/// tokens, without a system.
record UriKind() implements ValueKind {
  private static final Set<String> TYPES =
      Set.of("uri", "url", "canonical", "oid", "uuid", "string");

  private static final Pattern URL = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://[^/]");

  @Override
  public IndexTable table() {
    return IndexTable.TOKEN;
  }

  @Override
  public int extraction() {
    return 2;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    if (!(found.value() instanceof JsonString(String text)) || text.isEmpty()) {
      return List.of();
    }
    List<Object> row = List.of(Fold.whole(text), 0L);
    // https://hl7.org/fhir/R4/references.html#canonical: `url|version` is found by its URL too.
    int version = found.type().equals("canonical") ? text.indexOf('|') : -1;
    return version <= 0
        ? List.of(row)
        : List.of(row, List.of(Fold.whole(text.substring(0, version)), 0L));
  }

  @Override
  public Set<String> modifiers() {
    return Set.of("above", "below");
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    String uri = Escapes.unescape(value);
    return switch (modifier) {
      case "above" -> above(url(uri));
      case "below" -> below(url(uri));
      case null, default -> new Sql().add("x.code = ?", Fold.whole(uri));
    };
  }

  /// "The modifiers :above and :below only apply to URLs, not to URNs such as OIDs."
  private static String url(String uri) {
    if (!URL.matcher(uri).lookingAt()) {
      throw new IllegalArgumentException("with :above and :below it is a URL");
    }
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  /// The URL itself and those of which all segments begin it: with and without a `/` at the end.
  private static Sql above(String url) {
    Set<String> above = new LinkedHashSet<>();
    int root = url.indexOf("://") + 3;
    for (int end = url.length(); end > root; end = url.lastIndexOf('/', end - 1)) {
      above.add(Fold.whole(url.substring(0, end)));
      above.add(Fold.whole(url.substring(0, end) + "/"));
    }
    return new Sql().add("x.code = any(?::text[])", new SqlArray("text", above.toArray()));
  }

  /// The URL itself and those that go on after it with a `/`.
  private static Sql below(String url) {
    String folder = url + "/";
    String after = Fold.after(folder);
    if (folder.length() > Fold.KEPT || after == null) {
      throw new IllegalArgumentException(
          "with :below it has at most " + (Fold.KEPT - 1) + " characters");
    }
    return new Sql().add("(x.code = ? or x.code >= ? and x.code < ?)", url, folder, after);
  }
}

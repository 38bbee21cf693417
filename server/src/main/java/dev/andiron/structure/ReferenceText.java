package dev.andiron.structure;

import org.jspecify.annotations.Nullable;

/// The text of `Reference.reference` (<https://hl7.org/fhir/R4/references.html#literal>), taken
/// apart.
sealed interface ReferenceText {
  /// `#x`, a resource that is contained; `#`, the one that contains it.
  record Internal(String id) implements ReferenceText {}

  /// `Patient/p`, `Patient/p/_history/2`, or an absolute URL that ends so.
  ///
  /// @param base the URL before the type; empty where it is relative
  record Resource(String base, String type, String id, @Nullable String version)
      implements ReferenceText {}

  /// `Patient?identifier=x`, which a transaction resolves
  /// (<https://hl7.org/fhir/R4/http.html#trules>).
  record Conditional(String type) implements ReferenceText {}

  /// A URN, or a URL that does not say its type.
  record Elsewhere() implements ReferenceText {}

  /// Nothing of that.
  record Malformed() implements ReferenceText {}

  ReferenceText ELSEWHERE = new Elsewhere();
  ReferenceText MALFORMED = new Malformed();

  static ReferenceText of(String text) {
    if (text.startsWith("#")) {
      return new Internal(text.substring(1));
    }
    if (text.startsWith("urn:")) {
      return ELSEWHERE; // the most frequent in bundles
    }
    int colon = text.indexOf(':');
    int slash = text.indexOf('/');
    int query = text.indexOf('?');
    if (colon >= 0 && (slash < 0 || colon < slash) && (query < 0 || colon < query)) {
      // RFC 3986 §4.3: an absolute URI has a scheme
      boolean web = text.startsWith("http://") || text.startsWith("https://");
      return !web || query >= 0 || text.indexOf('#') >= 0
          ? ELSEWHERE
          : resource(text, text.indexOf("//") + 2, ELSEWHERE);
    }
    if (query >= 0) {
      return slash < 0 || slash > query ? new Conditional(text.substring(0, query)) : MALFORMED;
    }
    return resource(text, 0, MALFORMED);
  }

  /// Takes the end of the text apart.
  ///
  /// @param least what the base has at least
  private static ReferenceText resource(String text, int least, ReferenceText otherwise) {
    String of = text;
    String version = null;
    int history = text.lastIndexOf("/_history/");
    if (history >= 0) {
      of = text.substring(0, history);
      version = text.substring(history + "/_history/".length());
    }
    int second = of.lastIndexOf('/');
    int first = of.lastIndexOf('/', second - 1);
    boolean whole = least == 0 ? first < 0 : first >= least;
    if (second <= 0 || !whole) {
      return otherwise;
    }
    String type = of.substring(first + 1, second);
    String id = of.substring(second + 1);
    boolean good =
        isType(type)
            && PrimitiveFormat.ID.rule(id, false) == null
            && (version == null || PrimitiveFormat.ID.rule(version, false) == null);
    return good
        ? new Resource(first < 0 ? "" : of.substring(0, first), type, id, version)
        : otherwise;
  }

  private static boolean isType(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return !text.isEmpty() && text.charAt(0) <= 'Z';
  }
}

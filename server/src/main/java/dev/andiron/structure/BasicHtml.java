package dev.andiron.structure;

import dev.andiron.resource.Issue;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/// The "basic html formatting elements and attributes" that a narrative may have, and what their
/// values must not do (<https://hl7.org/fhir/R4/narrative.html#xhtml>, rule txt-1).
final class BasicHtml {
  /// Different ones than these are not told of one narrative.
  private static final int MOST_TOLD = 10;

  /// txt-1: HTML 4.0 chapters 7 to 11 (without 9.4) and 15, without what is deprecated there; `a`
  /// and `img`.
  private static final Set<String> ELEMENTS =
      words(
          "a abbr acronym address b bdo big blockquote br caption cite code col colgroup dd dfn div"
              + " dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre q samp small span strong sub"
              + " sup table tbody td tfoot th thead tr tt ul var");

  private static final Set<String> ATTRIBUTES =
      words(
          "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing"
              + " cellvalign char charoff charset cite class colspan compact coords dir frame"
              + " headers height href hreflang hspace id lang longdesc name nowrap rel rev rowspan"
              + " rules scope shape span src start style summary tabindex title type valign value"
              + " vspace width xml:lang xml:space");

  private static final Set<String> LINKS = Set.of("href", "src", "cite", "longdesc");

  private final Faults faults;
  private final Set<String> told = new HashSet<>(2);

  BasicHtml(Faults faults) {
    this.faults = faults;
  }

  void element(String name) {
    if (!ELEMENTS.contains(name)) {
      tell(name, "the element <" + Faults.excerpt(name) + ">");
    }
  }

  /// @param value as it is after references are resolved
  void attribute(String element, String name, String value) {
    if (!ATTRIBUTES.contains(name)) {
      tell("@" + name, "the attribute " + Faults.excerpt(name));
    } else if (LINKS.contains(name) && isScript(squeezed(value), element)) {
      tell("@" + name + ":", "a script in the attribute " + name);
    } else if (name.equals("style") && isActive(squeezed(value))) {
      tell("@style:", "scripts, imports and escapes in the attribute style");
    }
  }

  /// Browsers pass over white space and control characters inside a scheme.
  private static String squeezed(String value) {
    StringBuilder squeezed = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > ' ') {
        squeezed.append(value.charAt(i));
      }
    }
    return squeezed.toString().toLowerCase(Locale.ROOT);
  }

  private static boolean isScript(String link, String element) {
    return link.startsWith("javascript:")
        || link.startsWith("vbscript:")
        || (link.startsWith("data:") && !(element.equals("img") && link.startsWith("data:image/")));
  }

  private static boolean isActive(String style) {
    return style.indexOf('\\') >= 0
        || style.contains("/*")
        || style.contains("expression(")
        || style.contains("script:")
        || style.contains("@import")
        || style.contains("-moz-binding")
        || style.contains("behavior:url");
  }

  private void tell(String key, String what) {
    if (told.size() < MOST_TOLD && told.add(key)) {
      faults.add(Issue.Kind.INVARIANT, "The narrative must not have " + what + " (txt-1).");
    }
  }

  private static Set<String> words(String words) {
    return Set.of(words.split(" ", -1));
  }
}

package dev.andiron.structure;

import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a narrative's XHTML once, from left to right
/// (<https://hl7.org/fhir/R4/narrative.html#xhtml>, rules txt-1 and txt-2).
///
/// Hand-written because it is on the way of every write, and because what it does not know cannot
/// be used against it: there are no document types, no entities beyond XML's five, nothing is
/// fetched or expanded, and the cost is linear. It also refuses what an XML parser and a browser
/// read differently, since narratives end up in web pages.
final class XhtmlScanner {
  private static final String NAMESPACE = "http://www.w3.org/1999/xhtml";
  private static final int DEEPEST = 200;
  private static final int MOST_ATTRIBUTES = 60;

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
  private static final Set<String> ENTITIES = Set.of("amp", "lt", "gt", "quot", "apos");

  private final String text;
  private final Faults faults;
  private final List<String> open = new ArrayList<>();
  private final Set<String> told = new HashSet<>(2);
  private int at;
  private boolean hasContent;

  private XhtmlScanner(String text, Faults faults) {
    this.text = text;
    this.faults = faults;
  }

  /// It is no well-formed XML, so that there is no sense in reading on.
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String rule) {
      super(rule, null, false, false);
    }
  }

  /// Adds what is wrong to the faults.
  static void check(String xhtml, Faults faults) {
    XhtmlScanner scanner = new XhtmlScanner(xhtml, faults);
    try {
      scanner.scan();
    } catch (MalformedException e) {
      faults.add(
          Issue.Kind.VALUE,
          "The XHTML must be "
              + e.getMessage()
              + "; found at character "
              + (scanner.at + 1)
              + ": \""
              + Faults.excerpt(xhtml.substring(Math.min(scanner.at, xhtml.length())))
              + "\".");
      return;
    }
    if (!scanner.hasContent) {
      faults.add(
          Issue.Kind.INVARIANT,
          "The narrative must have some content that is not white space (txt-2).");
    }
  }

  private void scan() throws MalformedException {
    space();
    if (!text.startsWith("<div", at) || isName(peek(4))) {
      throw new MalformedException("one <div> element");
    }
    markup();
    while (!open.isEmpty()) {
      if (at >= text.length()) {
        throw new MalformedException("well-formed; the end of <" + open.getLast() + "> is missing");
      }
      if (text.charAt(at) == '<') {
        markup();
      } else {
        hasContent |= !isSpace(character(false));
      }
    }
    space();
    if (at < text.length()) {
      throw new MalformedException("one <div> element, with nothing after it");
    }
  }

  private void markup() throws MalformedException {
    switch (peek(1)) {
      case '/' -> endTag();
      case '!' -> comment();
      case '?' -> throw new MalformedException("without processing instructions");
      default -> startTag();
    }
  }

  /// HTML ends a comment where XML does not: `<!-->`, `<!--->` and `--!>` hide elements from one of
  /// the two.
  private void comment() throws MalformedException {
    if (!text.startsWith("<!--", at)) {
      throw new MalformedException(
          "without document types, entities of its own and CDATA sections");
    }
    int end = text.indexOf("--", at + 4);
    if (end < 0
        || !text.startsWith("-->", end)
        || text.startsWith(">", at + 4)
        || text.startsWith("->", at + 4)) {
      throw new MalformedException("well-formed; this is no comment");
    }
    at += 4;
    while (at < end) {
      plainCharacter();
    }
    at = end + 3;
  }

  private void endTag() throws MalformedException {
    int start = at;
    at += 2;
    String name = name();
    space();
    if (peek(0) != '>' || !name.equals(open.getLast())) {
      at = start;
      throw new MalformedException("well-formed; here <" + open.getLast() + "> must end");
    }
    at++;
    open.removeLast();
  }

  private void startTag() throws MalformedException {
    int start = at;
    at++;
    String name = name();
    if (!ELEMENTS.contains(name)) {
      tell(name, "the element <" + Faults.excerpt(name) + ">");
    }
    attributes(name);
    boolean closed = peek(0) == '/';
    if (closed) {
      at++;
    }
    if (peek(0) != '>') {
      throw new MalformedException("well-formed; the tag <" + name + "> must end");
    }
    at++;
    if (!closed && open.size() >= DEEPEST) {
      at = start;
      throw new MalformedException("nested at most " + DEEPEST + " deep");
    }
    if (!closed) {
      open.add(name);
    }
  }

  private void attributes(String element) throws MalformedException {
    List<String> names = null;
    boolean namespace = false;
    boolean source = false;
    while (true) {
      int before = at;
      space();
      if (peek(0) == '>' || peek(0) == '/') {
        break;
      }
      if (at == before) {
        throw new MalformedException("well-formed; the tag <" + element + "> must end");
      }
      String name = name();
      names = names == null ? new ArrayList<>(4) : names;
      if (names.contains(name) || names.size() == MOST_ATTRIBUTES) {
        throw new MalformedException("well-formed; an attribute can be there once only");
      }
      names.add(name);
      String value = value(name);
      if (name.equals("xmlns")) {
        namespace = true;
        if (!value.equals(NAMESPACE)) {
          throw new MalformedException("in the namespace " + NAMESPACE);
        }
      } else {
        attribute(element, name, value);
        source |= name.equals("src");
      }
    }
    if (open.isEmpty() && !namespace) {
      throw new MalformedException("in the namespace: <div xmlns=\"" + NAMESPACE + "\">");
    }
    hasContent |= source && element.equals("img");
  }

  private void attribute(String element, String name, String value) {
    if (!ATTRIBUTES.contains(name)) {
      tell("@" + name, "the attribute " + Faults.excerpt(name));
    } else if (LINKS.contains(name) && isScript(squeezed(value), element)) {
      tell("@" + name + ":", "a script in the attribute " + name);
    } else if (name.equals("style") && isActive(squeezed(value))) {
      tell("@style:", "scripts, imports and escapes in the attribute style");
    }
  }

  /// The text of an attribute's value as it is after references are resolved.
  private String value(String name) throws MalformedException {
    space();
    boolean assigned = peek(0) == '=';
    at += assigned ? 1 : 0;
    space();
    char quote = peek(0);
    if (!assigned || (quote != '"' && quote != '\'')) {
      throw new MalformedException("well-formed; the attribute " + name + " needs a quoted value");
    }
    at++;
    int start = at;
    StringBuilder resolved = null;
    while (peek(0) != quote) {
      if (at >= text.length() || text.charAt(at) == '<') {
        throw new MalformedException("well-formed; the value of " + name + " must end");
      }
      if (text.charAt(at) == '&' && resolved == null) {
        resolved = new StringBuilder(text.substring(start, at));
      }
      int c = character(true);
      if (resolved != null) {
        resolved.appendCodePoint(c);
      }
    }
    String value = resolved == null ? text.substring(start, at) : resolved.toString();
    at++;
    return value;
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

  /// One character of text or of an attribute's value, a reference resolved.
  private int character(boolean inValue) throws MalformedException {
    char c = text.charAt(at);
    if (c == '&') {
      return reference();
    }
    if (!inValue && c == ']' && text.startsWith("]]>", at)) {
      throw new MalformedException("well-formed; ]]> is written ]]&gt;");
    }
    return plainCharacter();
  }

  private int plainCharacter() throws MalformedException {
    int c = text.codePointAt(at);
    if (!isCharacter(c)) {
      throw new MalformedException("well-formed; XML does not have this character");
    }
    at += Character.charCount(c);
    return c;
  }

  /// narrative.html: XML's own entities only; `&nbsp;` and its like are HTML's.
  private int reference() throws MalformedException {
    int end = text.indexOf(';', at);
    String name = end < 0 || end - at > 12 ? "" : text.substring(at + 1, end);
    Integer c = name.startsWith("#") ? number(name.substring(1)) : named(name);
    if (c == null || !isCharacter(c)) {
      throw new MalformedException(
          "without entities other than &amp; &lt; &gt; &quot; &apos; and numbers such as &#160;");
    }
    at = end + 1;
    return c;
  }

  private static @Nullable Integer named(String name) {
    return !ENTITIES.contains(name)
        ? null
        : switch (name) {
          case "amp" -> '&';
          case "lt" -> '<';
          case "gt" -> '>';
          case "quot" -> '"';
          default -> (int) '\'';
        };
  }

  private static @Nullable Integer number(String digits) {
    int radix = digits.startsWith("x") ? 16 : 10;
    String number = radix == 16 ? digits.substring(1) : digits;
    if (number.isEmpty() || number.length() > 8) {
      return null;
    }
    int value = 0;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      value = value * radix + digit;
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        return null;
      }
    }
    return value;
  }

  /// XML 1.0 §2.2
  private static boolean isCharacter(int c) {
    return (c >= ' ' && c <= 0xD7FF)
        || c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /// No element and no attribute of XHTML has a name with letters beyond these.
  private String name() throws MalformedException {
    int start = at;
    while (at < text.length() && isName(text.charAt(at))) {
      at++;
    }
    if (at == start || !Character.isLetter(text.charAt(start))) {
      at = start;
      throw new MalformedException("well-formed; a name must stand here (< is written &lt;)");
    }
    return text.substring(start, at);
  }

  private static boolean isName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == ':'
        || c == '-'
        || c == '_'
        || c == '.';
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : '\0';
  }

  private void space() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private static Set<String> words(String words) {
    return Set.of(words.split(" ", -1));
  }
}

package dev.andiron.structure;

import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.List;

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

  private final String text;
  private final BasicHtml html;
  private final List<String> open = new ArrayList<>();
  private int at;
  private boolean hasContent;

  private XhtmlScanner(String text, Faults faults) {
    this.text = text;
    this.html = new BasicHtml(faults);
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
    html.element(name);
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
        html.attribute(element, name, value);
        source |= name.equals("src");
      }
    }
    if (open.isEmpty() && !namespace) {
      throw new MalformedException("in the namespace: <div xmlns=\"" + NAMESPACE + "\">");
    }
    hasContent |= source && element.equals("img");
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
    if (!XmlCharacter.is(c)) {
      throw new MalformedException("well-formed; XML does not have this character");
    }
    at += Character.charCount(c);
    return c;
  }

  /// narrative.html: XML's own entities only; `&nbsp;` and its like are HTML's.
  private int reference() throws MalformedException {
    int end = text.indexOf(';', at);
    String name = end < 0 || end - at > 12 ? "" : text.substring(at + 1, end);
    int c = XmlCharacter.referred(name);
    if (!XmlCharacter.is(c)) {
      throw new MalformedException(
          "without entities other than &amp; &lt; &gt; &quot; &apos; and numbers such as &#160;");
    }
    at = end + 1;
    return c;
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
}

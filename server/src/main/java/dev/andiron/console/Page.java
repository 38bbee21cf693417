package dev.andiron.console;

import dev.andiron.http.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A document of the console: a file with places `{{name}}`, which take text and never markup.
final class Page {
  /// Nothing but our own scripts and styles, from files; no string becomes markup or a script.
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
          + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

  private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z_]+)}}");
  private static final String ASSETS = "assets";

  private final String name;
  // What stands before, between and after the places, and the places' names.
  private final List<String> texts = new ArrayList<>();
  private final List<String> places = new ArrayList<>();
  private final String assets;

  /// @param name of the file
  Page(String name, Assets assets) {
    this(name, new String(PageFiles.read(name), StandardCharsets.UTF_8), assets.path());
  }

  Page(String name, String template, String assets) {
    this.name = name;
    this.assets = assets;
    Matcher place = PLACE.matcher(template);
    int from = 0;
    while (place.find()) {
      texts.add(template.substring(from, place.start()));
      places.add(place.group(1));
      from = place.end();
    }
    texts.add(template.substring(from));
  }

  /// The document with these values in its places; `{{assets}}` is known.
  ///
  /// @throws IllegalArgumentException for a place without a value
  Response with(int status, Map<String, String> values) {
    StringBuilder html = new StringBuilder(texts.getFirst());
    for (int i = 0; i < places.size(); i++) {
      String value = places.get(i).equals(ASSETS) ? assets : values.get(places.get(i));
      if (value == null) {
        throw new IllegalArgumentException(name + " has no value for {{" + places.get(i) + "}}");
      }
      html.append(escaped(value)).append(texts.get(i + 1));
    }
    return Response.of(
            status, "text/html;charset=utf-8", html.toString().getBytes(StandardCharsets.UTF_8))
        .with("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        .with("Cross-Origin-Opener-Policy", "same-origin")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }

  /// Good between tags and in attributes with either quote.
  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}

package dev.andiron.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the SQL of a policy, as far as it must be known: where a word, a quoted text and a comment
/// begin and end. What PostgreSQL could take otherwise than we do (`E''`, `U&''`, `$$`, `/*`) is
/// refused, so that parentheses, semicolons and places of values are what they seem.
///
/// The wall is the role that the query runs as; this is a second one, and tells the author early.
final class PolicyQueryReader {
  private static final int LONGEST = 10_000;

  /// One of the things that SQL is made of, white space and comments among them.
  private static final Pattern TOKEN =
      Pattern.compile(
          """
          (?<space>[ \\t\\r\\n\\f]+|--[^\\r\\n]*)\
          |\\{\\{(?<table>!?)\\s*(?<path>[^{}\\s]+)\\s*}}\
          |(?<text>'(?:[^'\\\\]|'')*+')\
          |"(?<name>(?:[^"]|"")++)"\
          |(?<word>[\\p{IsAlphabetic}_][\\p{IsAlphabetic}\\p{IsDigit}_]*+)\
          |(?<number>[0-9]++(?:\\.[0-9]++)?+(?:[eE][+-]?+[0-9]++)?+)\
          |(?<mark>[-+*<>=~!@\\#%^&|`?.,:()\\[\\]]|/(?!\\*))\
          """);

  /// What runs text as SQL, asks or sets the session, sleeps, locks, reads files or calls others;
  /// and XML, whose queries nothing can stop once they run.
  private static final Pattern FORBIDDEN =
      Pattern.compile(
          "pg_.*|lo_.*|dblink.*|.*xml.*|xpath.*|ts_stat|ts_rewrite|set_config|current_setting|"
              + "information_schema|txid_.*|inet_.*|nextval|setval|currval|lastval|crosstab.*|connectby|"
              + "loread|lowrite|into");

  private final String query;
  private final List<PolicyQuery.Part> parts = new ArrayList<>();
  private final Set<String> words = new HashSet<>();
  private final StringBuilder sql = new StringBuilder();
  private int open;
  private int values;

  private PolicyQueryReader(String query) {
    this.query = query;
  }

  /// @throws IllegalArgumentException with a message for the author
  static PolicyQuery read(String query) {
    if (query.length() > LONGEST) {
      throw new IllegalArgumentException(
          "The query is too large: at most %d characters.".formatted(LONGEST));
    }
    return new PolicyQueryReader(query.strip().replaceFirst(";$", "")).read();
  }

  private PolicyQuery read() {
    Matcher token = TOKEN.matcher(query);
    int at = 0;
    boolean glued = false;
    while (at < query.length()) {
      token.region(at, query.length());
      if (!token.lookingAt()) {
        throw refused(at);
      }
      if (glued && (token.group("text") != null || token.group("name") != null)) {
        // E'\n', U&"…", B'1': another lexer's ground
        throw new IllegalArgumentException(
            "Write texts as '…' and names as \"…\", with nothing right before them.");
      }
      take(token);
      glued =
          token.group("word") != null
              || token.group("number") != null
              || "&".equals(token.group("mark"));
      at = token.end();
    }
    if (open != 0) {
      throw new IllegalArgumentException("The parentheses do not match.");
    }
    flush();
    if (words.isEmpty()) {
      throw new IllegalArgumentException("A query is needed here, like `select true from …`.");
    }
    return new PolicyQuery(parts, words);
  }

  private void take(Matcher token) {
    String path = token.group("path");
    String name = token.group("name");
    if (token.group("space") != null) {
      sql.append(token.group().startsWith("-") ? " " : token.group());
    } else if (path != null) {
      place(RequestPath.of(path), "!".equals(token.group("table")));
    } else if (token.group("text") != null) {
      text(token.group());
    } else if (name != null) {
      word(name.replace("\"\"", "\""));
      sql.append(token.group());
    } else if (token.group("word") != null) {
      word(token.group().toLowerCase(Locale.ROOT));
      sql.append(token.group());
    } else if (token.group("mark") != null) {
      mark(token.group());
    } else {
      sql.append(token.group());
    }
  }

  private void place(RequestPath path, boolean isTable) {
    flush();
    parts.add(isTable ? new PolicyQuery.Part.Table(path) : new PolicyQuery.Part.Value(path));
    values++;
    if (values > 100) {
      throw new IllegalArgumentException("A query has at most 100 places for values.");
    }
  }

  private void text(String text) {
    if (text.contains("{{")) {
      throw new IllegalArgumentException(
          "Within quotes nothing is put in place of {{…}}; write '%' || {{…}} || '%'.");
    }
    sql.append(text);
  }

  private void word(String word) {
    if (FORBIDDEN.matcher(word).matches()) {
      throw new IllegalArgumentException(
          "A policy may not use `" + word + "`: it reads resources and nothing else.");
    }
    words.add(word);
  }

  private void mark(String mark) {
    switch (mark) {
      case "(" -> open++;
      case ")" -> {
        open--;
        if (open < 0) {
          throw new IllegalArgumentException("The parentheses do not match.");
        }
      }
      default -> {}
    }
    sql.append(mark.equals("?") ? "??" : mark); // the driver's spelling of an operator
  }

  private void flush() {
    if (!sql.isEmpty()) {
      parts.add(new PolicyQuery.Part.Sql(sql.toString()));
      sql.setLength(0);
    }
  }

  private IllegalArgumentException refused(int at) {
    char c = query.charAt(at);
    return new IllegalArgumentException(
        switch (c) {
          case ';' -> "A policy has one query; `;` can end it and stand nowhere else.";
          case '$' -> "`$` is not used here; values are {{path}}, texts '…'.";
          case '{', '}' -> "A place for a value is {{path}}, for a table {{!path}}.";
          case '/' -> "A comment begins with `--` and ends with its line.";
          case '\'', '"' -> "A text or a name is not ended, or has a backslash in it.";
          default -> "This character is not expected at position " + (at + 1) + ".";
        });
  }
}

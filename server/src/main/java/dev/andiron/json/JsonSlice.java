package dev.andiron.json;

import dev.andiron.json.JsonException.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A value inside a JSON text, found but not read: large texts are taken apart without holding all
/// of their values at once. Where it begins and ends is certain; whether it is well-formed is seen
/// when it is read. Immutable, as long as nobody changes the bytes.
public final class JsonSlice {
  private final byte[] utf8;
  private final int from;
  private final int to;

  private JsonSlice(byte[] utf8, int from, int to) {
    this.utf8 = utf8;
    this.from = from;
    this.to = to;
  }

  /// A member of an object.
  public record Member(String name, JsonSlice value) {}

  /// The one value that these bytes spell.
  ///
  /// @throws JsonException where there is none, or more
  public static JsonSlice of(byte[] utf8) {
    Scanner scanner = new Scanner(utf8, hasMark(utf8) ? 3 : 0, utf8.length);
    JsonSlice value = scanner.value();
    scanner.end();
    return value;
  }

  private static boolean hasMark(byte[] utf8) {
    return utf8.length >= 3
        && utf8[0] == (byte) 0xEF
        && utf8[1] == (byte) 0xBB
        && utf8[2] == (byte) 0xBF;
  }

  public boolean isObject() {
    return utf8[from] == '{';
  }

  public boolean isArray() {
    return utf8[from] == '[';
  }

  /// In bytes.
  public int length() {
    return to - from;
  }

  /// Writes its text.
  public void copyTo(ByteArrayOutputStream out) {
    out.write(utf8, from, to - from);
  }

  /// The value.
  ///
  /// @throws JsonException where it is not well-formed
  public Json read() {
    return JsonReader.read(utf8, from, to);
  }

  /// The members of an object, in order.
  ///
  /// @throws JsonException where it is not well-formed as far as that goes
  public List<Member> members() {
    Scanner scanner = inside('}');
    List<Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (scanner.more(members.isEmpty())) {
      String name = scanner.name();
      if (!names.add(name)) {
        throw syntax("a member's name stands twice in one object");
      }
      members.add(new Member(name, scanner.value()));
    }
    return members;
  }

  /// The elements of an array, in order.
  ///
  /// @throws JsonException where it is not well-formed as far as that goes
  public List<JsonSlice> elements() {
    Scanner scanner = inside(']');
    List<JsonSlice> elements = new ArrayList<>();
    while (scanner.more(elements.isEmpty())) {
      elements.add(scanner.value());
    }
    return elements;
  }

  /// Between the brackets, which were only counted when they were found.
  private Scanner inside(char end) {
    if (utf8[to - 1] != end) {
      throw syntax("a '" + end + "' was expected");
    }
    return new Scanner(utf8, from + 1, to - 1);
  }

  private static JsonException syntax(String what) {
    return new JsonException(Kind.SYNTAX, "The body cannot be taken as JSON: " + what + ".");
  }

  /// Steps over values without looking into them.
  private static final class Scanner {
    private final byte[] utf8;
    private final int limit;
    private int at;

    Scanner(byte[] utf8, int from, int limit) {
      this.utf8 = utf8;
      this.at = from;
      this.limit = limit;
    }

    /// Whether another member or element follows, past the comma before it.
    boolean more(boolean first) {
      pass();
      if (at >= limit) {
        return false;
      }
      if (!first) {
        expect(',');
        pass();
      }
      return true;
    }

    String name() {
      if (at >= limit || utf8[at] != '"') {
        throw syntax("a member's name was expected");
      }
      int begin = at;
      string();
      String name = ((JsonString) JsonReader.read(utf8, begin, at)).text();
      pass();
      expect(':');
      return name;
    }

    JsonSlice value() {
      pass();
      int begin = at;
      if (at >= limit) {
        throw syntax("it breaks off");
      }
      switch (utf8[at]) {
        case '"' -> string();
        case '{', '[' -> nested();
        default -> {
          while (at < limit && !ends(utf8[at])) {
            at++;
          }
        }
      }
      if (at == begin) {
        throw syntax("a value was expected");
      }
      return new JsonSlice(utf8, begin, at);
    }

    void end() {
      pass();
      if (at < limit) {
        throw syntax("there is more after the end of the value");
      }
    }

    private static boolean ends(byte b) {
      return b == ',' || b == ']' || b == '}' || b == ':' || isSpace(b);
    }

    private static boolean isSpace(byte b) {
      return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void pass() {
      while (at < limit && isSpace(utf8[at])) {
        at++;
      }
    }

    private void expect(char c) {
      if (at >= limit || utf8[at] != c) {
        throw syntax("a '" + c + "' was expected");
      }
      at++;
    }

    private void string() {
      byte[] bytes = utf8;
      int end = limit;
      int next = at + 1;
      while (next < end && bytes[next] != '"') {
        next += bytes[next] == '\\' ? 2 : 1;
      }
      if (next >= end) {
        throw syntax("a string breaks off");
      }
      at = next + 1;
    }

    /// Brackets of either kind are counted; that they match is seen when the value is read.
    private void nested() {
      byte[] bytes = utf8;
      int end = limit;
      int next = at;
      int depth = 0;
      do {
        if (next >= end) {
          throw syntax("it breaks off");
        }
        switch (bytes[next]) {
          case '"' -> {
            at = next;
            string();
            next = at;
            continue;
          }
          case '{', '[' -> depth++;
          case '}', ']' -> depth--;
          default -> {}
        }
        next++;
      } while (depth > 0);
      at = next;
    }
  }
}

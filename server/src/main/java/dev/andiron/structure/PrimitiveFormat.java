package dev.andiron.structure;

import dev.andiron.json.Json;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonString;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The primitive types (<https://hl7.org/fhir/R4/datatypes.html#primitive>). The specification's
/// expressions are written out by hand where matching them would take a stack as deep as the text
/// is long.
enum PrimitiveFormat {
  BOOLEAN("boolean", Form.BOOLEAN),
  INTEGER("integer", Form.NUMBER),
  UNSIGNED_INT("unsignedInt", Form.NUMBER),
  POSITIVE_INT("positiveInt", Form.NUMBER),
  DECIMAL("decimal", Form.NUMBER),
  STRING("string", Form.STRING),
  MARKDOWN("markdown", Form.STRING),
  XHTML("xhtml", Form.STRING),
  CODE("code", Form.STRING),
  ID("id", Form.STRING),
  URI("uri", Form.STRING),
  URL("url", Form.STRING),
  CANONICAL("canonical", Form.STRING),
  OID("oid", Form.STRING),
  UUID("uuid", Form.STRING),
  BASE64("base64Binary", Form.STRING),
  DATE("date", Form.STRING),
  DATE_TIME("dateTime", Form.STRING),
  INSTANT("instant", Form.STRING),
  TIME("time", Form.STRING);

  /// How a value is spelled in JSON.
  enum Form {
    BOOLEAN("true or false"),
    NUMBER("a number"),
    STRING("a string");

    private final String words;

    Form(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private static final Map<String, PrimitiveFormat> BY_TYPE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(format -> format.type, f -> f));
  private static final Pattern OID_TEXT =
      Pattern.compile("urn:oid:[0-2](?:\\.(?:0|[1-9][0-9]*+))++");
  private static final Pattern UUID_TEXT =
      Pattern.compile("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /// What a number in JavaScript, and so in most that read JSON, keeps exactly.
  private static final long LARGEST_SAFE = (1L << 53) - 1;

  private static final int LONGEST_STRING = 1024 * 1024;

  private final String type;
  private final Form form;

  PrimitiveFormat(String type, Form form) {
    this.type = type;
    this.form = form;
  }

  /// The format of a primitive type.
  static PrimitiveFormat of(String type) {
    PrimitiveFormat format = BY_TYPE.get(type);
    if (format == null) {
      throw new IllegalStateException("No format is known for the primitive type " + type);
    }
    return format;
  }

  Form form() {
    return form;
  }

  /// Whether the value has the form in JSON that this type asks for.
  boolean takes(Json value) {
    return switch (form) {
      case BOOLEAN -> value instanceof JsonBoolean;
      case NUMBER -> value instanceof JsonNumber;
      case STRING -> value instanceof JsonString;
    };
  }

  /// What a value must be that is not, in words that follow "must be"; null where it is good.
  ///
  /// @param wide whether integers may have more than FHIR's 32 bits
  @Nullable String rule(String text, boolean wide) {
    long most = wide ? LARGEST_SAFE : Integer.MAX_VALUE;
    return switch (this) {
      // A decimal is what JSON takes for a number; the readers bound its digits.
      // XHTML has rules of its own: XhtmlScanner.
      case BOOLEAN, DECIMAL, XHTML -> null;
      case INTEGER -> integer(text, -most - (wide ? 0 : 1), most);
      case UNSIGNED_INT -> integer(text, 0, most);
      case POSITIVE_INT -> integer(text, 1, most);
      case STRING, MARKDOWN -> string(text);
      case CODE -> code(text);
      case ID -> id(text);
      case URI, URL, CANONICAL -> uri(text);
      case OID -> OID_TEXT.matcher(text).matches() ? null : "an OID such as urn:oid:1.2.3";
      case UUID ->
          UUID_TEXT.matcher(text).matches()
              ? null
              : "a UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520";
      case BASE64 -> base64(text);
      case DATE -> DateText.date(text);
      case DATE_TIME -> DateText.dateTime(text);
      case INSTANT -> DateText.instant(text);
      case TIME -> DateText.time(text);
    };
  }

  private static @Nullable String integer(String text, long least, long most) {
    boolean good = text.length() <= 17;
    int first = least < 0 && text.startsWith("-") ? 1 : 0;
    for (int i = first; good && i < text.length(); i++) {
      good = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (good) {
      long number = Long.parseLong(text);
      good = number >= least && number <= most;
    }
    return good
        ? null
        : "a whole number from " + least + " to " + most + ", without fraction or exponent";
  }

  private static @Nullable String string(String text) {
    if (text.isEmpty()) {
      return "a text that is not empty (leave the element out instead)";
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' && c != '\t' && c != '\r' && c != '\n') {
        return "a text without control characters";
      }
    }
    return text.length() <= LONGEST_STRING ? null : "a text of at most 1 MiB";
  }

  private static @Nullable String code(String text) {
    boolean good = true;
    char before = ' ';
    for (int i = 0; good && i < text.length(); i++) {
      char c = text.charAt(i);
      good = c > ' ' || (c == ' ' && before != ' ');
      before = c;
    }
    return good && before != ' '
        ? null
        : "a code: not empty, without spaces around it, and with single ones inside";
  }

  private static @Nullable String id(String text) {
    boolean good = !text.isEmpty() && text.length() <= 64;
    for (int i = 0; good && i < text.length(); i++) {
      char c = text.charAt(i);
      good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '.';
    }
    return good ? null : "1 to 64 of the characters A-Z, a-z, 0-9, - and .";
  }

  private static @Nullable String uri(String text) {
    boolean good = !text.isEmpty();
    for (int i = 0; good && i < text.length(); i++) {
      char c = text.charAt(i);
      good = c > ' ';
    }
    return good ? null : "a URI: not empty and without spaces";
  }

  /// White space stands between groups of four, as in lines of MIME.
  private static @Nullable String base64(String text) {
    int digits = 0;
    int padding = 0;
    boolean good = true;
    for (int i = 0; good && i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '=') {
        padding++;
      } else if (isSpace(c)) {
        good = (digits + padding) % 4 == 0;
      } else {
        digits++;
        good =
            padding == 0
                && ((c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '+'
                    || c == '/');
      }
    }
    return good && digits > 0 && padding <= 2 && (digits + padding) % 4 == 0
        ? null
        : "base64 (RFC 4648 §4), padded, with white space between groups of four only";
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}

package dev.andiron.json;

import java.math.BigInteger;
import java.util.regex.Pattern;

/// A plain (unquoted) YAML scalar whose type is not decided yet: `no`, `0123` and `1e3` are those
/// very characters where the element is a string, and what [#coreSchema] says elsewhere.
public record JsonPlain(String text) implements Json {
  // YAML 1.2 §10.3.2, restricted to what JSON can spell (no .inf, no .nan). Every repetition is of
  // one
  // class of characters, so a long text takes time in proportion to its length, and no stack.
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern JSON_NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");

  /// The value by the YAML 1.2 core schema.
  ///
  /// @throws JsonException CONTENT for a number beyond [JsonLimits#DEFAULT]
  public Json coreSchema() {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> JsonNull.NULL;
      case "true", "True", "TRUE" -> JsonBoolean.TRUE;
      case "false", "False", "FALSE" -> JsonBoolean.FALSE;
      default -> "+-.0123456789".indexOf(text.charAt(0)) < 0 ? new JsonString(text) : number(text);
    };
  }

  private static Json number(String text) {
    if (JSON_NUMBER.matcher(text).matches()) {
      return checked(text);
    }
    if (INTEGER.matcher(text).matches()) {
      JsonReader.checkLength(text.length(), JsonLimits.DEFAULT);
      return checked(new BigInteger(text).toString());
    }
    if (OCTAL.matcher(text).matches()) {
      JsonReader.checkLength(text.length(), JsonLimits.DEFAULT);
      return checked(new BigInteger(text.substring(2), 8).toString());
    }
    if (HEXADECIMAL.matcher(text).matches()) {
      JsonReader.checkLength(text.length(), JsonLimits.DEFAULT);
      return checked(new BigInteger(text.substring(2), 16).toString());
    }
    if (FLOAT.matcher(text).matches()) {
      return checked(jsonSpelling(text));
    }
    return new JsonString(text);
  }

  private static JsonNumber checked(String text) {
    return JsonReader.checkedNumber(text, JsonLimits.DEFAULT);
  }

  /// `+1.5` → `1.5`, `.5` → `0.5`, `1.` → `1`, `01.5` → `1.5`: the digits stay, the spelling is
  /// JSON's.
  private static String jsonSpelling(String text) {
    String sign = text.startsWith("-") ? "-" : "";
    String unsigned = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    int exponentAt = Math.max(unsigned.indexOf('e'), unsigned.indexOf('E'));
    String exponent = exponentAt < 0 ? "" : unsigned.substring(exponentAt);
    String mantissa = exponentAt < 0 ? unsigned : unsigned.substring(0, exponentAt);
    int dot = mantissa.indexOf('.');
    String whole = dot < 0 ? mantissa : mantissa.substring(0, dot);
    String fraction = dot < 0 ? "" : mantissa.substring(dot + 1);
    String digits = whole.replaceFirst("^0+(?=.)", "");
    return sign
        + (digits.isEmpty() ? "0" : digits)
        + (fraction.isEmpty() ? "" : "." + fraction)
        + exponent;
  }
}

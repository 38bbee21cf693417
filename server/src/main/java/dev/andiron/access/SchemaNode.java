package dev.andiron.access;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.harrel.jsonschema.JsonNode;
import dev.harrel.jsonschema.JsonNodeFactory;
import dev.harrel.jsonschema.SimpleType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A JSON value as the library of JSON Schema looks at it: wrapped when it is looked at, and every
/// look counted. Not thread-safe where it counts.
final class SchemaNode implements JsonNode {
  static final JsonNodeFactory FACTORY =
      new JsonNodeFactory() {
        @Override
        public JsonNode wrap(Object node) {
          return node instanceof SchemaNode wrapped ? wrapped : ofSchema((Json) node);
        }

        @Override
        public JsonNode create(String text) {
          return ofSchema(JsonReader.read(text));
        }
      };

  private static final Pattern ESCAPED = Pattern.compile("'(\\p{XDigit}{4})");

  private final Json value;
  private final @Nullable SchemaNode parent;
  private final String step;
  private final @Nullable SchemaWork work;
  private final Sight sight;
  private @Nullable String pointer;
  private @Nullable SimpleType type;

  /// What can be said of a value.
  enum Sight {
    PLAIN,
    /// A JSON Patch: a list, but what it makes has members.
    PATCH,
    /// What a JSON Patch makes: nothing is known of it.
    PATCHED
  }

  private SchemaNode(
      Json value,
      @Nullable SchemaNode parent,
      String step,
      @Nullable SchemaWork work,
      Sight sight) {
    this.value = value instanceof JsonPlain plain ? plain.coreSchema() : value;
    this.parent = parent;
    this.step = step;
    this.work = work;
    this.sight = sight;
  }

  /// A schema, or a part of one: nothing is counted.
  static SchemaNode ofSchema(Json schema) {
    return new SchemaNode(schema, null, "", null, Sight.PLAIN);
  }

  /// The request, all of its members made.
  static SchemaNode of(JsonObject request, SchemaWork work) {
    return new SchemaNode(request, null, "", work, Sight.PLAIN);
  }

  Sight sight() {
    return sight;
  }

  private SchemaNode child(String name, Json child) {
    return new SchemaNode(child, this, name, work, sightOf(name));
  }

  /// With a JSON Patch there is no `resource`, yet one is written: it is there, and nothing is
  /// known of it.
  private Sight sightOf(String name) {
    if (parent != null || work == null || !(value instanceof JsonObject request)) {
      return Sight.PLAIN;
    }
    return switch (name) {
      case "body" -> request.get("body") instanceof JsonArray ? Sight.PATCH : Sight.PLAIN;
      case "resource" -> request.get("body") instanceof JsonArray ? Sight.PATCHED : Sight.PLAIN;
      default -> Sight.PLAIN;
    };
  }

  private void spend(long amount) {
    if (work != null) {
      work.spend(amount);
    }
  }

  /// A JSON pointer in which all but letters, digits and a few marks is written as `'` and the
  /// code, so that nothing in it means anything in a URI; [#spelled] undoes it.
  @Override
  public String getJsonPointer() {
    String known = pointer;
    if (known == null) {
      known = parent == null ? "" : parent.getJsonPointer() + "/" + escaped(step);
      spend(known.length() / 8);
      pointer = known;
    }
    return known;
  }

  static String escaped(String step) {
    StringBuilder escaped = new StringBuilder(step.length());
    for (int i = 0; i < step.length(); i++) {
      char c = step.charAt(i);
      if (isPlain(c)) {
        escaped.append(c);
      } else {
        escaped.append('\'').append(HexFormat.of().toHexDigits(c));
      }
    }
    return escaped.toString();
  }

  static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "$_-.".indexOf(c) >= 0;
  }

  /// A pointer as people are told of it: `allOf[1].properties.user`.
  static String spelled(String pointer) {
    StringBuilder spelled = new StringBuilder();
    for (String step : pointer.split("/", -1)) {
      if (!step.isEmpty() && step.chars().allMatch(c -> c >= '0' && c <= '9')) {
        spelled.append('[').append(step).append(']');
      } else {
        spelled.append(spelled.isEmpty() ? "" : ".").append(unescaped(step));
      }
    }
    return spelled.toString();
  }

  private static String unescaped(String step) {
    return ESCAPED
        .matcher(step)
        .replaceAll(code ->
            Matcher.quoteReplacement(
                String.valueOf((char) HexFormat.fromHexDigits(code.group(1)))));
  }

  @Override
  public SimpleType getNodeType() {
    spend(1);
    SimpleType known = type;
    if (known == null) {
      known =
          switch (value) {
            case JsonObject _ -> SimpleType.OBJECT;
            case JsonArray _ -> SimpleType.ARRAY;
            case JsonString _ -> SimpleType.STRING;
            case JsonBoolean _ -> SimpleType.BOOLEAN;
            case JsonNumber number ->
                isWhole(number) ? SimpleType.INTEGER : SimpleType.NUMBER; // 1.0 is an integer
            case JsonNull _, JsonPlain _ -> SimpleType.NULL;
          };
      type = known;
    }
    return known;
  }

  private boolean isWhole(JsonNumber number) {
    return number.isInteger() || asNumber().scale() <= 0;
  }

  @Override
  public boolean asBoolean() {
    return value == JsonBoolean.TRUE;
  }

  /// @throws IllegalArgumentException if it is no string: the schema is not what it must be
  @Override
  public String asString() {
    if (value instanceof JsonString(String text)) {
      spend(text.length() / 16);
      return text;
    }
    throw new IllegalArgumentException("a text is needed here");
  }

  @Override
  public BigInteger asInteger() {
    return asNumber().toBigIntegerExact();
  }

  @Override
  public BigDecimal asNumber() {
    if (value instanceof JsonNumber number) {
      BigDecimal decimal = number.decimal().stripTrailingZeros(); // the library compares scales too
      spend(5L * (decimal.precision() + Math.abs(decimal.scale()))); // what a division takes
      return decimal;
    }
    throw new IllegalArgumentException("a number is needed here");
  }

  @Override
  public List<JsonNode> asArray() {
    if (!(value instanceof JsonArray array)) {
      throw new IllegalArgumentException("a list is needed here");
    }
    spend(2L * array.size());
    List<JsonNode> nodes = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      nodes.add(child(Integer.toString(i), array.get(i)));
    }
    return nodes;
  }

  @Override
  public Map<String, JsonNode> asObject() {
    if (!(value instanceof JsonObject object)) {
      throw new IllegalArgumentException("an object is needed here");
    }
    spend(4L * object.size());
    Map<String, JsonNode> nodes = LinkedHashMap.newLinkedHashMap(object.size());
    for (JsonObject.Member member : object) {
      nodes.put(member.name(), child(member.name(), member.value()));
    }
    if (sightOf("resource") == Sight.PATCHED) {
      nodes.put("resource", child("resource", JsonNull.NULL));
    }
    return nodes;
  }

  /// For the library's messages, which we do not show: they repeat values.
  @Override
  public String toPrintableString() {
    return "a value";
  }
}

package dev.andiron.json;

import dev.andiron.json.JsonException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads one YAML 1.2 document from the parser's events; nothing is ever constructed by a tag.
///
/// A plain scalar becomes a [JsonPlain] with its source text, because what it means depends on its
/// element; quoted and block scalars are strings; a key is its source text. Refused: tags, keys
/// that are not scalars or stand twice, merge keys, a second document, and more of anything than
/// the limits. Anchors may be used: at most 20 aliases, which together may stand for at most 10,000
/// values, so that a small text cannot become a large tree. Sizes are the caller's to bound.
public final class YamlReader {
  private static final int MOST_VALUES = 30_000;
  private static final int MOST_ANCHORS = 20;
  private static final int MOST_ALIASES = 20;
  private static final int MOST_ALIASED_VALUES = 10_000;

  private final Iterator<Event> events;
  private final JsonLimits limits;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int anchorCount;
  private int aliases;
  private int aliasedValues;
  private int values;
  private int deepest;

  private YamlReader(Iterator<Event> events, JsonLimits limits) {
    this.events = events;
    this.limits = limits;
  }

  /// What an alias stands for.
  ///
  /// @param values how many values there are in it, itself included
  /// @param depth how many levels it nests, 0 for a scalar
  private record Anchored(Json value, int values, int depth) {}

  /// Reads the value that these bytes spell.
  ///
  /// @throws JsonException when they are not one YAML document within the limits
  public static Json read(byte[] utf8, JsonLimits limits) {
    String text = JsonReader.decode(utf8);
    if (text.indexOf('\0') >= 0) {
      throw new JsonException(Kind.CONTENT, "The body holds a NUL character.");
    }
    try {
      LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
      return new YamlReader(new ParserImpl(settings, new StreamReader(settings, text)), limits)
          .document();
    } catch (MarkedYamlEngineException e) {
      throw syntax(e.getProblem(), e.getProblemMark());
    } catch (ReaderException e) {
      throw syntax(
          String.format("the character U+%04X is not allowed", e.getCodePoint()),
          text.substring(0, Math.min(e.getPosition(), text.length())));
    } catch (YamlEngineException | IllegalArgumentException e) {
      // The scanner lets Character.toChars fail on an escape beyond U+10FFFF.
      throw new JsonException(Kind.SYNTAX, "The body is not valid YAML.");
    }
  }

  public static Json read(byte[] utf8) {
    return read(utf8, JsonLimits.DEFAULT);
  }

  private Json document() {
    next(); // the start of the stream
    Event start = next();
    if (!(start instanceof DocumentStartEvent document)) {
      throw new JsonException(Kind.SYNTAX, "The body is empty; a YAML document was expected.");
    }
    if (!document.getTags().isEmpty()) {
      throw syntax("tags are not taken", start.getStartMark());
    }
    Event first = next();
    Json value = value(first, 0);
    if (value instanceof JsonPlain(String text) && text.isEmpty()) {
      throw new JsonException(Kind.SYNTAX, "The body is empty; a YAML document was expected.");
    }
    next(); // the end of the document
    Event end = next();
    if (end.getEventId() != Event.ID.StreamEnd) {
      throw syntax("there is a second document", end.getStartMark());
    }
    return value;
  }

  private Event next() {
    return events.next();
  }

  private Json value(Event event, int depth) {
    return value(event, depth, false);
  }

  /// @param whole whether it is the value of a member whose text may have a NUL character
  private Json value(Event event, int depth, boolean whole) {
    if (event instanceof AliasEvent alias) {
      return aliased(alias, depth);
    }
    int valuesBefore = values;
    int deepestBefore = deepest;
    deepest = depth;
    values++;
    if (values > MOST_VALUES) {
      throw syntax("it has more than " + MOST_VALUES + " values", event.getStartMark());
    }
    Json value =
        switch (event) {
          case ScalarEvent scalar -> scalar(scalar, whole);
          case MappingStartEvent mapping -> {
            refuseTag(mapping, mapping.getTag());
            yield object(mapping, depth + 1);
          }
          case SequenceStartEvent sequence -> {
            refuseTag(sequence, sequence.getTag());
            yield array(sequence, depth + 1);
          }
          default -> throw syntax("a value was expected", event.getStartMark());
        };
    if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
      anchorCount++;
      if (anchorCount > MOST_ANCHORS) {
        throw syntax("there are too many anchors", event.getStartMark());
      }
      anchors.put(
          node.getAnchor().get().getValue(),
          new Anchored(value, values - valuesBefore, deepest - depth));
    }
    deepest = Math.max(deepest, deepestBefore);
    return value;
  }

  private Json scalar(ScalarEvent scalar, boolean whole) {
    refuseTag(scalar, scalar.getTag());
    // An anchored one may stand anywhere.
    String text = checked(scalar, whole && scalar.getAnchor().isEmpty());
    return scalar.isPlain() ? new JsonPlain(text) : new JsonString(text);
  }

  private Json object(Event start, int depth) {
    checkDepth(start, depth);
    JsonObject.Builder builder = JsonObject.builder();
    Event event = next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      String name = key(event, builder);
      builder.put(name, value(next(), depth, limits.whole().contains(name)));
      event = next();
    }
    return builder.build();
  }

  private String key(Event event, JsonObject.Builder builder) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw syntax("a key must be a scalar", event.getStartMark());
    }
    refuseTag(scalar, scalar.getTag());
    if (scalar.getAnchor().isPresent()) {
      throw syntax("a key cannot be anchored", event.getStartMark());
    }
    String name = checked(scalar, false);
    if (scalar.isPlain() && name.isEmpty()) {
      throw syntax("a key is missing", event.getStartMark());
    }
    if (scalar.isPlain() && name.equals("<<")) {
      throw syntax("merge keys (<<) are not taken", event.getStartMark());
    }
    if (builder.has(name)) {
      throw syntax("a key stands twice in one mapping", event.getStartMark());
    }
    return name;
  }

  private Json array(Event start, int depth) {
    checkDepth(start, depth);
    List<Json> elements = new ArrayList<>();
    Event event = next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      elements.add(value(event, depth));
      event = next();
    }
    return new JsonArray(elements);
  }

  private Json aliased(AliasEvent alias, int depth) {
    // An anchor is known once its value is whole, so a value can never hold itself.
    Anchored anchored = anchors.get(alias.getAlias().getValue());
    if (anchored == null) {
      throw syntax("an alias stands for nothing", alias.getStartMark());
    }
    aliases++;
    aliasedValues += anchored.values();
    if (aliases > MOST_ALIASES || aliasedValues > MOST_ALIASED_VALUES) {
      throw syntax("there are too many aliases", alias.getStartMark());
    }
    checkDepth(alias, depth + anchored.depth());
    values += anchored.values();
    deepest = Math.max(deepest, depth + anchored.depth());
    return anchored.value();
  }

  private void checkDepth(Event event, int depth) {
    if (depth > limits.depth()) {
      throw syntax("it nests deeper than " + limits.depth() + " levels", event.getStartMark());
    }
    deepest = Math.max(deepest, depth);
  }

  private static void refuseTag(Event event, Optional<String> tag) {
    if (tag.isPresent()) {
      throw syntax("tags are not taken", event.getStartMark());
    }
  }

  private static String checked(ScalarEvent scalar, boolean whole) {
    JsonReader.checkCharacters(
        scalar.getValue(),
        whole,
        () -> syntax("a scalar holds half of a surrogate pair", scalar.getStartMark()));
    return scalar.getValue();
  }

  private static JsonException syntax(String what, Optional<Mark> mark) {
    return new JsonException(
        Kind.SYNTAX,
        "The body cannot be taken as YAML: "
            + what
            + mark.map(at -> place(at.getLine() + 1, at.getColumn() + 1)).orElse("")
            + ".");
  }

  private static JsonException syntax(String what, String before) {
    int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
    int column = before.length() - before.lastIndexOf('\n');
    return new JsonException(
        Kind.SYNTAX, "The body cannot be taken as YAML: " + what + place(line, column) + ".");
  }

  private static String place(int line, int column) {
    return " (line " + line + ", column " + column + ")";
  }
}

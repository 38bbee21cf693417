package dev.andiron.fhir;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonLimits;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A document while a JSON Patch (RFC 6902) is applied to it: objects are maps and arrays lists, so
/// that a step takes time by what it changes and not by the document. A refused step is told in
/// words, which never repeat a value.
final class PatchedDocument {
  // RFC 6901 §4: no leading zeros.
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");
  private static final int MEMBER = 4; // quotes, colon, comma
  private static final int DEEPEST = JsonLimits.DEFAULT.depth();

  /// A list, a map of members, or a JSON value that is neither.
  private Object root;

  private final int limit;
  private long size;
  private long weighed;

  PatchedDocument(JsonObject document, int limit) {
    this.root = opened(document);
    this.limit = limit;
    this.size = size(root);
  }

  Json json() {
    return closed(root);
  }

  /// Whether it has become larger than the limit.
  boolean isTooLarge() {
    return size(root) > limit;
  }

  /// Why the step cannot be made, or null where it was.
  @Nullable String apply(JsonPatch.Operation operation) {
    JsonPointer path = operation.path();
    return switch (operation.op()) {
      case "add" -> add(path, opened(Objects.requireNonNull(operation.value())));
      case "replace" -> replace(path, opened(Objects.requireNonNull(operation.value())));
      case "remove" -> remove(path);
      case "test" -> test(path, Objects.requireNonNull(operation.value()));
      case "copy" -> copy(Objects.requireNonNull(operation.from()), path);
      case "move" -> move(Objects.requireNonNull(operation.from()), path);
      default -> throw new IllegalArgumentException(operation.op());
    };
  }

  private @Nullable String add(JsonPointer path, Object value) {
    if (path.tokens().size() + depth(value) > DEEPEST) {
      return "the resource would nest deeper than " + DEEPEST + " levels";
    }
    return put(path, value);
  }

  private @Nullable String put(JsonPointer path, Object value) {
    if (path.isWhole()) {
      root = value;
      return null;
    }
    Object parent = find(path.parent());
    switch (parent) {
      case Map<?, ?> members -> members(members).put(path.last(), value);
      case List<?> list -> {
        int at = path.last().equals("-") ? list.size() : index(path.last(), list.size() + 1);
        if (at < 0) {
          return "the list at " + path.parent() + " has no place " + shown(path.last());
        }
        elements(list).add(at, value);
      }
      case null, default -> {
        return "there is nothing at " + shown(path.parent().toString()) + " to add to";
      }
    }
    return null;
  }

  private @Nullable String replace(JsonPointer path, Object value) {
    if (find(path) == null) {
      return missing(path);
    }
    if (path.tokens().size() + depth(value) > DEEPEST) {
      return "the resource would nest deeper than " + DEEPEST + " levels";
    }
    if (path.isWhole()) {
      root = value;
      return null;
    }
    switch (find(path.parent())) {
      case Map<?, ?> members -> members(members).put(path.last(), value);
      case List<?> list -> elements(list).set(index(path.last(), list.size()), value);
      case null, default -> throw new IllegalStateException("found, and not found");
    }
    return null;
  }

  private @Nullable String remove(JsonPointer path) {
    if (path.isWhole()) {
      return "the whole resource cannot be removed; DELETE it";
    }
    if (find(path) == null) {
      return missing(path);
    }
    switch (find(path.parent())) {
      case Map<?, ?> members -> members.remove(path.last());
      case List<?> list -> list.remove(index(path.last(), list.size()));
      case null, default -> throw new IllegalStateException("found, and not found");
    }
    return null;
  }

  private @Nullable String test(JsonPointer path, Json expected) {
    Object found = find(path);
    if (found == null) {
      return missing(path);
    }
    return same(found, opened(expected))
        ? null
        : "the value at " + shown(path.toString()) + " is another one";
  }

  /// Copies are weighed before they are made, and all of them count, whatever is removed later: a
  /// few steps that each copy the document double it each time.
  private @Nullable String copy(JsonPointer from, JsonPointer path) {
    Object found = find(from);
    if (found == null) {
      return missing(from);
    }
    size += size(found);
    if (size > limit) {
      return "the resource would grow beyond " + limit + " bytes";
    }
    return add(path, opened(closed(found)));
  }

  private @Nullable String move(JsonPointer from, JsonPointer path) {
    Object found = find(from);
    if (found == null) {
      return missing(from);
    }
    if (from.equals(path)) {
      return null;
    }
    String refusal = remove(from);
    if (refusal != null) {
      return refusal;
    }
    // What goes no deeper than it was need not be measured.
    if (path.tokens().size() <= from.tokens().size()) {
      return put(path, found);
    }
    return weighed > limit ? "too much has been moved about" : add(path, found);
  }

  private @Nullable Object find(JsonPointer path) {
    Object found = root;
    for (String token : path.tokens()) {
      found =
          switch (found) {
            case Map<?, ?> members -> members.get(token);
            case List<?> list -> {
              int at = index(token, list.size());
              yield at < 0 ? null : list.get(at);
            }
            default -> null;
          };
      if (found == null) {
        return null;
      }
    }
    return found;
  }

  /// The index that the token spells, or -1 where it is none below the end.
  private static int index(String token, int end) {
    int index = INDEX.matcher(token).matches() ? Integer.parseInt(token) : -1;
    return index < end ? index : -1;
  }

  private static String missing(JsonPointer path) {
    return "there is nothing at " + shown(path.toString());
  }

  private static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  // Only this class puts anything into these.
  @SuppressWarnings("unchecked")
  private static Map<String, Object> members(Map<?, ?> members) {
    return (Map<String, Object>) members;
  }

  // Only this class puts anything into these.
  @SuppressWarnings("unchecked")
  private static List<Object> elements(List<?> list) {
    return (List<Object>) list;
  }

  private static Object opened(Json json) {
    return switch (json) {
      case JsonObject object -> {
        Map<String, Object> members = new LinkedHashMap<>();
        for (JsonObject.Member member : object) {
          members.put(member.name(), opened(member.value()));
        }
        yield members;
      }
      case JsonArray array -> {
        List<Object> elements = new ArrayList<>(array.size());
        for (Json element : array) {
          elements.add(opened(element));
        }
        yield elements;
      }
      case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _, JsonPlain _ -> json;
    };
  }

  private static Json closed(Object value) {
    return switch (value) {
      case Map<?, ?> members -> {
        JsonObject.Builder builder = JsonObject.builder();
        members(members).forEach((name, member) -> builder.put(name, closed(member)));
        yield builder.build();
      }
      case List<?> list -> JsonArray.of(list.stream().map(PatchedDocument::closed).toList());
      default -> (Json) value;
    };
  }

  /// How many levels of objects and lists.
  private int depth(Object value) {
    weighed++;
    int deepest = 0;
    switch (value) {
      case Map<?, ?> members -> {
        for (Object member : members.values()) {
          deepest = Math.max(deepest, depth(member));
        }
      }
      case List<?> list -> {
        for (Object element : list) {
          deepest = Math.max(deepest, depth(element));
        }
      }
      default -> {
        return 0;
      }
    }
    return deepest + 1;
  }

  /// About as many characters as it has when written.
  private static long size(Object value) {
    return switch (value) {
      case Map<?, ?> members -> {
        long size = 2;
        for (Map.Entry<String, Object> member : members(members).entrySet()) {
          size += member.getKey().length() + MEMBER + size(member.getValue());
        }
        yield size;
      }
      case List<?> list -> {
        long size = 2;
        for (Object element : list) {
          size += 1 + size(element);
        }
        yield size;
      }
      case JsonString(String text) -> text.length() + 2L;
      case JsonNumber(String text) -> text.length();
      default -> MEMBER;
    };
  }

  /// RFC 6902 §4.6: members in whatever order, numbers by their value.
  private static boolean same(Object one, Object other) {
    if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
      return a.size() == b.size()
          && members(a).entrySet().stream()
              .allMatch(member -> {
                Object theirs = b.get(member.getKey());
                return theirs != null && same(member.getValue(), theirs);
              });
    }
    if (one instanceof List<?> a && other instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!same(elements(a).get(i), elements(b).get(i))) {
          return false;
        }
      }
      return true;
    }
    if (one instanceof JsonNumber a && other instanceof JsonNumber b) {
      return a.decimal().compareTo(b.decimal()) == 0;
    }
    return one.equals(other);
  }
}

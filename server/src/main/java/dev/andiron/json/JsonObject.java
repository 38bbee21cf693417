package dev.andiron.json;

import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A JSON object: immutable, in the order it was written. Two objects are equal when they have
/// equal members in the same order ([#sameMembers] ignores the order).
public final class JsonObject implements Json, Iterable<JsonObject.Member> {
  public static final JsonObject EMPTY = new JsonObject(new String[0], new Json[0]);

  private final String[] names;
  private final Json[] values;

  private JsonObject(String[] names, Json[] values) {
    this.names = names;
    this.values = values;
  }

  /// One name and its value.
  public record Member(String name, Json value) {}

  /// An object of one member; more with [#with].
  public static JsonObject of(String name, Json value) {
    return new JsonObject(new String[] {name}, new Json[] {value});
  }

  public static JsonObject of(String name, String value) {
    return of(name, Json.of(value));
  }

  public static Builder builder() {
    return new Builder();
  }

  public int size() {
    return names.length;
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  public boolean has(String name) {
    return indexOf(name) >= 0;
  }

  /// The value of a member, or null where there is none (a JSON `null` is [JsonNull]).
  public @Nullable Json get(String name) {
    int index = indexOf(name);
    return index < 0 ? null : values[index];
  }

  /// The text of a member that is a string, else null.
  public @Nullable String string(String name) {
    return get(name) instanceof JsonString(String text) ? text : null;
  }

  /// The member where it is an object, else null.
  public @Nullable JsonObject object(String name) {
    return get(name) instanceof JsonObject object ? object : null;
  }

  /// The member where it is an array, else the empty array.
  public JsonArray array(String name) {
    return get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
  }

  /// The member where it is a boolean, else `absent`.
  public boolean flag(String name, boolean absent) {
    return get(name) instanceof JsonBoolean value ? value.value() : absent;
  }

  public Set<String> names() {
    return Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(names)));
  }

  /// A copy with this member: in its old place where it was there, else last.
  public JsonObject with(String name, Json value) {
    int index = indexOf(name);
    if (index >= 0) {
      Json[] changed = values.clone();
      changed[index] = value;
      return new JsonObject(names, changed);
    }
    String[] moreNames = Arrays.copyOf(names, names.length + 1);
    Json[] moreValues = Arrays.copyOf(values, values.length + 1);
    moreNames[names.length] = name;
    moreValues[values.length] = value;
    return new JsonObject(moreNames, moreValues);
  }

  public JsonObject with(String name, String value) {
    return with(name, Json.of(value));
  }

  /// A copy without this member.
  public JsonObject without(String name) {
    int index = indexOf(name);
    if (index < 0) {
      return this;
    }
    Builder builder = builder();
    for (int i = 0; i < names.length; i++) {
      if (i != index) {
        builder.put(names[i], values[i]);
      }
    }
    return builder.build();
  }

  /// A copy with the members of another one after its own.
  public JsonObject merged(JsonObject other) {
    return builder().putAll(this).putAll(other).build();
  }

  /// Whether the other has the same members, in whatever order (deep).
  public boolean sameMembers(JsonObject other) {
    if (names.length != other.names.length) {
      return false;
    }
    for (int i = 0; i < names.length; i++) {
      Json theirs = other.get(names[i]);
      if (theirs == null || !same(values[i], theirs)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Json one, Json other) {
    if (one instanceof JsonObject a && other instanceof JsonObject b) {
      return a.sameMembers(b);
    }
    if (one instanceof JsonArray a && other instanceof JsonArray b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!same(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    return one.equals(other);
  }

  @Override
  public Iterator<Member> iterator() {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < names.length;
      }

      @Override
      public Member next() {
        if (next >= names.length) {
          throw new NoSuchElementException();
        }
        Member member = new Member(names[next], values[next]);
        next++;
        return member;
      }
    };
  }

  private int indexOf(String name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject object
        && Arrays.equals(names, object.names)
        && Arrays.equals(values, object.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return JsonWriter.text(this);
  }

  /// Collects members in order; a name put twice keeps its first place and its last value.
  public static final class Builder {
    private static final int SMALL = 12;

    private String[] names = new String[8];
    private Json[] values = new Json[8];
    private int size;
    private java.util.@Nullable HashMap<String, Integer> places;

    private Builder() {}

    public Builder put(String name, Json value) {
      int index = find(name);
      if (index >= 0) {
        values[index] = value;
        return this;
      }
      if (size == names.length) {
        names = Arrays.copyOf(names, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      names[size] = name;
      values[size] = value;
      if (places != null) {
        places.put(name, size);
      }
      size++;
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, Json.of(value));
    }

    public Builder put(String name, long value) {
      return put(name, Json.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, Json.of(value));
    }

    /// Puts the member only where there is a value.
    public Builder putIfPresent(String name, @Nullable Json value) {
      return value == null ? this : put(name, value);
    }

    public Builder putIfPresent(String name, @Nullable String value) {
      return value == null ? this : put(name, value);
    }

    public Builder putAll(JsonObject object) {
      for (Member member : object) {
        put(member.name(), member.value());
      }
      return this;
    }

    public boolean has(String name) {
      return find(name) >= 0;
    }

    private int find(String name) {
      if (places == null && size > SMALL) {
        places = new java.util.HashMap<>();
        for (int i = 0; i < size; i++) {
          places.put(names[i], i);
        }
      }
      if (places != null) {
        Integer place = places.get(name);
        return place == null ? -1 : place;
      }
      for (int i = 0; i < size; i++) {
        if (names[i].equals(name)) {
          return i;
        }
      }
      return -1;
    }

    public JsonObject build() {
      return size == 0
          ? EMPTY
          : new JsonObject(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
    }
  }
}

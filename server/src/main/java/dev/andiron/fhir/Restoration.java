package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Puts back what somebody did not see into what they make of the rest: hidden elements keep their
/// stored values. One thread.
record Restoration(Concealment concealment) {
  private static final int NONE = -1;

  /// The next content of a resource.
  ///
  /// @param sent by somebody who sees of what is stored what is not hidden
  /// @throws HttpProblem 403 where something hidden is in it, 422 where it cannot be told into
  ///   which of several values something hidden belongs
  JsonObject of(JsonObject stored, JsonObject sent) {
    refuseHidden(sent);
    return (JsonObject) restored(concealment.place(stored), stored, sent, "");
  }

  /// @throws HttpProblem 403 where something hidden is in what was sent
  void refuseHidden(JsonObject sent) {
    String hidden = hidden(concealment.place(sent), sent, "");
    if (hidden != null) {
      throw new HttpProblem(
          403,
          "You may not do this: the access policies do not show you "
              + hidden
              + ", and so you may not write it. Leave it out: what is stored of it stays.");
    }
  }

  private @Nullable String hidden(Concealment.Place at, Json value, String path) {
    if (at.isHidden()) {
      return path;
    }
    if (!at.mayHide()) {
      return null;
    }
    switch (value) {
      case JsonObject object -> {
        Concealment.Place place = concealment.place(at, object);
        for (JsonObject.Member member : object) {
          String below = path.isEmpty() ? member.name() : path + "." + member.name();
          String hidden = hidden(Concealment.below(place, member.name()), member.value(), below);
          if (hidden != null) {
            return hidden;
          }
        }
      }
      case JsonArray array -> {
        for (Json each : array) {
          String hidden = hidden(at, each, path);
          if (hidden != null) {
            return hidden;
          }
        }
      }
      default -> {
        return null;
      }
    }
    return null;
  }

  private Json restored(Concealment.Place at, Json stored, Json sent, String path) {
    if (!at.mayHide()) {
      return sent;
    }
    if (stored instanceof JsonObject object && sent instanceof JsonObject other) {
      return object(concealment.place(at, object), object, other, path);
    }
    if (stored instanceof JsonArray array && sent instanceof JsonArray other) {
      return array(at, array, other, path);
    }
    return sent;
  }

  private Json object(Concealment.Place at, JsonObject stored, JsonObject sent, String path) {
    if (!same(stored, sent, "resourceType")) {
      return sent; // another resource stands there now
    }
    JsonObject.Builder restored = JsonObject.builder();
    for (JsonObject.Member member : stored) {
      String name = member.name();
      Concealment.Place place = Concealment.below(at, name);
      Json given = sent.get(name);
      if (given != null) {
        String below = path.isEmpty() ? name : path + "." + name;
        restored.put(name, restored(place, member.value(), given, below));
      } else if (concealment.tells(at, name, stored)
          || concealment.seen(place, member.value()) == null) {
        restored.put(name, member.value());
      }
    }
    for (JsonObject.Member member : sent) {
      if (!stored.has(member.name())) {
        restored.put(member.name(), member.value());
      }
    }
    return restored.build();
  }

  private static boolean same(JsonObject one, JsonObject other, String name) {
    Json value = one.get(name);
    return value == null ? !other.has(name) : value.equals(other.get(name));
  }

  private Json array(Concealment.Place at, JsonArray stored, JsonArray sent, String path) {
    List<@Nullable Json> seen = new ArrayList<>();
    stored.forEach(each -> seen.add(concealment.seen(at, each)));
    Origins origins = new Origins(seen, sent);
    if (!origins.areKnown()) {
      throw new HttpProblem(
          422,
          "The access policies do not show you all of "
              + path
              + ", and it cannot be told to which of its values the rest belongs: some were changed,"
              + " and their number too. Add, remove and change values in different requests.");
    }
    List<Json> restored = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      int from = origins.of(i);
      restored.add(from < 0 ? sent.get(i) : restored(at, stored.get(from), sent.get(i), path));
    }
    for (int i = 0; i < seen.size(); i++) {
      if (seen.get(i) == null) {
        restored.add(Math.min(i, restored.size()), stored.get(i));
      }
    }
    return JsonArray.of(restored);
  }

  /// Which of the values of a list that were seen has become which of those that were sent: the one
  /// that is the same; of the rest, the one of the same id; and then one after the other, where as
  /// many are left.
  private static final class Origins {
    private final int[] origins;
    private final BitSet left = new BitSet();

    Origins(List<@Nullable Json> seen, JsonArray sent) {
      this.origins = new int[sent.size()];
      Arrays.fill(origins, NONE);
      for (int i = 0; i < seen.size(); i++) {
        left.set(i, seen.get(i) != null);
      }
      match(seen, sent, value -> value);
      match(seen, sent, value -> value instanceof JsonObject object ? object.get("id") : null);
      if (areEven()) {
        for (int i = 0; i < origins.length; i++) {
          if (origins[i] == NONE) {
            take(i, left.nextSetBit(0));
          }
        }
      }
    }

    private void match(
        List<@Nullable Json> seen, JsonArray sent, Function<Json, @Nullable Json> sign) {
      Map<Json, Deque<Integer>> bySign = new HashMap<>();
      for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
        Json value = seen.get(i);
        Json of = value == null ? null : sign.apply(value);
        if (of != null) {
          bySign.computeIfAbsent(of, _ -> new ArrayDeque<>()).add(i);
        }
      }
      for (int i = 0; i < origins.length; i++) {
        Json of = origins[i] == NONE ? sign.apply(sent.get(i)) : null;
        Deque<Integer> same = of == null ? null : bySign.get(of);
        if (same != null && !same.isEmpty()) {
          take(i, same.removeFirst());
        }
      }
    }

    private void take(int to, int from) {
      origins[to] = from;
      left.clear(from);
    }

    private int open() {
      return (int) Arrays.stream(origins).filter(origin -> origin == NONE).count();
    }

    private boolean areEven() {
      return open() == left.cardinality();
    }

    /// Where values were only added, or only removed, none of them is another one.
    boolean areKnown() {
      return left.isEmpty() || open() == 0;
    }

    /// Negative where it is a new one.
    int of(int sent) {
      return origins[sent];
    }
  }
}

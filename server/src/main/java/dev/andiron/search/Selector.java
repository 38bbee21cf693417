package dev.andiron.search;

import dev.andiron.definition.ElementDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A compiled expression: finds values in a resource.
sealed interface Selector {
  /// A value and what it is.
  ///
  /// @param type the name of its type; that of the resource for a resource
  /// @param element what it was found in, null for the whole resource
  record Found(String type, @Nullable ElementDefinition element, Json value) {}

  List<Found> select(JsonObject resource);

  /// The types of the values that it can find.
  Set<String> types();

  /// One way to follow from the resource down to values of one type.
  ///
  /// @param single whether no element on the way repeats
  record Path(List<Step> steps, String type, @Nullable ElementDefinition element, boolean single)
      implements Selector {
    public Path {
      steps = List.copyOf(steps);
    }

    Path then(Step step) {
      return to(step, type, element);
    }

    Path to(Step step, String type, @Nullable ElementDefinition element) {
      List<Step> more = new ArrayList<>(steps);
      more.add(step);
      return new Path(more, type, element, single && (element == null || !element.repeats()));
    }

    @Override
    public Set<String> types() {
      return Set.of(type);
    }

    @Override
    public List<Found> select(JsonObject resource) {
      List<Json> values = List.of(resource);
      for (Step step : steps) {
        values = step.apply(values);
        if (values.isEmpty()) {
          return List.of();
        }
      }
      List<Found> found = new ArrayList<>(values.size());
      for (Json value : values) {
        found.add(new Found(type, element, value));
      }
      return found;
    }
  }

  /// Whether it never finds more than one value: by elements that do not repeat, in one of the
  /// types of a choice.
  default boolean findsOne() {
    return switch (this) {
      case Path path -> path.single();
      case Any(List<? extends Selector> all) -> {
        Set<String> elements = new HashSet<>();
        for (Selector each : all) {
          elements.add(
              each instanceof Path path && path.element() != null ? path.element().path() : "");
        }
        yield elements.size() == 1 && all.stream().allMatch(Selector::findsOne);
      }
      case Test _ -> true;
    };
  }

  /// All that any of them finds.
  record Any(List<? extends Selector> selectors) implements Selector {
    @Override
    public Set<String> types() {
      Set<String> types = new LinkedHashSet<>();
      selectors.forEach(selector -> types.addAll(selector.types()));
      return types;
    }

    @Override
    public List<Found> select(JsonObject resource) {
      List<Found> found = new ArrayList<>();
      for (Selector selector : selectors) {
        found.addAll(selector.select(resource));
      }
      return found;
    }
  }

  /// One boolean.
  record Test(Condition condition) implements Selector {
    @Override
    public Set<String> types() {
      return Set.of("boolean");
    }

    @Override
    public List<Found> select(JsonObject resource) {
      return List.of(new Found("boolean", null, Json.of(condition.holds(resource))));
    }
  }

  /// True or false of a resource, or of an element.
  sealed interface Condition {
    boolean holds(JsonObject resource);

    record Exists(Selector of) implements Condition {
      @Override
      public boolean holds(JsonObject resource) {
        return !of.select(resource).isEmpty();
      }
    }

    record Not(Condition of) implements Condition {
      @Override
      public boolean holds(JsonObject resource) {
        return !of.holds(resource);
      }
    }

    record Both(Condition left, Condition right) implements Condition {
      @Override
      public boolean holds(JsonObject resource) {
        return left.holds(resource) && right.holds(resource);
      }
    }

    record Either(Condition left, Condition right) implements Condition {
      @Override
      public boolean holds(JsonObject resource) {
        return left.holds(resource) || right.holds(resource);
      }
    }

    /// Whether there is one value, and it is this (http://hl7.org/fhirpath/N1/#equals).
    record Equals(Selector of, Json to) implements Condition {
      @Override
      public boolean holds(JsonObject resource) {
        List<Found> found = of.select(resource);
        return found.size() == 1 && found.getFirst().value().equals(to);
      }
    }

    /// Whether there are values, and they are not this one alone.
    record Differs(Selector of, Json from) implements Condition {
      @Override
      public boolean holds(JsonObject resource) {
        List<Found> found = of.select(resource);
        return !found.isEmpty() && (found.size() > 1 || !found.getFirst().value().equals(from));
      }
    }

    /// Whether it is a reference to a resource of this type.
    record Resolves(String type) implements Condition {
      @Override
      public boolean holds(JsonObject reference) {
        return type.equals(ReferenceTarget.typeOf(reference));
      }
    }
  }

  /// A step down, or a choice among what was found.
  sealed interface Step {
    List<Json> apply(List<Json> values);

    /// The member of each, the elements of lists one by one.
    record Member(String name) implements Step {
      @Override
      public List<Json> apply(List<Json> values) {
        if (values.size() == 1) {
          return of(values.getFirst());
        }
        List<Json> found = new ArrayList<>();
        for (Json value : values) {
          if (value instanceof JsonObject object) {
            flatten(object.get(name), found);
          }
        }
        return found;
      }

      /// Most parameters find nothing in most resources, which should cost nothing.
      private List<Json> of(Json only) {
        Json value = only instanceof JsonObject object ? object.get(name) : null;
        return switch (value) {
          case null -> List.of();
          case JsonNull _ -> List.of();
          case JsonArray array -> {
            List<Json> found = new ArrayList<>(array.size());
            flatten(array, found);
            yield found;
          }
          case Json other -> List.of(other);
        };
      }

      private static void flatten(@Nullable Json value, List<Json> into) {
        switch (value) {
          case null -> {}
          case JsonNull _ -> {}
          case JsonArray array -> array.forEach(element -> flatten(element, into));
          case Json other -> into.add(other);
        }
      }
    }

    /// Only the one in this place.
    record Item(int index) implements Step {
      @Override
      public List<Json> apply(List<Json> values) {
        return index < values.size() ? List.of(values.get(index)) : List.of();
      }
    }

    /// Only those with a member of this text.
    record Equals(String member, String text) implements Step {
      @Override
      public List<Json> apply(List<Json> values) {
        return values.stream()
            .filter(value ->
                value instanceof JsonObject object
                    && object.get(member) instanceof JsonString(String is)
                    && is.equals(text))
            .toList();
      }
    }

    /// Only those of which this holds.
    record Where(Condition condition) implements Step {
      @Override
      public List<Json> apply(List<Json> values) {
        return values.stream()
            .filter(value -> value instanceof JsonObject object && condition.holds(object))
            .toList();
      }
    }

    /// Only references to a resource of this type.
    record Resolves(String type) implements Step {
      @Override
      public List<Json> apply(List<Json> values) {
        return values.stream().filter(value -> type.equals(ReferenceTarget.typeOf(value))).toList();
      }
    }
  }
}

package dev.andiron.terminology;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.andiron.definition.Definitions;
import dev.andiron.definition.ValueSetDefinition;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.CanonicalResources;
import dev.andiron.resource.Derived;
import dev.andiron.resource.Directory;
import dev.andiron.resource.ResourceKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The value sets that this server knows: stored ones, and those that are built in. Thread-safe;
/// methods throw `DatabaseException` where the database cannot be asked.
///
/// What was worked out is kept until a value set or a code system changes, on whichever node.
public final class Terminology {
  private static final String VALUE_SET = "ValueSet";
  private static final String CODE_SYSTEM = "CodeSystem";

  /// A value set may take in another that takes in another.
  private static final int MOST_DEPTH = 20;

  /// How many codes are kept in memory at most, and what an answer without codes counts as.
  private static final long MOST_KEPT = 300_000;

  private static final int LEAST_WEIGHT = 20;

  private final Definitions definitions;
  private final CanonicalResources resources;
  private final List<String> bases;
  private final Derived<Worked> worked;

  /// What was worked out of the resources of one moment.
  private record Worked(
      Directory of,
      Cache<String, Lookup> valueSets,
      Cache<ResourceKey, CodeSystemContent> systems) {
    Worked(Directory of) {
      this(
          of,
          Caffeine.newBuilder()
              .maximumWeight(MOST_KEPT)
              .weigher((String _, Lookup lookup) -> weight(lookup))
              .build(),
          Caffeine.newBuilder()
              .maximumWeight(MOST_KEPT)
              .weigher((ResourceKey _, CodeSystemContent system) -> system.size() + LEAST_WEIGHT)
              .build());
    }

    private static int weight(Lookup lookup) {
      return LEAST_WEIGHT
          + (lookup instanceof Lookup.Known(ValueSetCodes codes, _) ? codes.size() : 0);
    }
  }

  /// @param baseUrl where this server's resources are, without a slash at its end
  public Terminology(Definitions definitions, CanonicalResources resources, String baseUrl) {
    this.definitions = definitions;
    this.resources = resources;
    this.bases = List.of(baseUrl + "/fhir/", baseUrl + "/");
    this.worked = new Derived<>(resources, Worked::new);
  }

  /// The codes of a value set.
  ///
  /// @param name its canonical URL, with `|version` or without; or `ValueSet/id`, also as a URL of
  ///   this server
  public Lookup valueSet(String name) {
    Worked now = worked.current();
    Lookup kept = now.valueSets().getIfPresent(name);
    if (kept == null) {
      kept = new Lookups(now).lookup(name);
      now.valueSets().put(name, kept);
    }
    return kept;
  }

  /// Whether a code is in a value set; null where that cannot be told here.
  ///
  /// @param system null where a code alone is asked for: then any system counts
  public @Nullable Boolean contains(String valueSet, @Nullable String system, String code) {
    if (!(valueSet(valueSet) instanceof Lookup.Known(ValueSetCodes codes, _))) {
      return null;
    }
    return system == null ? codes.contains(code) : codes.contains(system, code);
  }

  /// One question, with the value sets that it is within.
  private final class Lookups implements Composition.Sources {
    private final Worked now;
    private final Set<Object> within = new LinkedHashSet<>();

    Lookups(Worked now) {
      this.now = now;
    }

    Lookup lookup(String name) {
      ResourceKey key = key(name);
      if (key == null) {
        int bar = name.lastIndexOf('|');
        ValueSetDefinition builtIn = definitions.valueSet(bar < 0 ? name : name.substring(0, bar));
        return builtIn == null ? new Lookup.NotKnown() : known(builtIn);
      }
      JsonObject valueSet = resources.read(key);
      if (valueSet == null) {
        return new Lookup.NotKnown(); // deleted just now
      }
      if (within.size() >= MOST_DEPTH || !within.add(key)) {
        return new Lookup.Unusable(
            within.contains(key)
                ? "it takes in itself, through " + key
                : "it takes in others through more than " + MOST_DEPTH + " steps");
      }
      try {
        return new Lookup.Known(new Composition(this).of(valueSet), key);
      } catch (CannotTellException e) {
        return e.why();
      } finally {
        within.remove(key);
      }
    }

    private @Nullable ResourceKey key(String name) {
      String relative = name;
      for (String base : bases) {
        if (name.startsWith(base)) {
          relative = name.substring(base.length());
          break;
        }
      }
      if (relative.startsWith(VALUE_SET + "/")) {
        ResourceKey key = new ResourceKey(VALUE_SET, relative.substring(VALUE_SET.length() + 1));
        if (now.of().has(key)) {
          return key;
        }
      }
      return now.of().find(VALUE_SET, name);
    }

    @Override
    public @Nullable CodeSystemContent codeSystem(String canonical) {
      ResourceKey key = now.of().find(CODE_SYSTEM, canonical);
      if (key == null) {
        return null;
      }
      CodeSystemContent kept = now.systems().getIfPresent(key);
      if (kept == null) {
        JsonObject codeSystem = resources.read(key);
        if (codeSystem == null) {
          return null;
        }
        kept = CodeSystemContent.of(codeSystem);
        now.systems().put(key, kept);
      }
      return kept;
    }

    @Override
    public ValueSetCodes imported(String canonical) {
      return switch (lookup(canonical)) {
        case Lookup.Known(ValueSetCodes codes, _) -> codes;
        case Lookup.NotKnown _ ->
            throw CannotTellException.because(
                "it takes in the value set " + canonical + ", which is not known here");
        case Lookup.Unusable unusable -> throw new CannotTellException(unusable);
        case Lookup.TooLarge large -> throw new CannotTellException(large);
      };
    }
  }

  private static Lookup known(ValueSetDefinition builtIn) {
    Map<String, SystemCodes> bySystem = new LinkedHashMap<>();
    builtIn
        .codes()
        .forEach((system, codes) -> {
          Map<String, String> listed = new LinkedHashMap<>();
          codes.stream().sorted().forEach(code -> listed.put(code, ""));
          bySystem.put(system, SystemCodes.of(listed));
        });
    return new Lookup.Known(new ValueSetCodes(bySystem), null);
  }
}

package dev.andiron.terminology;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// The codes of a value set, by the URLs of their code systems. Immutable.
public record ValueSetCodes(Map<String, SystemCodes> bySystem) {
  static final ValueSetCodes NONE = new ValueSetCodes(Map.of());

  public ValueSetCodes {
    bySystem = Collections.unmodifiableMap(new LinkedHashMap<>(bySystem));
  }

  static ValueSetCodes of(String system, SystemCodes codes) {
    return new ValueSetCodes(Map.of(system, codes));
  }

  /// Whether this code of this system is in it.
  public boolean contains(String system, String code) {
    return bySystem.getOrDefault(system, SystemCodes.NONE).contains(code);
  }

  /// Whether the code of some system is in it: what counts for an element of type `code`.
  public boolean contains(String code) {
    return bySystem.values().stream().anyMatch(codes -> codes.contains(code));
  }

  /// How many codes are listed.
  int size() {
    return bySystem.values().stream().mapToInt(each -> each.codes().size()).sum();
  }

  ValueSetCodes and(ValueSetCodes other) {
    return combined(other, SystemCodes::and);
  }

  ValueSetCodes or(ValueSetCodes other) {
    return combined(other, SystemCodes::or);
  }

  ValueSetCodes without(ValueSetCodes other) {
    return combined(other, SystemCodes::without);
  }

  private ValueSetCodes combined(
      ValueSetCodes other, BiFunction<SystemCodes, SystemCodes, SystemCodes> how) {
    List<String> systems = new ArrayList<>(bySystem.keySet());
    other.bySystem.keySet().stream().filter(each -> !systems.contains(each)).forEach(systems::add);
    Map<String, SystemCodes> combined = new LinkedHashMap<>();
    for (String system : systems) {
      SystemCodes codes =
          how.apply(
              bySystem.getOrDefault(system, SystemCodes.NONE),
              other.bySystem.getOrDefault(system, SystemCodes.NONE));
      if (!codes.isEmpty()) {
        combined.put(system, codes);
      }
    }
    return new ValueSetCodes(combined);
  }
}

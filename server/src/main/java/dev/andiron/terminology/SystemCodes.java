package dev.andiron.terminology;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// Codes of one code system: those that are listed, or all but those that are listed. The second is
/// how a system is taken whole without its codes being known. Immutable.
///
/// @param codes with their displays, `""` where there is none; in the order they were written
public record SystemCodes(boolean allBut, Map<String, String> codes) {
  static final SystemCodes ALL = new SystemCodes(true, Map.of());
  static final SystemCodes NONE = new SystemCodes(false, Map.of());

  public SystemCodes {
    codes = Collections.unmodifiableMap(new LinkedHashMap<>(codes));
  }

  static SystemCodes of(Map<String, String> codes) {
    return new SystemCodes(false, codes);
  }

  public boolean contains(String code) {
    return codes.containsKey(code) != allBut;
  }

  public boolean isEmpty() {
    return !allBut && codes.isEmpty();
  }

  SystemCodes and(SystemCodes other) {
    if (allBut) {
      return other.allBut ? new SystemCodes(true, union(codes, other.codes)) : other.and(this);
    }
    Map<String, String> both = new LinkedHashMap<>(codes);
    both.keySet().removeIf(code -> !other.contains(code));
    return of(both);
  }

  SystemCodes or(SystemCodes other) {
    return allBut || other.allBut
        ? complement().and(other.complement()).complement()
        : of(union(codes, other.codes));
  }

  SystemCodes without(SystemCodes other) {
    return and(other.complement());
  }

  private SystemCodes complement() {
    return new SystemCodes(!allBut, codes);
  }

  private static Map<String, String> union(Map<String, String> one, Map<String, String> other) {
    Map<String, String> union = new LinkedHashMap<>(one);
    other.forEach((code, display) -> {
      if (union.getOrDefault(code, "").isEmpty()) {
        union.put(code, display);
      }
    });
    return union;
  }
}

package dev.andiron.definitions;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/// The value sets that can be listed from the definitions alone. Those that select by filters, or
/// from code systems that are not in the specification (MIME types, languages, UCUM), cannot.
final class ValueSets {
  /// A list longer than this is a terminology, not an enumeration.
  private static final int MOST_CODES = 1000;

  private final Map<String, Element> valueSets = new HashMap<>();
  private final Map<String, Element> codeSystems = new HashMap<>();
  private final Map<String, Map<String, Set<String>>> used = new LinkedHashMap<>();

  ValueSets() throws IOException {
    for (String file :
        new String[] {
          "valueset/valuesets.xml", "valueset/v3-codesystems.xml", "valueset/v2-tables.xml"
        }) {
      for (Element resource : Xml.resources(file)) {
        String url = Xml.value(resource, "url");
        if (url != null && resource.getTagName().equals("ValueSet")) {
          valueSets.put(url, resource);
        } else if (url != null && resource.getTagName().equals("CodeSystem")) {
          codeSystems.put(url, resource);
        }
      }
    }
  }

  /// Keeps the value set for [#used], where it can be listed.
  void list(String url) {
    if (used.containsKey(url)) {
      return;
    }
    Map<String, Set<String>> codes = new LinkedHashMap<>();
    boolean complete = collect(url, codes, 0);
    int size = codes.values().stream().mapToInt(Set::size).sum();
    if (complete && size > 0 && size <= MOST_CODES) {
      used.put(url, codes);
    }
  }

  /// Code systems with their codes, by value set.
  Map<String, Map<String, Set<String>>> used() {
    return used;
  }

  private boolean collect(String url, Map<String, Set<String>> codes, int depth) {
    Element valueSet = valueSets.get(url);
    Element compose = valueSet == null ? null : Xml.child(valueSet, "compose");
    if (compose == null || depth > 10 || Xml.child(compose, "exclude") != null) {
      return false;
    }
    for (Element include : Xml.children(compose, "include")) {
      if (!collect(include, codes, depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean collect(Element include, Map<String, Set<String>> codes, int depth) {
    String system = Xml.value(include, "system");
    if (Xml.child(include, "filter") != null) {
      return false;
    }
    for (String other : Xml.values(include, "valueSet")) {
      // R4 ValueSet: system and valueSet together mean their intersection.
      if (system != null || !collect(other, codes, depth + 1)) {
        return false;
      }
    }
    if (system == null) {
      return true;
    }
    Set<String> into = codes.computeIfAbsent(system, _ -> new LinkedHashSet<>());
    if (Xml.child(include, "concept") != null) {
      concepts(include, into);
      return true;
    }
    @Nullable Element codeSystem = codeSystems.get(system);
    if (codeSystem == null || !"complete".equals(Xml.value(codeSystem, "content"))) {
      return false;
    }
    concepts(codeSystem, into);
    return true;
  }

  private static void concepts(Element parent, Set<String> into) {
    for (Element concept : Xml.children(parent, "concept")) {
      String code = Xml.value(concept, "code");
      if (code != null) {
        into.add(code);
      }
      concepts(concept, into);
    }
  }
}

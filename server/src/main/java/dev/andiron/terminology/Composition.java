package dev.andiron.terminology;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Works out the codes of one value set (<https://hl7.org/fhir/R4/valueset.html#compositions>).
final class Composition {
  /// A list that is longer is a terminology of its own.
  static final int MOST_CODES = 50_000;

  private final Sources sources;

  /// Where a composition finds what it names.
  interface Sources {
    /// The code system, where it is known here.
    @Nullable CodeSystemContent codeSystem(String canonical);

    /// The codes of another value set.
    ///
    /// @throws CannotTellException where they cannot be told
    ValueSetCodes imported(String canonical);
  }

  Composition(Sources sources) {
    this.sources = sources;
  }

  /// @throws CannotTellException where its codes cannot be told
  ValueSetCodes of(JsonObject valueSet) {
    JsonObject compose = valueSet.object("compose");
    JsonObject expansion = valueSet.object("expansion");
    if (compose == null) {
      ValueSetCodes expanded = expansion == null ? null : expanded(expansion);
      if (expanded == null) {
        throw CannotTellException.because("it has no composition and no complete expansion");
      }
      return expanded;
    }
    try {
      return composed(compose);
    } catch (CannotTellException e) {
      ValueSetCodes expanded = expansion == null ? null : expanded(expansion);
      if (expanded == null) {
        throw e;
      }
      return expanded;
    }
  }

  private ValueSetCodes composed(JsonObject compose) {
    ValueSetCodes codes = ValueSetCodes.NONE;
    for (Json include : compose.array("include")) {
      codes = checked(codes.or(selected((JsonObject) include)));
    }
    for (Json exclude : compose.array("exclude")) {
      codes = codes.without(selected((JsonObject) exclude));
    }
    return codes;
  }

  /// What one include or exclude selects: "the intersection of the system and all the value sets".
  private ValueSetCodes selected(JsonObject part) {
    String system = part.string("system");
    ValueSetCodes selected =
        system == null ? null : ValueSetCodes.of(system, ofSystem(system, part));
    for (Json imported : part.array("valueSet")) {
      ValueSetCodes other = sources.imported(((JsonString) imported).text());
      selected = selected == null ? other : selected.and(other);
    }
    return selected == null ? ValueSetCodes.NONE : checked(selected);
  }

  private SystemCodes ofSystem(String system, JsonObject part) {
    String edition = part.string("version");
    CodeSystemContent content = edition == null ? null : sources.codeSystem(system + "|" + edition);
    if (content == null) {
      content = sources.codeSystem(system);
    }
    JsonArray concepts = part.array("concept");
    if (!concepts.isEmpty()) {
      return listed(concepts, content);
    }
    JsonArray filters = part.array("filter");
    boolean complete = content != null && content.isComplete();
    if (filters.isEmpty()) {
      return content != null && complete && content.size() <= MOST_CODES
          ? SystemCodes.of(content.codes())
          : SystemCodes.ALL;
    }
    if (content == null || !complete) {
      throw CannotTellException.because(
          "it filters the code system " + system + ", whose concepts are not known here");
    }
    SystemCodes codes = SystemCodes.ALL;
    for (Json filter : filters) {
      codes = codes.and(SystemCodes.of(content.displayed(filtered((JsonObject) filter, content))));
    }
    return codes;
  }

  private static SystemCodes listed(JsonArray concepts, @Nullable CodeSystemContent content) {
    Map<String, String> codes = new LinkedHashMap<>();
    for (Json each : concepts) {
      JsonObject concept = (JsonObject) each;
      String code = concept.string("code");
      if (code != null) {
        String display = concept.string("display");
        String defined = content == null ? null : content.codes().get(code);
        codes.put(code, display != null ? display : defined != null ? defined : "");
      }
    }
    return SystemCodes.of(codes);
  }

  /// <https://hl7.org/fhir/R4/valueset-filter-operator.html>
  private static Set<String> filtered(JsonObject filter, CodeSystemContent content) {
    String property = String.valueOf(filter.string("property"));
    String operator = String.valueOf(filter.string("op"));
    String value = String.valueOf(filter.string("value"));
    boolean ofConcepts = property.equals("concept") || property.equals("code");
    if (operator.equals("is-a") && ofConcepts) {
      return content.below(value, true);
    }
    if (operator.equals("descendent-of") && ofConcepts) {
      return content.below(value, false);
    }
    if (operator.equals("=")) {
      return ofConcepts ? Set.of(value) : content.with(property, value);
    }
    throw CannotTellException.because(
        "its filter " + property + " " + operator + " is not worked out here");
  }

  /// An expansion with all the codes; null where some are left out.
  private static @Nullable ValueSetCodes expanded(JsonObject expansion) {
    boolean partial =
        expansion.array("extension").size() > 0 // valueset-toocostly, valueset-unclosed
            || expansion.array("parameter").stream()
                .map(JsonObject.class::cast)
                .anyMatch(each ->
                    Set.of("count", "offset", "filter", "limitedExpansion")
                        .contains(String.valueOf(each.string("name"))));
    if (partial) {
      return null;
    }
    Map<String, Map<String, String>> codes = new LinkedHashMap<>();
    int all = contained(expansion.array("contains"), codes);
    Json total = expansion.get("total");
    if (total != null && !JsonWriter.text(total).equals(Integer.toString(all))) {
      return null;
    }
    Map<String, SystemCodes> bySystem = new LinkedHashMap<>();
    codes.forEach((system, listed) -> bySystem.put(system, SystemCodes.of(listed)));
    return checked(new ValueSetCodes(bySystem));
  }

  private static int contained(JsonArray contains, Map<String, Map<String, String>> into) {
    int all = 0;
    List<JsonArray> below = new ArrayList<>();
    for (Json each : contains) {
      JsonObject entry = (JsonObject) each;
      String system = entry.string("system");
      String code = entry.string("code");
      all++;
      if (system != null && code != null && !entry.flag("abstract", false)) {
        String display = entry.string("display");
        into.computeIfAbsent(system, _ -> new LinkedHashMap<>())
            .put(code, display == null ? "" : display);
      }
      below.add(entry.array("contains"));
    }
    for (JsonArray each : below) {
      all += contained(each, into);
    }
    return all;
  }

  private static ValueSetCodes checked(ValueSetCodes codes) {
    if (codes.size() > MOST_CODES) {
      throw new CannotTellException(new Lookup.TooLarge(MOST_CODES));
    }
    return codes;
  }
}

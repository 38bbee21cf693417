package dev.andiron.search;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.fhirpath.IFhirPathEvaluationContext;
import ca.uhn.fhir.parser.IParser;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonLimits;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.jspecify.annotations.Nullable;

/// What HAPI's FHIRPath engine finds in a resource.
final class FhirPathOracle {
  // One of the official examples tries readers with numbers longer than this server takes.
  static final JsonLimits ANY_NUMBER = new JsonLimits(100, 1000, 1000);

  private static final Pattern TYPED =
      Pattern.compile("(?:.*/)?([A-Z][A-Za-z]+)/[A-Za-z0-9.-]+(?:/_history/.*)?");

  private final FhirContext context = FhirContext.forR4();
  private final IFhirPath engine = context.newFhirPath();
  private final IParser parser = context.newJsonParser();
  private final Map<String, List<IFhirPath.IParsedExpression>> parsed = new HashMap<>();

  FhirPathOracle() {
    parser.setStripVersionsFromReferences(false);
    parser.setOverrideResourceIdWithBundleEntryFullUrl(false);
    engine.setEvaluationContext(
        new IFhirPathEvaluationContext() {
          @Override
          public @Nullable IBase resolveReference(IIdType reference, @Nullable IBase within) {
            Matcher typed = TYPED.matcher(reference.getValue());
            return typed.matches()
                ? context.getResourceDefinition(typed.group(1)).newInstance()
                : null;
          }
        });
  }

  IBaseResource read(JsonObject resource) {
    return parser.parseResource(resource.toString());
  }

  /// The distinct values that an expression finds, each as [#canonical] writes it. The parts of a
  /// union are asked one by one: the engine would compare quantities by their units, for which it
  /// has nothing here.
  Set<String> values(IBaseResource resource, String expression) {
    Set<String> values = new TreeSet<>();
    for (IFhirPath.IParsedExpression part : parsed.computeIfAbsent(expression, this::parts)) {
      for (IBase value : engine.evaluate(resource, part, IBase.class)) {
        String text = text(value);
        if (text != null) {
          values.add(text);
        }
      }
    }
    return values;
  }

  private @Nullable String text(IBase value) {
    if (value instanceof IIdType id) {
      return id.getIdPart() == null ? null : canonical(Json.of(id.getIdPart()));
    }
    if (value instanceof IPrimitiveType<?> primitive) {
      String text = primitive.getValueAsString();
      return text == null ? null : canonical(Json.of(text));
    }
    return value.isEmpty()
        ? null
        : canonical(JsonReader.read(parser.encodeToString(value), ANY_NUMBER));
  }

  private List<IFhirPath.IParsedExpression> parts(String expression) {
    List<IFhirPath.IParsedExpression> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i <= expression.length(); i++) {
      char c = i == expression.length() ? '|' : expression.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == '|' && depth == 0) {
        parts.add(parsed(expression.substring(from, i)));
        from = i + 1;
      }
    }
    return parts;
  }

  private IFhirPath.IParsedExpression parsed(String expression) {
    try {
      return engine.parse(expression);
    } catch (Exception e) { // that is what it declares
      throw new IllegalArgumentException(expression, e);
    }
  }

  /// One text for equal values: members sorted, primitives as strings.
  static String canonical(Json value) {
    return sorted(value).toString();
  }

  private static Json sorted(Json value) {
    return switch (value) {
      case JsonObject object -> {
        Map<String, Json> members = new TreeMap<>();
        object.forEach(member -> members.put(member.name(), sorted(member.value())));
        JsonObject.Builder builder = JsonObject.builder();
        members.forEach(builder::put);
        yield builder.build();
      }
      case JsonArray array -> JsonArray.of(array.stream().map(FhirPathOracle::sorted).toList());
      // The engine writes a decimal without its exponent.
      case JsonNumber number -> Json.of(number.decimal().toPlainString());
      case JsonBoolean flag -> Json.of(Boolean.toString(flag.value()));
      default -> value;
    };
  }
}

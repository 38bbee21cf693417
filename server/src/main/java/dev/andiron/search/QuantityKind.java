package dev.andiron.search;

import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.search.Selector.Found;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Quantities (https://hl7.org/fhir/R4/search.html#quantity): `5.4`, `5.4|system|code` and
/// `5.4||unit`, with prefixes. With a system and a code it is compared in the canonical unit of
/// UCUM, so that 5.4 g/L finds 540 mg/dL; the other two compare numbers as they were written.
record QuantityKind(Units units) implements ValueKind {
  private static final String CURRENCIES = "urn:iso:std:iso:4217";
  private static final Set<String> TYPES =
      Set.of(
          "Quantity",
          "SimpleQuantity",
          "Age",
          "Count",
          "Distance",
          "Duration",
          "Money",
          "MoneyQuantity",
          "Range",
          "SampledData");

  private static final Pattern POINT = Pattern.compile("-?[0-9]{1,40}(?:\\.[0-9]{1,40})?");

  /// What stands for "without end": more than any number of a resource in any unit.
  private static final BigDecimal ENDLESS = new BigDecimal("1e2000");

  @Override
  public IndexTable table() {
    return IndexTable.QUANTITY;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    if (!(found.value() instanceof JsonObject object)) {
      return List.of();
    }
    return switch (found.type()) {
      case "Money" ->
          rows(
              decimal(object, "value"),
              decimal(object, "value"),
              CURRENCIES,
              object.string("currency"),
              null);
      case "Range" -> range(object.object("low"), object.object("high"));
      case "SampledData" -> samples(object);
      default -> quantity(object);
    };
  }

  private List<List<Object>> quantity(JsonObject quantity) {
    BigDecimal value = decimal(quantity, "value");
    String comparator = Objects.requireNonNullElse(quantity.string("comparator"), "");
    // https://hl7.org/fhir/R4/datatypes.html#Quantity: the actual value is less, or greater.
    return rows(
        comparator.startsWith("<") ? ENDLESS.negate() : value,
        comparator.startsWith(">") ? ENDLESS : value,
        quantity);
  }

  /// Both ends have the same unit; either may be open.
  private List<List<Object>> range(@Nullable JsonObject low, @Nullable JsonObject high) {
    JsonObject unit = low == null ? high : low;
    if (unit == null) {
      return List.of();
    }
    BigDecimal from = low == null ? null : decimal(low, "value");
    BigDecimal to = high == null ? null : decimal(high, "value");
    return from == null && to == null
        ? List.of()
        : rows(from == null ? ENDLESS.negate() : from, to == null ? ENDLESS : to, unit);
  }

  /// "Just search on the bounds of the values in sampled data" (Observation.value-quantity).
  private List<List<Object>> samples(JsonObject samples) {
    JsonObject origin = samples.object("origin");
    String data = samples.string("data");
    if (origin == null || data == null) {
      return List.of();
    }
    BigDecimal zero = decimal(origin, "value");
    BigDecimal factor = decimal(samples, "factor");
    BigDecimal least = null;
    BigDecimal most = null;
    // Between them `E`, `L` and `U`: faults, and what lies beyond the limits of the device.
    Matcher points = POINT.matcher(data);
    while (points.find()) {
      BigDecimal point = new BigDecimal(points.group());
      least = least == null ? point : least.min(point);
      most = most == null ? point : most.max(point);
    }
    if (zero == null || least == null || most == null) {
      return List.of();
    }
    BigDecimal step = factor == null || factor.signum() <= 0 ? BigDecimal.ONE : factor;
    return rows(zero.add(least.multiply(step)), zero.add(most.multiply(step)), origin);
  }

  private List<List<Object>> rows(
      @Nullable BigDecimal low, @Nullable BigDecimal high, JsonObject quantity) {
    return rows(
        low, high, quantity.string("system"), quantity.string("code"), quantity.string("unit"));
  }

  private List<List<Object>> rows(
      @Nullable BigDecimal low,
      @Nullable BigDecimal high,
      @Nullable String system,
      @Nullable String code,
      @Nullable String unitText) {
    if (low == null || high == null || low.compareTo(high) > 0) {
      return List.of();
    }
    String codeOrNone = code == null ? "" : code;
    Measure measure = measure(system == null ? "" : system, codeOrNone);
    return List.of(
        List.of(
            measure.of(low),
            measure.of(high),
            measure.hash(),
            low,
            high,
            Fold.whole(codeOrNone),
            unitText == null || unitText.equals(codeOrNone) ? "" : Fold.whole(unitText)));
  }

  /// What a value is compared in: a canonical unit, or the unit as it was given.
  private record Measure(long hash, Units.@Nullable Canonical canonical) {
    BigDecimal of(BigDecimal value) {
      return canonical == null || value.abs().compareTo(ENDLESS) >= 0 ? value : canonical.of(value);
    }
  }

  private Measure measure(String system, String code) {
    Units.Canonical canonical = units.canonical(system, code);
    return canonical == null
        ? new Measure(Fold.hash(system + "|" + code), null)
        : new Measure(Fold.hash("canonical|" + canonical.unit()), canonical);
  }

  private static @Nullable BigDecimal decimal(JsonObject object, String name) {
    return object.get(name) instanceof JsonNumber number ? number.decimal() : null;
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    List<String> parts = Escapes.split(value, '|').stream().map(Escapes::unescape).toList();
    AskedNumber asked = AskedNumber.of(parts.getFirst());
    boolean alone = parts.size() == 1;
    if (asked == null || !(alone || (parts.size() == 3 && !parts.getLast().isEmpty()))) {
      throw new IllegalArgumentException(
          "it is no quantity; write for example 5.4, 5.4|http://unitsofmeasure.org|mg or 5.4||mg,"
              + " with eq, ne, gt, lt, ge, le, sa, eb or ap before it");
    }
    if (alone) {
      return asked.matches("x.value", "x.value_high");
    }
    String system = parts.get(1);
    String code = parts.getLast();
    if (system.isEmpty()) {
      // "whose unit (either the code or the stated human unit) is"
      String unit = Fold.whole(code);
      return new Sql()
          .add(asked.matches("x.value", "x.value_high"))
          .add(" and (x.code = ? or x.unit_text = ?)", unit, unit);
    }
    Measure measure = measure(system, code);
    AskedNumber canonical = measure.canonical() == null ? asked : asked.in(measure.canonical());
    return new Sql()
        .add("x.unit = ? and ", measure.hash())
        .add(canonical.matches("x.canonical", "x.canonical_high"));
  }
}

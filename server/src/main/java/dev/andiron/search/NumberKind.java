package dev.andiron.search;

import dev.andiron.json.JsonNumber;
import dev.andiron.search.Selector.Found;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Numbers (https://hl7.org/fhir/R4/search.html#number): `100` is what rounds to it, `100.00` is
/// narrower; with a prefix the value itself counts.
record NumberKind() implements ValueKind {
  private static final Set<String> TYPES =
      Set.of("integer", "decimal", "positiveInt", "unsignedInt");
  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,60}(?:\\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,3})?");
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final BigDecimal TENTH = new BigDecimal("0.1");

  @Override
  public IndexTable table() {
    return IndexTable.NUMBER;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    return found.value() instanceof JsonNumber number
        ? List.of(List.of(number.decimal()))
        : List.of();
  }

  @Override
  public Set<String> modifiers() {
    return Set.of();
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    String text = Escapes.unescape(value);
    String bare = Prefix.strip(text);
    if (!NUMBER.matcher(bare).matches()) {
      throw new IllegalArgumentException(
          "it is no number; write for example 100, 5.40 or 1e2,"
              + " with eq, ne, gt, lt, ge, le, sa, eb or ap before it");
    }
    BigDecimal number = new BigDecimal(bare);
    BigDecimal half = number.ulp().multiply(HALF);
    BigDecimal low = number.subtract(half);
    BigDecimal high = number.add(half);
    return switch (Prefix.of(text)) {
      case EQ -> new Sql().add("x.value >= ? and x.value < ?", low, high);
      case NE -> new Sql().add("(x.value < ? or x.value >= ?)", low, high);
      case GT, SA -> new Sql().add("x.value > ?", number);
      case LT, EB -> new Sql().add("x.value < ?", number);
      case GE -> new Sql().add("x.value >= ?", number);
      case LE -> new Sql().add("x.value <= ?", number);
      case AP -> {
        BigDecimal tenth = number.abs().multiply(TENTH);
        yield new Sql()
            .add("x.value >= ? and x.value <= ?", number.subtract(tenth), number.add(tenth));
      }
    };
  }
}

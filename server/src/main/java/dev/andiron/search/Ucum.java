package dev.andiron.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fhir.ucum.Component;
import org.fhir.ucum.Decimal;
import org.fhir.ucum.DefinedUnit;
import org.fhir.ucum.ExpressionParser;
import org.fhir.ucum.Pair;
import org.fhir.ucum.Symbol;
import org.fhir.ucum.Term;
import org.fhir.ucum.UcumEssenceService;
import org.fhir.ucum.UcumException;
import org.jspecify.annotations.Nullable;

/// The units of UCUM (<https://ucum.org/ucum>). Its definitions take some 300 ms to read, so they
/// are read when the first quantity comes; a unit takes some milliseconds, so it is analysed once.
///
/// Celsius and Fahrenheit are brought to Kelvin. Other units of a scale that is no multiple of
/// another (`[pH]`, `B`) and those of an arbitrary amount (`[iU]`, which is not that of another
/// substance) are not canonical: such quantities are compared unconverted.
final class Ucum implements Units {
  static final String SYSTEM = "http://unitsofmeasure.org";

  private static final Set<String> SYSTEMS = Set.of(SYSTEM, "urn:oid:2.16.840.1.113883.6.8");
  private static final Canonical CELSIUS =
      new Canonical("K", new BigDecimal("273.15"), BigDecimal.ONE);
  // 5/9 to 40 digits
  private static final Canonical FAHRENHEIT =
      new Canonical("K", new BigDecimal("459.67"), new BigDecimal("0." + "5".repeat(39) + "6"));
  private static final int LONGEST = 50;
  private static final int WIDEST = 600;

  /// The library raises to a power by multiplying: `m999999999` would keep it busy for hours.
  private static final Pattern LARGE_POWER =
      Pattern.compile("[A-Za-z\\])%'\"][+-]?[0-9]{2}|[*^][+-]?[0-9]{3}");

  private static final Pattern ANNOTATION = Pattern.compile("\\{[^{}]*\\}");

  private final Cache<String, Optional<Canonical>> known =
      Caffeine.newBuilder().maximumSize(10_000).build();

  /// Made at first need, once in a program.
  private static final class Definitions {
    static final UcumEssenceService SERVICE = read();

    private static UcumEssenceService read() {
      try (InputStream in = UcumEssenceService.class.getResourceAsStream("/ucum-essence.xml")) {
        return new UcumEssenceService(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (UcumException e) {
        throw new IllegalStateException("the program lacks the definitions of UCUM", e);
      }
    }
  }

  @Override
  public @Nullable Canonical canonical(String system, String code) {
    if (!SYSTEMS.contains(system)
        || code.isEmpty()
        || code.length() > LONGEST
        || LARGE_POWER.matcher(ANNOTATION.matcher(code).replaceAll("")).find()) {
      return null;
    }
    return switch (code) {
      case "Cel" -> CELSIUS;
      case "[degF]" -> FAHRENHEIT;
      default -> known.get(code, Ucum::analysed).orElse(null);
    };
  }

  private static Optional<Canonical> analysed(String code) {
    try {
      UcumEssenceService service = Definitions.SERVICE;
      if (!isMultiple(parsed(code))) {
        return Optional.empty();
      }
      Pair one = service.getCanonicalForm(new Pair(new Decimal("1"), code));
      BigDecimal factor = new BigDecimal(one.getValue().asDecimal());
      // What PostgreSQL's numbers and a B-tree take, also times a value.
      return factor.signum() <= 0 || Math.abs(factor.precision() - factor.scale()) > WIDEST
          ? Optional.empty()
          : Optional.of(new Canonical(one.getCode(), BigDecimal.ZERO, factor));
    } catch (UcumException | IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty(); // no unit of UCUM, however the library finds that out
    }
  }

  /// Whether every unit within is a multiple of others, so that amounts of it can be compared.
  /// Those that are not: special ones, and those of an arbitrary amount, which are named in
  /// brackets and are defined as 1, or as another of that sort.
  private static boolean isMultiple(@Nullable Component component) throws UcumException {
    return switch (component) {
      case Term term -> isMultiple(term.getComp()) && isMultiple(term.getTerm());
      case Symbol symbol when symbol.getUnit() instanceof DefinedUnit unit -> {
        String of = unit.getValue().getUnit();
        yield !unit.isSpecial()
            && (of.equals("1") ? !unit.getCode().startsWith("[") : isMultiple(parsed(of)));
      }
      case null, default -> true;
    };
  }

  private static Term parsed(String code) throws UcumException {
    return new ExpressionParser(Definitions.SERVICE.getModel()).parse(code);
  }
}

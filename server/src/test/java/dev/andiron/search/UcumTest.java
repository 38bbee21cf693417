package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("UCUM: canonical units of quantities")
class UcumTest {
  private static final Ucum UCUM = new Ucum();

  @ParameterizedTest
  @CsvSource({
    "5.4, g/L, 540, mg/dL",
    "1, kg, 2.2046226218487758, [lb_av]",
    "60, /min, 1, 1/s",
    "1, h, 60, min",
    "37, Cel, 98.6, [degF]",
    "0, Cel, 273.15, K",
    "1, m[H2O], 100, cm[H2O]",
    "2, 10*9/L, 2000, 10*6/L",
    "1, mmol/L, 0.001, mol/L",
    "72, {beats}/min, 72, /min",
    "1, mL/min/{1.73_m2}, 1, mL/min"
  })
  @DisplayName("the same amount in two units is the same number of the same unit")
  void same(String value, String unit, String otherValue, String otherUnit) {
    Units.Canonical one = UCUM.canonical(Ucum.SYSTEM, unit);
    Units.Canonical other = UCUM.canonical(Ucum.SYSTEM, otherUnit);
    assertThat(one).isNotNull();
    assertThat(other).isNotNull();
    assertThat(one.unit()).isEqualTo(other.unit());
    BigDecimal difference =
        one.of(new BigDecimal(value)).subtract(other.of(new BigDecimal(otherValue))).abs();
    assertThat(difference).isLessThanOrEqualTo(new BigDecimal("1e-12"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "xyz",
        "[IU]",
        "[iU]/L",
        "k[iU]/L",
        "[pH]",
        "B",
        "Np",
        "mg/",
        "((((",
        "mg dL",
        "{",
        "m999999999",
        "10*999999999",
        "µg",
        "mg\u0000"
      })
  @DisplayName("what is no unit, is arbitrary or of another kind of scale has none")
  void none(String unit) {
    assertThat(UCUM.canonical(Ucum.SYSTEM, unit)).isNull();
  }

  @Test
  @DisplayName("codes of other systems have none")
  void otherSystems() {
    assertThat(UCUM.canonical("urn:iso:std:iso:4217", "g")).isNull();
    assertThat(UCUM.canonical("", "g")).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ym9", "10*99", "(", "m9", "1/", ".", "Ym9.", "9"})
  @DisplayName("a hostile unit is answered in bounded time")
  void hostile(String part) {
    String unit = part.repeat(50 / part.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> {
          UCUM.canonical(Ucum.SYSTEM, unit);
        });
  }

  @Test
  @DisplayName("1/60 does not run: 60/min is 1/s")
  void rounded() {
    Units.Canonical unit = UCUM.canonical(Ucum.SYSTEM, "/min");
    assertThat(unit).isNotNull();
    assertThat(unit.of(new BigDecimal("60"))).isEqualByComparingTo("1");
  }
}

package dev.andiron.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("FHIR R4 search §string: case- and accent-insensitive")
class FoldTest {
  @ParameterizedTest
  @CsvSource({
    "Straße, STRASSE",
    "GROẞ, gross",
    "İstanbul, istanbul",
    "ISTANBUL, ıstanbul",
    "ﬁsh, FISH",
    "ﬃx, ffix",
    "e\u0301tude, étude",
    "ETUDE, étude",
    "Ａｂｃ１２, abc12",
    "Łódź, lodz",
    "Søren, SOREN",
    "Đặng, dang",
    "Ærø, aero",
    "Þór, thor",
    "Œuvre, oeuvre",
    "ΟΔΥΣΣΕΥΣ, Οδυσσεύς",
    "Ёлка, елка",
    "ЙОД, йод",
    "Nguyễn, nguyen",
    "Zoe\u0308, ZOË",
    "co\u00ADoperate, cooperate",
    "O\u200DBrien, obrien",
    "'a  \u00A0\tb', A b",
    "ｶﾞ, ガ",
    "㍿, 株式会社",
    "①, 1",
    "한글, 한글",
    "שָׁלוֹם, שלום",
    "مُحَمَّد, محمد"
  })
  @DisplayName("the same text in another case, form or with accents")
  void same(String one, String other) {
    assertThat(Fold.string(one)).isEqualTo(Fold.string(other));
  }

  @ParameterizedTest
  @CsvSource({"か, が", "ハ, パ", "कि, क", "ราม, รม", "o, ö1", "中, 申", "и, е", "'', a"})
  @DisplayName("other texts")
  void other(String one, String other) {
    assertThat(Fold.string(one)).isNotEqualTo(Fold.string(other));
  }

  @Test
  @DisplayName("a form is bounded, and its own form")
  void bounded() {
    String folded = Fold.string("ﷺ".repeat(1000));
    assertThat(folded.codePointCount(0, folded.length())).isEqualTo(Fold.STRING_LIMIT);
    assertThat(Fold.string(Fold.string("ẞ Łódź ﷺ İ"))).isEqualTo(Fold.string("ẞ Łódź ﷺ İ"));
  }
}

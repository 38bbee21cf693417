package dev.andiron.structure;

import java.util.Currency;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Code systems that others keep: the definitions name them and do not list them. What their rules
/// say about the spelling of a code is checked here.
enum ExternalCodes {
  /// RFC 6838 §4.2, with parameters as in RFC 2045 §5.1.
  MIME_TYPES("urn:ietf:bcp:13", "a MIME type such as text/plain (RFC 6838)") {
    @Override
    boolean takes(String code) {
      int end = code.indexOf(';');
      String type = (end < 0 ? code : code.substring(0, end)).stripTrailing();
      int slash = type.indexOf('/');
      return isRestrictedName(type, 0, slash)
          && isRestrictedName(type, slash + 1, type.length())
          && (end < 0 || code.indexOf('=', end) > 0);
    }
  },
  /// RFC 5646 §2.1: well-formed, not looked up in the registry.
  LANGUAGES("urn:ietf:bcp:47", "a language tag such as en or de-CH (RFC 5646)") {
    @Override
    boolean takes(String code) {
      return LanguageTag.isWellFormed(code);
    }
  },
  /// Those that the JDK knows, past ones included.
  CURRENCIES("urn:iso:std:iso:4217", "a currency code such as EUR (ISO 4217)") {
    @Override
    boolean takes(String code) {
      return KnownCurrencies.CODES.contains(code);
    }
  },
  /// The characters of a UCUM code (§2.1), not its grammar.
  UNITS("http://unitsofmeasure.org", "a UCUM unit such as mg/dL") {
    @Override
    boolean takes(String code) {
      return !code.isEmpty() && code.chars().allMatch(c -> c > ' ' && c < 127);
    }
  };

  /// Made when the first amount of money is checked.
  private static final class KnownCurrencies {
    static final Set<String> CODES =
        Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static final Map<String, ExternalCodes> BY_VALUE_SET =
      Map.of(
          "http://hl7.org/fhir/ValueSet/mimetypes",
          MIME_TYPES,
          "http://hl7.org/fhir/ValueSet/all-languages",
          LANGUAGES,
          "http://hl7.org/fhir/ValueSet/currencies",
          CURRENCIES,
          "http://hl7.org/fhir/ValueSet/ucum-units",
          UNITS);

  private final String system;
  private final String words;

  ExternalCodes(String system, String words) {
    this.system = system;
    this.words = words;
  }

  /// Those of a value set, or null where it has none of them.
  static @Nullable ExternalCodes of(String valueSet) {
    return BY_VALUE_SET.get(valueSet);
  }

  /// Whether the code is spelled as its system says.
  abstract boolean takes(String code);

  /// The code system's URL.
  String system() {
    return system;
  }

  /// What a code must be, in words.
  String words() {
    return words;
  }

  private static boolean isRestrictedName(String text, int from, int to) {
    if (to - from < 1 || to - from > 127 || !isAlphanumeric(text.charAt(from))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && "!#$&-^_.+".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}

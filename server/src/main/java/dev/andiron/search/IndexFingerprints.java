package dev.andiron.search;

import dev.andiron.definition.SearchParameterDefinition;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What this program makes of each search parameter, in a number that is another one as soon as the
/// rows in the index would be others: the layout of the table, the way values are taken, the
/// expression, the types that a reference may point to, the parts of a composite. Immutable.
final class IndexFingerprints {
  /// Raise it when [Selector] or [ExpressionCompiler] come to find something else by the same
  /// expression.
  private static final int EXPRESSIONS = 1;

  private final SortedMap<Integer, Expected> byKey = new TreeMap<>();
  private final String whole;

  record Expected(SearchParameter parameter, long fingerprint) {
    String table() {
      return parameter.kind().table().table();
    }
  }

  IndexFingerprints(ParameterSet parameters) {
    parameters
        .byType()
        .forEach((type, ofType) -> {
          for (SearchParameter parameter : ofType.byCode().values()) {
            SearchParameterDefinition definition =
                ofType.definitions().get(parameter.definedCode());
            if (definition == null) {
              throw new IllegalArgumentException(
                  "the definitions do not have " + type + "." + parameter.code());
            }
            byKey.put(parameter.key(), new Expected(parameter, of(parameter.kind(), definition)));
          }
        });
    StringBuilder all = new StringBuilder();
    byKey.forEach((key, each) -> all.append(key).append(' ').append(each.fingerprint).append('\n'));
    whole = HexFormat.of().formatHex(Fold.sha256(all.toString()));
  }

  private static long of(ValueKind kind, SearchParameterDefinition definition) {
    IndexTable table = kind.table();
    List<Object> made =
        List.of(
            EXPRESSIONS,
            kind.getClass().getSimpleName(),
            kind.extraction(),
            table.table(),
            table.columns(),
            String.valueOf(definition.expression()),
            new TreeSet<>(definition.targets()),
            definition.components(),
            definition.foldsCase());
    return ByteBuffer.wrap(Fold.sha256(made.toString())).getLong();
  }

  /// Of all parameters together.
  String whole() {
    return whole;
  }

  SortedMap<Integer, Expected> byKey() {
    return byKey;
  }
}

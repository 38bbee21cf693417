package dev.andiron.search;

import dev.andiron.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A search parameter of a resource type, ready to be indexed and asked for.
///
/// @param key type and code in one number: where its values begin in the index
record SearchParameter(String type, String code, int key, ValueKind kind, Selector selector) {
  /// Enough for every real resource; what is beyond is not found by this parameter.
  private static final int MOST_ROWS = 10_000;

  static int key(String type, String code) {
    return ByteBuffer.wrap(Fold.sha256(type + "." + code)).getInt();
  }

  /// The code of what a modifier is answered from.
  static String aspect(String code, String modifier) {
    return code + ":" + modifier;
  }

  /// The code in its definition; its own is `code:modifier` where it answers a modifier.
  String definedCode() {
    int colon = code.indexOf(':');
    return colon < 0 ? code : code.substring(0, colon);
  }

  /// What the index keeps of a resource for this parameter: each value once, in order.
  List<IndexTable.Row> rows(JsonObject resource) {
    List<Selector.Found> selected = selector.select(resource);
    if (selected.isEmpty()) {
      return List.of();
    }
    Set<List<Object>> distinct = new LinkedHashSet<>();
    for (Selector.Found found : selected) {
      distinct.addAll(kind.extract(found, resource));
      if (distinct.size() > MOST_ROWS) {
        break;
      }
    }
    List<List<Object>> sorted = new ArrayList<>(distinct);
    sorted.sort(BY_VALUES);
    List<IndexTable.Row> rows = new ArrayList<>(sorted.size());
    for (int i = 0; i < sorted.size(); i++) {
      int edge = (i == 0 ? 1 : 0) | (i == sorted.size() - 1 ? 2 : 0);
      rows.add(new IndexTable.Row(key, sorted.get(i), edge));
    }
    return rows;
  }

  private static final Comparator<List<Object>> BY_VALUES =
      (one, other) -> {
        for (int i = 0; i < one.size(); i++) {
          int order = compare(one.get(i), other.get(i));
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };

  // Values in the same place are of the same class.
  @SuppressWarnings("unchecked")
  private static int compare(Object one, Object other) {
    return ((Comparable<Object>) one).compareTo(other);
  }
}

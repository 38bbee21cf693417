package dev.andiron.resource;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which resources with canonical URLs were stored at one moment. Immutable.
public final class Directory {
  /// Those that are in use before retired ones, the newest edition first.
  private static final Comparator<Entry> BEST =
      Comparator.comparing(Entry::retired)
          .thenComparing((one, other) -> compare(text(other), text(one)))
          .thenComparing(entry -> entry.key().id());

  /// Of a server that knows none.
  public static final Directory EMPTY = of(Map.of());

  private final Map<ResourceKey, Entry> byKey;
  private final Map<String, Map<String, List<Entry>>> byUrl;

  private Directory(Map<ResourceKey, Entry> byKey, Map<String, Map<String, List<Entry>>> byUrl) {
    this.byKey = byKey;
    this.byUrl = byUrl;
  }

  /// @param version of the resource
  /// @param url its canonical URL; null where it has none
  /// @param edition its business version, which may follow the URL after a `|`
  record Entry(
      ResourceKey key,
      long version,
      @Nullable String url,
      @Nullable String edition,
      boolean retired) {}

  static Directory of(Map<ResourceKey, Entry> byKey) {
    Map<String, Map<String, List<Entry>>> byUrl = new HashMap<>();
    for (Entry entry : byKey.values()) {
      if (entry.url() != null) {
        byUrl
            .computeIfAbsent(entry.key().type(), _ -> new HashMap<>())
            .computeIfAbsent(entry.url(), _ -> new ArrayList<>())
            .add(entry);
      }
    }
    byUrl.values().forEach(urls -> urls.values().forEach(entries -> entries.sort(BEST)));
    return new Directory(Map.copyOf(byKey), byUrl);
  }

  Map<ResourceKey, Entry> byKey() {
    return byKey;
  }

  /// The resource of a canonical URL, which may end in `|` and a version; without one, the newest.
  /// Null where there is none.
  public @Nullable ResourceKey find(String type, String canonical) {
    int bar = canonical.lastIndexOf('|');
    String url = bar < 0 ? canonical : canonical.substring(0, bar);
    String edition = bar < 0 ? null : canonical.substring(bar + 1);
    for (Entry entry : byUrl.getOrDefault(type, Map.of()).getOrDefault(url, List.of())) {
      if (edition == null || edition.equals(entry.edition())) {
        return entry.key();
      }
    }
    return null;
  }

  /// Whether there is this resource.
  public boolean has(ResourceKey key) {
    return byKey.containsKey(key);
  }

  private static String text(Entry entry) {
    return entry.edition() == null ? "" : entry.edition();
  }

  /// Runs of digits are compared as numbers: 10 comes after 9.
  private static int compare(String one, String other) {
    String[] mine = one.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)", -1);
    String[] theirs = other.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)", -1);
    for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
      boolean numbers = isNumber(mine[i]) && isNumber(theirs[i]);
      int order =
          numbers
              ? new BigInteger(mine[i]).compareTo(new BigInteger(theirs[i]))
              : mine[i].compareTo(theirs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(mine.length, theirs.length);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() < 100
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Directory directory && byKey.equals(directory.byKey);
  }

  @Override
  public int hashCode() {
    return byKey.hashCode();
  }
}

package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.resource.ResourceKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where the links between the entries of a transaction lead
/// (<https://hl7.org/fhir/R4/bundle.html#references>, <https://hl7.org/fhir/R4/http.html#trules>).
/// One request, one thread.
final class BundleLinks {
  /// The end of a fullUrl that is the address of a resource.
  private static final Pattern ADDRESS =
      Pattern.compile("https?://.*/([A-Z][A-Za-z]{1,63}/[A-Za-z0-9\\-.]{1,64})");

  private static final Pattern CONDITIONAL = Pattern.compile("([A-Z][A-Za-z]{1,63})\\?(.+)");
  private static final String HISTORY = "/_history/";

  private final Map<String, String> targets = new HashMap<>();
  private final Set<String> ambiguous = new HashSet<>();
  private final Map<String, String> conditions = new HashMap<>();

  /// An entry's resource is found by its fullUrl.
  ///
  /// @throws HttpProblem 400 where another's is too
  void add(String fullUrl, ResourceKey key) {
    String before = targets.put(fullUrl, key.toString());
    if (before != null && !before.equals(key.toString())) {
      throw new HttpProblem(400, "Another entry has the same fullUrl.");
    }
    Matcher address = ADDRESS.matcher(fullUrl);
    if (address.matches() && !address.group(1).equals(key.toString())) {
      // "Patient/1" beside it is the same resource, which has another id here.
      String other = targets.put(address.group(1), key.toString());
      if (other != null && !other.equals(key.toString())) {
        ambiguous.add(address.group(1));
      }
    }
  }

  /// An entry is about the one resource that meets a condition.
  ///
  /// @return false where another is already
  boolean addCondition(ResourceKey key, String condition) {
    String query = Criteria.queryOf(key.type(), condition);
    return conditions.putIfAbsent(key.type() + "?" + query, key.toString()) == null;
  }

  /// What a link becomes.
  ///
  /// @param find looks for what meets a condition: its type and query
  /// @throws HttpProblem 412, 422 where a conditional reference leads to several or to none
  String of(
      String link, boolean reference, BiFunction<String, String, @Nullable ResourceKey> find) {
    String target = target(link);
    if (target != null) {
      return target;
    }
    int history = link.indexOf(HISTORY);
    if (history > 0) {
      String unversioned = target(link.substring(0, history));
      // "Version-specific references should remain version-specific": of what is made here, the
      // first.
      return unversioned == null
          ? link
          : unversioned + HISTORY + link.substring(history + HISTORY.length());
    }
    Matcher conditional = CONDITIONAL.matcher(link);
    return reference && conditional.matches() ? found(link, conditional, find) : link;
  }

  private @Nullable String target(String link) {
    return ambiguous.contains(link) ? null : targets.get(link);
  }

  private String found(
      String link, Matcher conditional, BiFunction<String, String, @Nullable ResourceKey> find) {
    String known = conditions.get(link);
    if (known != null) {
      return known;
    }
    ResourceKey key = find.apply(conditional.group(1), conditional.group(2));
    if (key == null) {
      throw new HttpProblem(
          422, "There is nothing that the reference " + link + " could be resolved to.");
    }
    conditions.put(link, key.toString());
    return key.toString();
  }
}

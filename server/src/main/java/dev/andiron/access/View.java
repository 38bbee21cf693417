package dev.andiron.access;

import dev.andiron.search.Criterion;
import dev.andiron.search.HiddenElements;
import dev.andiron.search.Shown;
import dev.andiron.search.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a caller may see by the policies that allow their request: a resource that one of them
/// shows. One request, one thread.
public final class View {
  /// Everything.
  public static final View ALL = new View(List.of());

  private final List<Through> through;
  private final Map<String, Visibility> known = new HashMap<>();

  /// A policy that shows but a part.
  ///
  /// @param request as the policy sees it
  record Through(Restriction restriction, HiddenElements hidden, RequestObject request) {}

  private View(List<Through> through) {
    this.through = List.copyOf(through);
  }

  /// What policies show that all show but a part.
  static View through(List<Through> policies) {
    if (policies.isEmpty()) {
      throw new IllegalArgumentException("no policy");
    }
    return new View(policies);
  }

  /// Whether nothing is kept back: no resource of whatever type, and no element.
  public boolean isAll() {
    return through.isEmpty();
  }

  /// Which resources of a type, and how much of each.
  public Visibility of(String type) {
    return isAll() ? Visibility.ALL : known.computeIfAbsent(type, this::shown);
  }

  private Visibility shown(String type) {
    List<Shown> any = new ArrayList<>();
    for (Through each : through) {
      Criterion criterion = each.restriction().of(type, each.request());
      if (criterion != null) {
        any.add(new Shown(criterion, each.hidden()));
      }
    }
    return new Visibility(any);
  }
}

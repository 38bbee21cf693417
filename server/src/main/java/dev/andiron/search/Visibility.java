package dev.andiron.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// What somebody may see of the resources of a type: those that meet one of the criteria, and of
/// each what not all of them hide that it meets. What they may not see is for them as if it were
/// not there.
public record Visibility(List<Shown> any) {
  public static final Visibility ALL = new Visibility(List.of(Shown.EVERYTHING));
  public static final Visibility NONE = new Visibility(List.of());

  /// Beside one that shows everything, the others make no difference.
  public Visibility {
    any = any.contains(Shown.EVERYTHING) ? List.of(Shown.EVERYTHING) : List.copyOf(any);
  }

  /// Whether nothing is kept back: no resource, and no element.
  public boolean isAll() {
    return equals(ALL);
  }

  public boolean isNone() {
    return any.isEmpty();
  }

  /// Whether every resource of the type is seen, be it without some of its elements.
  public boolean hasAll() {
    return any.stream().anyMatch(each -> each.criterion().equals(Criterion.ANY));
  }

  /// Which resources are seen: those that meet one of these.
  List<Criterion> criteria() {
    return any.stream().map(Shown::criterion).distinct().toList();
  }

  /// What may be seen by somebody who looks at these elements: nothing is told of a resource by
  /// what is hidden in it.
  public Visibility lookingAt(String type, Collection<ElementPath> elements) {
    return new Visibility(
        any.stream().filter(each -> each.hidden().among(type, elements).isEmpty()).toList());
  }

  /// What either shows.
  public Visibility or(Visibility other) {
    List<Shown> both = new ArrayList<>(any);
    other.any.stream().filter(each -> !both.contains(each)).forEach(both::add);
    return new Visibility(both);
  }
}

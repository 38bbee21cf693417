package dev.andiron.search;

import java.util.ArrayList;
import java.util.List;

/// Which resources of a type somebody may see: those that meet one of the criteria. What they may
/// not see is for them as if it were not there.
public record Visibility(List<Criterion> any) {
  public static final Visibility ALL = new Visibility(List.of(Criterion.ANY));
  public static final Visibility NONE = new Visibility(List.of());

  /// Where one of them is met by all, the others make no difference.
  public Visibility {
    any = any.contains(Criterion.ANY) ? List.of(Criterion.ANY) : List.copyOf(any);
  }

  public boolean isAll() {
    return equals(ALL);
  }

  public boolean isNone() {
    return any.isEmpty();
  }

  /// What either shows.
  public Visibility or(Visibility other) {
    List<Criterion> both = new ArrayList<>(any);
    other.any.stream().filter(each -> !both.contains(each)).forEach(both::add);
    return new Visibility(both);
  }
}

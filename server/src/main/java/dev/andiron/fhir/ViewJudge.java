package dev.andiron.fhir;

import dev.andiron.access.View;
import dev.andiron.http.HttpProblem;
import dev.andiron.resource.Change;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.Search;
import dev.andiron.search.Visibility;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets somebody who may see but a part write within it: what they cannot see is not there for
/// them, and what they could not see afterwards is not written. By `PUT` they change what they see,
/// and make nothing: whether an id is free tells of what is hidden. One request, one thread.
///
/// @param view asked when the change is made, not before
record ViewJudge(Search search, Change change, Supplier<View> view) implements Change.Judge {
  /// The change, made by somebody with this view, if nobody before has anything against it.
  static Change within(Search search, Change change, Supplier<View> view) {
    return change.judgedBy(new ViewJudge(search, change, view));
  }

  @Override
  public @Nullable ResourceVersion seen(@Nullable ResourceVersion latest) {
    Visibility visible = view.get().of(change.key().type());
    if (visible.isAll() || change.fresh()) {
      return latest;
    }
    if (latest != null && !latest.deleted() && search.meets(latest, visible)) {
      return latest;
    }
    if (change.deletes()) {
      return null; // as where nothing was
    }
    throw VisibleResources.absent(change.key());
  }

  @Override
  public void accept(ResourceVersion next) {
    Visibility visible = view.get().of(change.key().type());
    if (!visible.isAll() && !next.deleted() && !search.meets(next, visible)) {
      throw new HttpProblem(
          403,
          "You may not do this: the access policies would not show you what you write, and so you"
              + " may not write it.");
    }
  }
}

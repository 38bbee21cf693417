package dev.andiron.fhir;

import dev.andiron.access.View;
import dev.andiron.http.HttpProblem;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Change;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.search.HiddenElements;
import dev.andiron.search.Search;
import dev.andiron.search.Visibility;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets somebody who may see but a part write within it: what they cannot see is not there for them
/// and stays as it is, and what they could not see afterwards is not written. By `PUT` they change
/// what they see, and make nothing where some resources are hidden: whether an id is free tells of
/// these. One request, one thread.
///
/// @param view asked when the change is made, not before
record ViewJudge(Disclosure disclosure, Change change, Supplier<View> view)
    implements Change.Judge {
  /// The change, made by somebody with this view, if nobody before has anything against it.
  static Change within(Disclosure disclosure, Change change, Supplier<View> view) {
    return change.judgedBy(new ViewJudge(disclosure, change, view));
  }

  @Override
  public @Nullable ResourceVersion seen(@Nullable ResourceVersion latest) {
    Visibility visible = visible();
    if (visible.hasAll() || change.fresh()) {
      return latest;
    }
    if (latest != null && !latest.deleted() && search().meets(latest, visible)) {
      return latest;
    }
    if (change.deletes()) {
      return null; // as where nothing was
    }
    throw VisibleResources.absent(change.key());
  }

  @Override
  public @Nullable JsonObject edited(
      Change.Edit edit, @Nullable ResourceVersion seen, @Nullable JsonObject content) {
    HiddenElements hidden = change.deletes() ? HiddenElements.NONE : hidden(seen);
    if (content == null || hidden.isNone()) {
      return edit.apply(content);
    }
    Concealment concealment = disclosure.concealment(hidden);
    JsonObject made = edit.apply(concealment.of(content));
    return made == null ? null : new Restoration(concealment).of(content, made);
  }

  @Override
  public void accept(@Nullable ResourceVersion seen, ResourceVersion next) {
    if (next.deleted() || visible().isAll()) {
      return;
    }
    if (!search().meets(next, visible())) {
      throw new HttpProblem(
          403,
          "You may not do this: the access policies would not show you what you write, and so you"
              + " may not write it.");
    }
    HiddenElements hidden = hidden(next);
    if (seen == null) {
      new Restoration(disclosure.concealment(hidden)).refuseHidden(next.resource());
    } else if (!hidden.hidesAllOf(hidden(seen))) {
      throw new HttpProblem(
          403,
          "You may not do this: by it the access policies would show you elements of "
              + change.key()
              + " that they do not show you now.");
    }
  }

  @Override
  public RefusedException told(@Nullable ResourceVersion seen, RefusedException refusal) {
    HiddenElements hidden = hidden(seen);
    return hidden.isNone() ? refusal : disclosure.concealment(hidden).told(refusal);
  }

  private HiddenElements hidden(@Nullable ResourceVersion version) {
    return version == null || visible().isAll()
        ? HiddenElements.NONE
        : disclosure.hidden(version, view.get());
  }

  private Visibility visible() {
    return view.get().of(change.key().type());
  }

  private Search search() {
    return disclosure.search();
  }
}

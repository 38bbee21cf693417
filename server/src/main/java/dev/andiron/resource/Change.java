package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A write that is asked for, alone or with others in one transaction.
///
/// @param key the resource; no two changes of a transaction have the same
/// @param edit says what it is to become; asked once for each attempt, so that it may read a text
///   only then and what it read need not be kept
/// @param precondition what is demanded of the current version
/// @param fresh whether the id was made for it, so that nothing of it can be there: none is looked
///   for
/// @param deletes whether it is there no more afterwards
/// @param claim of the condition by which there was to be no such resource; null where there was no
///   condition
/// @param judge who may refuse it for what is there, or for what it comes to
/// @param beside what else is done with it
public record Change(
    ResourceKey key,
    Edit edit,
    Precondition precondition,
    boolean fresh,
    boolean deletes,
    @Nullable Claim claim,
    Judge judge,
    Beside beside) {

  /// Says what a resource is to become.
  @FunctionalInterface
  public interface Edit {
    /// The next content, or null to delete. May be asked again when another write came between.
    ///
    /// @param current the current content, null where there is none
    /// @throws RefusedException to leave everything as it is
    @Nullable JsonObject apply(@Nullable JsonObject current);
  }

  /// Decides what whoever asked for the change may know and do.
  public interface Judge {
    /// Of those who may know and do everything.
    Judge NONE =
        new Judge() {
          @Override
          public @Nullable ResourceVersion seen(@Nullable ResourceVersion latest) {
            return latest;
          }

          @Override
          public @Nullable JsonObject edited(
              Edit edit, @Nullable ResourceVersion seen, @Nullable JsonObject content) {
            return edit.apply(content);
          }

          @Override
          public void accept(@Nullable ResourceVersion seen, ResourceVersion next) {}

          @Override
          public RefusedException told(@Nullable ResourceVersion seen, RefusedException refusal) {
            return refusal;
          }
        };

    /// What there is for them; asked before anything else is.
    ///
    /// @param latest the version that came last, maybe a deletion; null where there is none
    /// @throws RuntimeException to leave everything as it is
    @Nullable ResourceVersion seen(@Nullable ResourceVersion latest);

    /// The next content, of what they make of what they see.
    ///
    /// @param seen the current version; null where there is none
    /// @param content of it
    /// @return null to delete
    /// @throws RuntimeException to leave everything as it is
    @Nullable JsonObject edited(
        Edit edit, @Nullable ResourceVersion seen, @Nullable JsonObject content);

    /// Takes what is going to be written, or refuses it.
    ///
    /// @param seen the version that is current until then; null where there is none
    /// @throws RuntimeException to leave everything as it is
    void accept(@Nullable ResourceVersion seen, ResourceVersion next);

    /// Why it is not written, as they may know it.
    RefusedException told(@Nullable ResourceVersion seen, RefusedException refusal);

    /// Both, the other one of what this one leaves to be seen.
    default Judge then(Judge other) {
      return this == NONE ? other : other == NONE ? this : new Both(this, other);
    }
  }

  /// A new resource under an id that was made for it.
  public static Change create(ResourceKey key, Supplier<JsonObject> resource) {
    return new Change(
        key, _ -> resource.get(), Precondition.NONE, true, false, null, Judge.NONE, Beside.NOTHING);
  }

  /// Makes this the content of a resource, new or not.
  public static Change put(
      ResourceKey key, Supplier<JsonObject> resource, Precondition precondition) {
    return edit(key, _ -> resource.get(), precondition);
  }

  /// Makes what the edit says the content of a resource.
  public static Change edit(ResourceKey key, Edit edit, Precondition precondition) {
    return new Change(key, edit, precondition, false, false, null, Judge.NONE, Beside.NOTHING);
  }

  /// Deletes a resource; what is not there is left so.
  public static Change delete(ResourceKey key, Precondition precondition) {
    return new Change(key, _ -> null, precondition, false, true, null, Judge.NONE, Beside.NOTHING);
  }

  /// The same, but it fails with [ClaimLostException] where somebody else met the same condition
  /// first.
  public Change claiming(Claim claimed) {
    return new Change(key, edit, precondition, fresh, deletes, claimed, judge, beside);
  }

  /// The same, if this one has nothing against it either, of what those before leave to be seen.
  public Change judgedBy(Judge by) {
    return new Change(key, edit, precondition, fresh, deletes, claim, judge.then(by), beside);
  }

  /// The same, with this done in its transaction.
  public Change with(Beside done) {
    return new Change(key, edit, precondition, fresh, deletes, claim, judge, done);
  }

  private record Both(Judge first, Judge second) implements Judge {
    @Override
    public @Nullable ResourceVersion seen(@Nullable ResourceVersion latest) {
      return second.seen(first.seen(latest));
    }

    @Override
    public @Nullable JsonObject edited(
        Edit edit, @Nullable ResourceVersion seen, @Nullable JsonObject content) {
      return first.edited(left -> second.edited(edit, seen, left), seen, content);
    }

    @Override
    public void accept(@Nullable ResourceVersion seen, ResourceVersion next) {
      first.accept(seen, next);
      second.accept(seen, next);
    }

    @Override
    public RefusedException told(@Nullable ResourceVersion seen, RefusedException refusal) {
      return second.told(seen, first.told(seen, refusal));
    }
  }
}

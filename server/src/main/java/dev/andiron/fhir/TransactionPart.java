package dev.andiron.fhir;

import dev.andiron.access.Caller;
import dev.andiron.access.Decision;
import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.Questions;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Change;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.structure.Links;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An entry of a transaction on its way: routed, prepared, decided upon when its links are known.
/// One request, one thread.
final class TransactionPart {
  private final BundleEntry entry;
  private final EntryRoutes.Routed routed;
  private final Questions questions;
  private final EntryContent content;
  private ProtectedCall call;
  private Links.@Nullable Replacement links;
  private @Nullable Links rewriter;
  private boolean decided;

  TransactionPart(
      BundleEntry entry, EntryRoutes.Routed routed, Caller caller, Questions questions) {
    this.entry = entry;
    this.routed = routed;
    this.questions = questions;
    this.content = new EntryContent(this::linked);
    this.call = routed.call(caller, content);
  }

  BundleEntry entry() {
    return entry;
  }

  ProtectedCall call() {
    return call;
  }

  /// Whether it only reads, or does something that is no part of the transaction.
  @Nullable WriteInteraction writes() {
    return routed.route().handler() instanceof WriteInteraction write ? write : null;
  }

  /// What it is going to write.
  ///
  /// @throws EntryException where it is refused
  Prepared prepare(WriteInteraction interaction) {
    try {
      return interaction.prepare(call);
    } catch (RuntimeException e) {
      throw new EntryException(entry, e);
    } finally {
      content.forget(); // its links are not known yet
    }
  }

  /// From now on its content has these links.
  void link(Links rewriting, Links.Replacement replacement) {
    this.rewriter = rewriting;
    this.links = replacement;
  }

  private @Nullable Json linked() {
    Json read = routed.content().get();
    Links rewriting = rewriter;
    Links.Replacement replacement = links;
    if (rewriting == null || replacement == null || !(read instanceof JsonObject object)) {
      return read;
    }
    String type = routed.request().pathParameters().get("type");
    JsonObject typed =
        type == null || object.has("resourceType")
            ? object
            : JsonObject.of("resourceType", type).merged(object);
    return rewriting.replaced(typed, replacement);
  }

  /// The same change, made only where a policy allows the entry, of what it shows.
  Change deciding(Disclosure disclosure, Change change) {
    ViewJudge within =
        new ViewJudge(
            disclosure,
            change,
            () -> {
              decide();
              return call.view();
            });
    return new Change(
        change.key(),
        change.edit(),
        change.precondition(),
        change.fresh(),
        change.deletes(),
        change.claim(),
        new Named(within.then(change.judge())),
        change.beside());
  }

  /// A judge whose refusals name the entry.
  private final class Named implements Change.Judge {
    private final Change.Judge within;

    Named(Change.Judge within) {
      this.within = within;
    }

    @Override
    public @Nullable ResourceVersion seen(@Nullable ResourceVersion latest) {
      return named(() -> within.seen(latest));
    }

    @Override
    public @Nullable JsonObject edited(
        Change.Edit edit, @Nullable ResourceVersion seen, @Nullable JsonObject content) {
      return named(() -> within.edited(edit, seen, content));
    }

    @Override
    public void accept(@Nullable ResourceVersion seen, ResourceVersion next) {
      Object _ =
          named(() -> {
            within.accept(seen, next);
            return null;
          });
    }

    @Override
    public RefusedException told(@Nullable ResourceVersion seen, RefusedException refusal) {
      return named(() -> within.told(seen, refusal));
    }
  }

  private <T extends @Nullable Object> T named(Supplier<T> step) {
    try {
      return step.get();
    } catch (RuntimeException e) {
      throw e instanceof EntryException ? e : new EntryException(entry, e);
    } finally {
      content.forget();
    }
  }

  /// Asks the policies, once, about the entry as it is with its links.
  ///
  /// @throws EntryException where none allows it
  void decide() {
    if (!decided) {
      Decision decision;
      try {
        decision =
            questions.decide(
                call.request(), routed.route().operation(), call.parameters(), call.content());
      } catch (RuntimeException e) {
        throw new EntryException(entry, e);
      }
      if (!routed.route().isEnough(decision)) {
        throw new EntryException(
            entry,
            questions.denied(
                call.request(),
                routed.route().operation(),
                call.parameters(),
                call.content(),
                Guard.denied(call.caller())));
      }
      call = call.within(decision.view());
      decided = true;
    }
  }

  /// Answers what is no part of the transaction.
  Response answered(FhirProblems problems) {
    return problems.ofEntry(
        call.request(), _ -> routed.answer(routed.route().handler().handle(call)));
  }

  /// The parts that are done last.
  static List<TransactionPart> reading(List<TransactionPart> parts) {
    return parts.stream().filter(part -> part.writes() == null).toList();
  }
}

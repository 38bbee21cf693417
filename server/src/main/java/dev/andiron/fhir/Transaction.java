package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.Questions;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.resource.Change;
import dev.andiron.resource.ClaimLostException;
import dev.andiron.resource.RefusedChangeException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import dev.andiron.structure.Links;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The entries of a transaction (<https://hl7.org/fhir/R4/http.html#trules>): all of what they
/// write, or nothing. Thread-safe.
///
/// 1. Each entry finds its interaction, and what it is about: ids are given, conditions looked up.
/// 2. The links between them are known; each resource is read, its links replaced, the policies
///    asked, validated and indexed, one after the other, so that one at a time is in memory.
/// 3. All is committed in one transaction of the database.
/// 4. What reads is answered.
record Transaction(
    Guard guard,
    Store store,
    Disclosure disclosure,
    Criteria criteria,
    EntryRoutes routes,
    Links links,
    FhirProblems problems) {

  /// The answers in the order of the entries.
  ///
  /// @throws EntryException where one of them is refused, and so all are
  List<Response> answers(ProtectedCall call, List<BundleEntry> entries) {
    for (int i = 1; ; i++) {
      try {
        return attempt(call, entries);
      } catch (ClaimLostException e) {
        WriteInteraction.checkAttempts(i);
      }
    }
  }

  private List<Response> attempt(ProtectedCall call, List<BundleEntry> entries) {
    Questions questions = guard.questions(call.caller());
    List<TransactionPart> parts = new ArrayList<>(entries.size());
    for (BundleEntry entry : entries) {
      parts.add(part(call, entry, questions));
    }
    Plan plan = new Plan(parts);
    plan.prepare();
    Response[] answers = new Response[entries.size()];
    plan.write(store, answers);
    for (TransactionPart part : TransactionPart.reading(parts)) {
      answers[part.entry().index()] = part.answered(problems);
    }
    return Arrays.asList(answers);
  }

  private TransactionPart part(ProtectedCall outer, BundleEntry entry, Questions questions) {
    try {
      return new TransactionPart(
          entry, routes.route(outer.request(), entry), outer.caller(), questions);
    } catch (RuntimeException e) {
      throw new EntryException(entry, e);
    }
  }

  /// What the entries come to.
  private final class Plan {
    private final List<TransactionPart> parts;
    private final BundleLinks found = new BundleLinks();
    private final Map<TransactionPart, Prepared> prepared = new HashMap<>();

    Plan(List<TransactionPart> parts) {
      this.parts = parts;
    }

    void prepare() {
      for (TransactionPart part : parts) {
        WriteInteraction interaction = part.writes();
        if (interaction != null) {
          Prepared of = part.prepare(interaction);
          prepared.put(part, of);
          know(part, of);
        }
      }
      refuseOverlaps();
      for (TransactionPart part : parts) {
        part.link(links, (link, reference) -> linked(part, link, reference));
        Prepared of = prepared.get(part);
        if (of == null || of.changes().isEmpty()) {
          part.decide();
        }
      }
    }

    private void know(TransactionPart part, Prepared of) {
      BundleEntry entry = part.entry();
      ResourceKey about = of.about();
      if (about == null) {
        return;
      }
      try {
        if (entry.fullUrl() != null) {
          found.add(entry.fullUrl(), about);
        }
        String condition = entry.conditions().first("If-None-Exist");
        if (condition != null && !found.addCondition(about, condition) && !of.changes().isEmpty()) {
          throw new HttpProblem(
              400, "Another entry makes a resource by the same condition; let one of them do so.");
        }
      } catch (HttpProblem e) {
        throw new EntryException(entry, e);
      }
    }

    private String linked(TransactionPart part, String link, boolean reference) {
      return found.of(
          link,
          reference,
          (type, query) -> {
            ResourceVersion match = criteria.one(part.call(), type, query, "The reference " + link);
            return match == null ? null : match.key();
          });
    }

    /// "If any resource identities … overlap, then the transaction SHALL fail".
    private void refuseOverlaps() {
      Map<ResourceKey, TransactionPart> seen = new HashMap<>();
      for (TransactionPart part : parts) {
        Prepared of = prepared.get(part);
        for (Change change : of == null ? List.<Change>of() : of.changes()) {
          TransactionPart other = seen.put(change.key(), part);
          if (other != null) {
            throw new EntryException(
                part.entry(),
                new HttpProblem(
                    400,
                    "It is about "
                        + change.key()
                        + ", and so is entry["
                        + other.entry().index()
                        + "]; a transaction writes each resource once."));
          }
        }
      }
    }

    void write(Store into, Response[] answers) {
      List<Change> changes = new ArrayList<>();
      List<TransactionPart> owners = new ArrayList<>();
      for (TransactionPart part : parts) {
        Prepared of = prepared.get(part);
        for (Change change : of == null ? List.<Change>of() : of.changes()) {
          changes.add(part.deciding(disclosure, change));
          owners.add(part);
        }
      }
      List<@Nullable Written> written;
      try {
        written = into.write(changes);
      } catch (RefusedChangeException e) {
        TransactionPart part = owners.get(e.index());
        throw new EntryException(
            part.entry(), ReferringResources.named(guard, disclosure, part.call(), e.refusal()));
      }
      int next = 0;
      for (TransactionPart part : parts) {
        Prepared of = prepared.get(part);
        if (of != null) {
          int end = next + of.changes().size();
          answers[part.entry().index()] =
              of.answer().of(written.subList(next, end), part.call().view());
          next = end;
        }
      }
    }
  }
}

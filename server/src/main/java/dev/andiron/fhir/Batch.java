package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.audit.Recording;
import dev.andiron.http.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The entries of a batch (<https://hl7.org/fhir/R4/http.html#brules>), each on its own: one that
/// is refused keeps no other from being done.
///
/// "There SHALL be no interdependencies between the different entries": those of a phase are done
/// side by side, so that what they write reaches the disk together.
record Batch(EntryRoutes routes, FhirProblems problems) {
  private static final int AT_ONCE = 8;
  private static final int PHASES = 4;

  /// The answers in the order of the entries.
  List<Response> answers(ProtectedCall call, List<BundleEntry> entries) {
    List<Response> answers =
        Collections.synchronizedList(
            new ArrayList<>(Collections.nCopies(entries.size(), Response.empty(500))));
    Semaphore free = new Semaphore(AT_ONCE);
    Recording recording = Recording.current();
    for (int phase = 0; phase < PHASES; phase++) {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (BundleEntry entry : entries) {
          if (entry.phase() == phase) {
            free.acquireUninterruptibly();
            threads.execute(() -> {
              try {
                answers.set(entry.index(), answer(call, entry, recording));
              } finally {
                free.release();
              }
            });
          }
        }
      } // closing waits for all of them
    }
    return answers;
  }

  /// Each is recorded by itself, as if it had come alone.
  private Response answer(ProtectedCall outer, BundleEntry entry, @Nullable Recording recording) {
    return problems.ofEntry(
        outer.request(),
        request -> {
          EntryRoutes.Routed routed = routes.route(request, entry);
          return Recording.inside(
              recording,
              routed.request(),
              routed.route().operation(),
              () -> problems.ofEntry(routed.request(), _ -> answer(outer, routed)));
        });
  }

  private static Response answer(ProtectedCall outer, EntryRoutes.Routed routed) {
    return routed.answer(
        routed.route().allowed(routed.call(outer.caller(), new EntryContent(routed.content()))));
  }
}

package dev.andiron.fhir;

import dev.andiron.access.Guard;
import dev.andiron.access.ProtectedCall;
import dev.andiron.access.StandingCalls;
import dev.andiron.export.ExportFile;
import dev.andiron.export.ExportJob;
import dev.andiron.export.Exports;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.media.Answers;
import dev.andiron.media.Negotiation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// What an export that was begun can be asked: how far it is, for its files, and to be no more
/// (<https://hl7.org/fhir/uv/bulkdata/STU2/export.html#bulk-data-status-request>).
///
/// Only who asked for it, while they might still ask for it, and whom a policy allows
/// `FhirExportJob`; to all others it is not there.
record ExportAnswers(Guard guard, StandingCalls calls, Exports exports, String baseUrl) {
  static final String OPERATION = "FhirExportJob";

  private static final String RETRY_AFTER_SECONDS = "2";
  private static final String NDJSON = "application/fhir+ndjson";

  /// 202 while it is under way, 200 with the manifest, 500 where it failed.
  Response status(ProtectedCall call) {
    Request request = call.request();
    Negotiation.of(request);
    ExportJob job = job(call, true);
    return switch (job.state()) {
      case WAITING, RUNNING ->
          Response.empty(202)
              .with("Retry-After", RETRY_AFTER_SECONDS)
              .with("X-Progress", progress(job));
      case DONE ->
          Answers.of(200, manifest(job), Negotiation.of(request), Negotiation.pretty(request))
              .with("Expires", HttpDate.written(expires(job)));
      case FAILED ->
          OperationOutcome.of(500, "exception", String.valueOf(job.error()))
              .response(Negotiation.of(request), Negotiation.pretty(request));
    };
  }

  /// At most 100 characters. Nothing in it tells of resources that the caller may not have.
  private static String progress(ExportJob job) {
    return job.state() == ExportJob.State.WAITING
        ? "waiting"
        : job.resources() + " resources so far, type " + type(job);
  }

  private static String type(ExportJob job) {
    List<String> types = job.request().types();
    return Math.min(job.part() + 1, types.size()) + " of " + types.size();
  }

  private JsonObject manifest(ExportJob job) {
    List<ExportFile> files = exports.files(job);
    JsonObject.Builder manifest =
        JsonObject.builder()
            .put("transactionTime", job.time().toString())
            .put("request", job.request().url())
            .put("requiresAccessToken", true)
            .put("output", items(job, files, ExportFile.Kind.OUTPUT));
    if (job.request().since() != null) {
      manifest.put("deleted", items(job, files, ExportFile.Kind.DELETED));
    }
    return manifest.put("error", items(job, files, ExportFile.Kind.ERROR)).build();
  }

  private JsonArray items(ExportJob job, List<ExportFile> files, ExportFile.Kind kind) {
    return JsonArray.of(
        files.stream()
            .filter(file -> file.kind() == kind)
            .map(file ->
                JsonObject.of("type", file.type())
                    .with("url", baseUrl + ExportRoutes.JOBS + "/" + job.id() + "/" + name(file))
                    .with("count", Json.of(file.count())))
            .toList());
  }

  private static String name(ExportFile file) {
    return file.type() + "." + file.number() + ".ndjson";
  }

  /// A file, written while it is sent.
  Response file(ProtectedCall call) {
    ExportJob job = job(call, true);
    String name = call.request().pathParameter("file");
    ExportFile file =
        job.state() == ExportJob.State.DONE
            ? exports.files(job).stream()
                .filter(each -> name(each).equals(name))
                .findFirst()
                .orElse(null)
            : null;
    if (file == null) {
      throw new HttpProblem(404, "This export has no such file.");
    }
    return Response.streamed(200, NDJSON, file.bytes(), out -> exports.write(job, file, out))
        .with("Expires", HttpDate.written(expires(job)));
  }

  private static Instant expires(ExportJob job) {
    return Objects.requireNonNull(job.expires());
  }

  /// Ends it: 202, and from then on it is not there.
  Response remove(ProtectedCall call) {
    ExportJob job = job(call, false);
    exports.remove(job.id());
    return OperationOutcome.informed(202, "The export is ended, and its files are removed.")
        .response(Negotiation.lenient(call.request()), Negotiation.pretty(call.request()));
  }

  /// @param reads whether something of it is given out
  private ExportJob job(ProtectedCall call, boolean reads) {
    ExportJob job = exports.find(call.request().pathParameter("job"));
    if (job == null || !(isOwners(call, job, reads) || isAllowed(call))) {
      throw new HttpProblem(404, "There is no such export, or it is over and its files removed.");
    }
    return job;
  }

  private boolean isOwners(ProtectedCall call, ExportJob job, boolean reads) {
    return job.owner().equals(StandingCalls.owner(call.caller()))
        && (!reads || calls.standing(job.request().asker()) != null);
  }

  private boolean isAllowed(ProtectedCall call) {
    return guard.decide(call.caller(), call.request(), OPERATION, null).allowed();
  }
}

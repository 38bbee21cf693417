package dev.andiron.main.load;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.main.load.Destination.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sends pieces, again where the refusal was of the moment. That is harmless: whatever a piece asks
/// for can be asked for twice ([Ids]). Thread-safe.
final class Sender {
  /// Too many requests, no room, a gateway that lost the server behind it.
  private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

  /// Somebody else met the same condition first, or wrote the same resource.
  private static final Set<Integer> RACED = Set.of(409, 412);

  private static final int RACES = 3;

  private final Destination destination;
  private final Duration patience;
  private volatile boolean reached;

  /// @param patience how long a server that is not there or has no room is asked again
  Sender(Destination destination, Duration patience) {
    this.destination = destination;
    this.patience = patience;
  }

  /// Something that was refused.
  ///
  /// @param part null where it is the whole piece
  record Refusal(Piece.@Nullable Part part, int status, @Nullable JsonObject outcome) {}

  /// What was refused of a piece; the rest of it is there.
  ///
  /// @throws LoadException where nothing can be sent any more
  List<Refusal> send(Piece piece) throws InterruptedException {
    if (piece.kind() != Piece.Kind.EACH) {
      Answer answer = patiently(piece.typed(Piece.Type.TRANSACTION));
      if (answer.isGood()) {
        return List.of();
      }
      if (piece.kind() == Piece.Kind.TRANSACTION) {
        return List.of(refusal(answer));
      }
    }
    return eachAlone(piece);
  }

  private List<Refusal> eachAlone(Piece piece) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Answer answer = patiently(piece.typed(Piece.Type.BATCH));
      if (!answer.isGood()) {
        return List.of(refusal(answer));
      }
      List<Refusal> refusals = refusals(piece, answer);
      boolean again =
          refusals.stream()
              .anyMatch(one -> LATER.contains(one.status()) || RACED.contains(one.status()));
      if (!again || attempt == RACES) {
        return refusals;
      }
      pause(Duration.ofMillis(100L * attempt));
    }
  }

  /// Of the answer to a batch: one entry for each that was sent, in the same order.
  private static List<Refusal> refusals(Piece piece, Answer answer) {
    JsonArray entries =
        JsonReader.read(answer.body()) instanceof JsonObject bundle
            ? bundle.array("entry")
            : JsonArray.EMPTY;
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < piece.parts().size(); i++) {
      JsonObject response =
          i < entries.size() && entries.get(i) instanceof JsonObject entry
              ? entry.object("response")
              : null;
      int status = response == null ? 0 : status(response.string("status"));
      if (status < 200 || status >= 300) {
        @Nullable Json outcome = response == null ? null : response.get("outcome");
        refusals.add(new Refusal(piece.parts().get(i), status, LoadReport.outcome(outcome)));
      }
    }
    return refusals;
  }

  /// "201", "201 Created"
  private static int status(@Nullable String text) {
    return text != null && text.matches("\\d{3}(\\D.*)?") ? Integer.parseInt(text, 0, 3, 10) : 0;
  }

  private static Refusal refusal(Answer answer) {
    return new Refusal(null, answer.status(), LoadReport.outcome(answer.body()));
  }

  /// Posts until the answer is one of the piece and not of the moment.
  private Answer patiently(byte[] bundle) throws InterruptedException {
    long began = System.nanoTime();
    int races = 0;
    for (int attempt = 1; ; attempt++) {
      boolean patient = System.nanoTime() - began < patience.toNanos();
      Duration wait = Duration.ofMillis(Math.min(10_000, 100L << Math.min(attempt, 7)));
      try {
        Answer answer = destination.post(bundle);
        reached = true;
        if (answer.status() == 401) {
          throw new LoadException("the server does not accept the credentials (401)");
        }
        if (LATER.contains(answer.status()) && patient) {
          wait = answer.retryAfter() == null ? wait : answer.retryAfter();
        } else if (RACED.contains(answer.status()) && races < RACES) {
          races++;
          wait = Duration.ofMillis(50L << races);
        } else {
          return answer;
        }
      } catch (IOException e) {
        if (!patient || !reached) { // an address where nobody ever was is wrong
          throw new LoadException("cannot reach " + destination.name() + ": " + said(e), e);
        }
      }
      pause(wait);
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /// Not all at the same moment.
  private static void pause(Duration wait) throws InterruptedException {
    long millis = Math.max(1, wait.toMillis());
    TimeUnit.MILLISECONDS.sleep(millis + ThreadLocalRandom.current().nextLong(millis / 4 + 1));
  }
}

package dev.andiron.main.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.andiron.json.JsonSlice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sending a piece: what is of the moment is tried again")
class SenderTest {
  private final Deque<String> answers = new ArrayDeque<>();
  private final List<String> posted = new ArrayList<>();

  /// A server that answers as it is told: `503`, `200 body`, `broken`.
  private final Destination told =
      new Destination() {
        @Override
        public String name() {
          return "told";
        }

        @Override
        public Answer post(byte[] bundle) throws IOException {
          posted.add(new String(bundle, StandardCharsets.UTF_8));
          String answer = answers.removeFirst();
          if (answer.equals("broken")) {
            throw new IOException("connection reset");
          }
          byte[] body = answer.substring(3).getBytes(StandardCharsets.UTF_8);
          return new Answer(Integer.parseInt(answer, 0, 3, 10), body, Duration.ofMillis(1));
        }
      };

  private static Piece piece(Piece.Kind kind) {
    PieceBuilder builder = new PieceBuilder(Path.of("x.json"), new Ids(true, "s"), 100);
    for (String id : List.of("a", "b")) {
      String text = "{\"resourceType\":\"Patient\",\"id\":\"" + id + "\"}";
      builder.add(
          Entry.ofResource(JsonSlice.of(text.getBytes(StandardCharsets.UTF_8))), "line " + id);
    }
    return builder.build(kind, 0);
  }

  private List<Sender.Refusal> send(Piece.Kind kind, String... answered)
      throws InterruptedException {
    answers.addAll(List.of(answered));
    return new Sender(told, Duration.ofSeconds(30)).send(piece(kind));
  }

  @Test
  @DisplayName("503, 429 and a connection that breaks, until it is there")
  void moment() throws InterruptedException {
    assertThat(send(Piece.Kind.TRANSACTION, "503", "429", "broken", "412", "200")).isEmpty();
    assertThat(posted).hasSize(5).allMatch(posted.getFirst()::equals);
  }

  @Test
  @DisplayName("a transaction that is refused is refused as a whole")
  void whole() throws InterruptedException {
    assertThat(
            send(
                Piece.Kind.TRANSACTION,
                "422{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"code\":\"value\"}]}"))
        .singleElement()
        .satisfies(refusal -> {
          assertThat(refusal.part()).isNull();
          assertThat(refusal.status()).isEqualTo(422);
          assertThat(String.valueOf(refusal.outcome())).contains("value");
        });
  }

  @Test
  @DisplayName("what need not be done together is done one by one where together it is refused")
  void apart() throws InterruptedException {
    String answer =
        "200{\"entry\":[{\"response\":{\"status\":\"201 Created\"}},{\"response\":{\"status\":\"422\"}}]}";
    assertThat(send(Piece.Kind.EACH_OR_ALL, "422", answer))
        .singleElement()
        .satisfies(
            refusal -> assertThat(refusal.part()).isEqualTo(new Piece.Part("line b", "Patient/b")));
    assertThat(posted.getFirst()).contains("\"transaction\"");
    assertThat(posted.getLast()).contains("\"batch\"");
  }

  @Test
  @DisplayName("an address where nobody is, and credentials that are refused, end it at once")
  void hopeless() {
    assertThatThrownBy(() -> send(Piece.Kind.EACH, "broken")).isInstanceOf(LoadException.class);
    answers.clear();
    assertThatThrownBy(() -> send(Piece.Kind.EACH, "401")).isInstanceOf(LoadException.class);
  }

  @Test
  @DisplayName("a piece is known again by its content, its file's name and where it goes")
  void key() {
    String key = piece(Piece.Kind.EACH).key("here");
    Piece piece = piece(Piece.Kind.EACH);
    byte[] _ = piece.typed(Piece.Type.BATCH);
    assertThat(piece.key("here")).isEqualTo(key);
    assertThat(piece.key("there")).isNotEqualTo(key);
  }
}

package dev.andiron.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http;
import dev.andiron.Http.Answer;
import dev.andiron.TestPostgres;
import dev.andiron.config.Setting;
import dev.andiron.main.TestApp;
import dev.andiron.pg.DatabaseUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Of each case some hundred or a thousand names are tried, each once, in an order by chance, so
/// that whatever else the machine does falls on all cases alike. Then the times of each case are
/// compared with those of a wrong password by their ranks (Mann and Whitney's U): which of two is
/// longer is by chance where the cases are alike.
@Tag("full")
@DisplayName("A name that nobody has is answered like a wrong password: status, bytes, time")
class SameForNobodyTest {
  private static final Logger LOG = LoggerFactory.getLogger(SameForNobodyTest.class);

  /// By chance further from zero than this once in some thousand runs.
  private static final double UNLIKELY = 4;

  /// Of `U*U`.
  private static final String BCRYPT =
      "$2b$06$CCCCCCCCCCCCCCCCCCCCC.4hGLDW8MmXYfbrNkMg7gxbxEcLQeyda";

  private enum Case {
    WRONG_PASSWORD,
    UNKNOWN,
    NO_PASSWORD,
    INACTIVE
  }

  private record Try(Case of, String name) {}

  private static final Map<Setting, String> NO_SOURCE_LIMITS =
      Map.of(Setting.SIGN_IN_SOURCE_FAILURES, "0", Setting.SIGN_IN_GLOBAL_FAILURES, "0");

  @Test
  @DisplayName("a thousand of each, with the hashes that are made here")
  void ours() {
    try (TestApp app = TestApp.start(TestPostgres.newUrl(), NO_SOURCE_LIMITS)) {
      String hash = "\"password\":\"a-password-of-the-tests\"";
      compare(app.http(), made(app, 1_000, hash, null), 200);
    }
  }

  @Test
  @DisplayName("after an import, most of whose users have not signed in: the decoy follows them")
  void imported() {
    DatabaseUrl database = TestPostgres.newUrl();
    List<Try> tries;
    try (TestApp app = TestApp.start(database, NO_SOURCE_LIMITS)) {
      tries = made(app, 500, null, BCRYPT);
    }
    try (TestApp app = TestApp.start(database, NO_SOURCE_LIMITS)) {
      compare(app.http(), tries, 100);
    }
  }

  /// The users of the cases, and the names to try.
  private static List<Try> made(
      TestApp app, int each, @Nullable String password, @Nullable String hash) {
    assertThat(
            app.asRoot("PUT", "/Client/app")
                .json("{\"grant_types\":[\"password\"]}")
                .send()
                .status())
        .isEqualTo(201);
    List<Try> tries = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (Case of : Case.values()) {
        String name = of.name().charAt(0) + "-" + i + "-name";
        tries.add(new Try(of, name));
        switch (of) {
          case WRONG_PASSWORD -> user(app, name, password, hash, "");
          case INACTIVE -> user(app, name, password, hash, "\"inactive\":true");
          case NO_PASSWORD -> user(app, name, null, null, "");
          case UNKNOWN -> {} // there is none
        }
      }
    }
    Collections.shuffle(tries, new Random(each));
    return tries;
  }

  private static void user(
      TestApp app, String name, @Nullable String password, @Nullable String hash, String more) {
    String json =
        Stream.of(password == null ? "" : password, more)
            .filter(member -> !member.isEmpty())
            .collect(Collectors.joining(",", "{", "}"));
    assertThat(app.asRoot("PUT", "/User/" + name).json(json).send().status()).isEqualTo(201);
    if (hash != null) {
      assertThat(
              app.asRoot("POST", "/auth/import-hash")
                  .json("{\"userId\":\"%s\",\"passwordHash\":\"%s\"}".formatted(name, hash))
                  .send()
                  .status())
          .isEqualTo(204);
    }
  }

  private static Answer tried(Http http, String name) {
    return http.post("/auth/token")
        .form("grant_type", "password", "client_id", "app", "username", name, "password", "guessed")
        .send();
  }

  /// @param warmUp how many tries come before those that count
  private static void compare(Http http, List<Try> tries, int warmUp) {
    for (int i = 0; i < warmUp; i++) {
      assertThat(tried(http, "warm-up-" + i).status()).isEqualTo(400);
    }
    Set<String> answers = new HashSet<>();
    Map<Case, List<Long>> times = new EnumMap<>(Case.class);
    for (Try each : tries) {
      long began = System.nanoTime();
      Answer answer = tried(http, each.name());
      long took = System.nanoTime() - began;
      times.computeIfAbsent(each.of(), _ -> new ArrayList<>()).add(took);
      answers.add(shown(answer));
    }
    assertThat(answers).hasSize(1);
    List<Long> wrong = requireNonNull(times.get(Case.WRONG_PASSWORD));
    times.forEach((of, took) -> {
      double z = ranks(took, wrong);
      LOG.info("{}: {} tries, median {} µs, z {}", of, took.size(), median(took) / 1000, z);
      if (of != Case.WRONG_PASSWORD) {
        assertThat(Math.abs(z)).as("%s against a wrong password", of).isLessThan(UNLIKELY);
      }
    });
  }

  /// All that a caller sees, but for what differs with each request by its nature.
  private static String shown(Answer answer) {
    Map<String, List<String>> headers = new TreeMap<>(answer.response().headers().map());
    headers.remove("x-request-id");
    headers.remove("date");
    return answer.status() + "\n" + headers + "\n" + answer.body();
  }

  private static long median(List<Long> times) {
    return times.stream().sorted().toList().get(times.size() / 2);
  }

  /// The standard score of the sum of ranks: how far these lie above or below the others.
  private static double ranks(List<Long> these, List<Long> others) {
    List<Long> all = new ArrayList<>(these);
    all.addAll(others);
    Collections.sort(all);
    double sum = 0;
    for (long one : these) {
      int first = Collections.binarySearch(all, one);
      int last = first;
      while (first > 0 && all.get(first - 1) == one) {
        first--;
      }
      while (last < all.size() - 1 && all.get(last + 1) == one) {
        last++;
      }
      sum += (first + last) / 2.0 + 1;
    }
    double n = these.size();
    double m = others.size();
    double u = sum - n * (n + 1) / 2;
    return (u - n * m / 2) / Math.sqrt(n * m * (n + m + 1) / 12);
  }
}

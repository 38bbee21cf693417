package dev.andiron.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each hostile document is at most as large as a YAML body may be; each is refused, or read,
/// within 50 ms once the code is warm.
@DisplayName("YAML bombs")
class YamlBombTest {
  // Of the processor, so that what else the machine does is not measured.
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SIZE = 256 * 1024;

  static Map<String, String> bombs() {
    Map<String, String> bombs = new LinkedHashMap<>();
    bombs.put("nested flow sequences", "[".repeat(SIZE));
    bombs.put("nested flow mappings", "{a: ".repeat(SIZE / 4));
    bombs.put("nested flow keys", "{? ".repeat(SIZE / 3));
    bombs.put("nested block sequences", "- ".repeat(SIZE / 2));
    bombs.put("nested explicit keys", "? ".repeat(SIZE / 2));
    StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 10; i++) {
      laughs.append("a" + i + ": &a" + i + " [").append(("*a" + (i - 1) + ",").repeat(9));
      laughs.append("*a" + (i - 1) + "]\n");
    }
    bombs.put("billion laughs", laughs.toString());
    bombs.put("doubling", doubling());
    bombs.put("a large anchor again and again", "- &a [" + "x,".repeat(9000) + "x]\n- *a\n- *a");
    bombs.put("many aliases", "- &a x\n" + "- *a\n".repeat(SIZE / 5));
    bombs.put("many anchors", anchors());
    bombs.put("a long unended quote", "a: \"" + "x".repeat(SIZE));
    bombs.put("a long unended single quote", "a: '" + "''".repeat(SIZE / 2));
    bombs.put("a long plain key", "k".repeat(SIZE) + ": 1");
    bombs.put("a long escaped scalar", "a: \"" + "\\x41".repeat(SIZE / 4));
    bombs.put("a long number", "a: [" + "9".repeat(SIZE));
    bombs.put("many colons", "a" + ":".repeat(SIZE) + " b: c");
    bombs.put("many keys, one twice", keys() + "k0: 1\n");
    bombs.put("colliding keys, one twice", collisions());
    bombs.put("many documents", "---\n".repeat(SIZE / 4));
    bombs.put("many directives", "%FOO bar\n".repeat(SIZE / 9));
    bombs.put("many tags", "- !!str x\n".repeat(SIZE / 10));
    bombs.put("a long tag", "!" + "x".repeat(SIZE));
    bombs.put("a long anchor", "&" + "x".repeat(SIZE));
    bombs.put("many question marks", "?\n".repeat(SIZE / 2));
    bombs.put("many comments", "#\n".repeat(SIZE / 2) + "@");
    bombs.put("many blank lines", "a: \n" + "\n".repeat(SIZE) + "@");
    bombs.put("many spaces", "a:" + " ".repeat(SIZE) + "@");
    bombs.put("a block scalar of blank lines", "a: |\n" + " \n".repeat(SIZE / 2) + "@");
    bombs.put("a plain scalar of many lines", "a: x\n" + " x\n".repeat(SIZE / 3) + "@");
    bombs.put("many commas", "[" + ",".repeat(SIZE));
    bombs.put("ever deeper lines", deeper());
    bombs.put("many surrogates", "a: \"" + "\\ud800".repeat(SIZE / 6) + "\"");
    bombs.put("keys of one flow sequence", "[" + "a: b, ".repeat(SIZE / 6));
    return bombs;
  }

  private static String doubling() {
    StringBuilder text = new StringBuilder("- &a0 [x]\n");
    for (int i = 1; i < 20; i++) {
      text.append("- &a" + i + " [*a" + (i - 1) + ", *a" + (i - 1) + "]\n");
    }
    return text.toString();
  }

  private static String anchors() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < SIZE; i++) {
      text.append("- &a" + i + " x\n");
    }
    return text + "- *b";
  }

  private static String keys() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < SIZE; i++) {
      text.append("k" + i + ": 1\n");
    }
    return text.toString();
  }

  private static String collisions() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < SIZE - 30; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 14; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      text.append(i < 8192 ? key + ": 1\n" : "z" + i + ": 1\n");
    }
    return text + "Aa".repeat(14) + ": 1\n";
  }

  private static String deeper() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < SIZE; i++) {
      text.append(" ".repeat(i)).append("a:\n");
    }
    return text.toString();
  }

  @Test
  @Tag("alone")
  void areRefusedWithinFiftyMilliseconds() {
    Map<String, Long> slow = new LinkedHashMap<>();
    StringBuilder measured = new StringBuilder();
    bombs()
        .forEach((name, text) -> {
          byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
          assertThat(bytes.length).as(name).isLessThan(SIZE + 1000);
          long best = Long.MAX_VALUE;
          // its best: what else the machine and the compiler of this JVM do is not its time
          for (int round = 0; round < 8 || (best > 50_000 && round < 40); round++) {
            long begun = THREADS.getCurrentThreadCpuTime();
            refuse(name, bytes);
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - begun) / 1000);
          }
          measured.append(name).append(' ').append(best).append(" us\n");
          if (best > 50_000) {
            slow.put(name, best);
          }
        });
    assertThat(slow).as("times in microseconds:%n%s", measured).isEmpty();
  }

  private static void refuse(String name, byte[] bytes) {
    try {
      YamlReader.read(bytes);
    } catch (JsonException e) {
      assertThat(e.kind()).as(name).isEqualTo(JsonException.Kind.SYNTAX);
      assertThat(e.getMessage().length()).as(name).isLessThan(300);
      return;
    }
    throw new AssertionError(name + " was read");
  }
}

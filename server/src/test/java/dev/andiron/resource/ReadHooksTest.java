package dev.andiron.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Read hooks")
class ReadHooksTest {
  /// Shows every version one number further.
  private record Numbering(List<Integer> asked) implements ReadHook {
    @Override
    public Set<String> types() {
      return Set.of("Session", "User");
    }

    @Override
    public List<ResourceVersion> shown(List<ResourceVersion> versions) {
      asked.add(versions.size());
      return versions.stream()
          .map(version -> version(version.type(), version.id(), version.version() + 1))
          .toList();
    }
  }

  private static ResourceVersion version(String type, String id, long number) {
    return new ResourceVersion(
        type, id, number, Instant.EPOCH, false, "{}".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("a list of several types: asked once for each type, and the order stays")
  void once() {
    Numbering hook = new Numbering(new ArrayList<>());
    List<ResourceVersion> shown =
        new ReadHooks(List.of(hook))
            .shown(
                List.of(
                    version("Session", "a", 1),
                    version("Patient", "b", 1),
                    version("User", "c", 1),
                    version("Session", "d", 1)));
    assertThat(shown)
        .extracting(version -> version.key() + " " + version.version())
        .containsExactly("Session/a 2", "Patient/b 1", "User/c 2", "Session/d 2");
    assertThat(hook.asked()).containsExactlyInAnyOrder(2, 1);
  }
}

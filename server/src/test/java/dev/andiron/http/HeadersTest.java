package dev.andiron.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Header fields")
class HeadersTest {
  private static Headers.Field field(String name, String... values) {
    return new Headers.Field(name, List.of(values));
  }

  @Test
  @DisplayName("of the wire: lines of one name are together in their order, whatever is between")
  void lines() {
    Headers headers =
        Headers.of(
            List.of(
                field("x", "1"),
                field("cookie", "a"),
                field("x", "2"),
                field("accept", "b"),
                field("x", "3")));
    assertThat(headers.fields())
        .containsExactly(field("accept", "b"), field("cookie", "a"), field("x", "1", "2", "3"));
    assertThat(headers.all("X")).containsExactly("1", "2", "3");
    assertThat(headers.first("x")).isEqualTo("1");
  }

  @Test
  @DisplayName("are found by their name in any case, and are none where there is none")
  void names() {
    Headers headers = Headers.NONE.with("Content-Type", "text/plain");
    assertThat(headers.first("content-type")).isEqualTo("text/plain");
    assertThat(headers.first("CONTENT-TYPE")).isEqualTo("text/plain");
    assertThat(headers.first("Content-Typ")).isNull();
    assertThat(headers.all("Accept")).isEmpty();
  }

  @Test
  @DisplayName("with() replaces all values, plus() adds one, and the original stays as it is")
  void copies() {
    Headers one = Headers.NONE.with("B", "1");
    Headers two = one.plus("b", "2");
    Headers replaced = two.with("B", "3").with("A", "0").with("C", "4");
    assertThat(one.fields()).containsExactly(field("b", "1"));
    assertThat(two.fields()).containsExactly(field("b", "1", "2"));
    assertThat(replaced.fields())
        .containsExactly(field("a", "0"), field("b", "3"), field("c", "4"));
  }

  @Test
  @DisplayName("or() takes of the others only those that are missing")
  void or() {
    Headers defaults = Headers.NONE.with("A", "d").with("C", "d").with("E", "d");
    assertThat(Headers.NONE.with("C", "own").with("D", "own").or(defaults).fields())
        .containsExactly(field("a", "d"), field("c", "own"), field("d", "own"), field("e", "d"));
    assertThat(Headers.NONE.or(defaults).fields()).isEqualTo(defaults.fields());
    assertThat(defaults.or(Headers.NONE).fields()).isEqualTo(defaults.fields());
  }
}

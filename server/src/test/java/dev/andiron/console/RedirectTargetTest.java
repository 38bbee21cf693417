package dev.andiron.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("redirect_to leads to an own path, or to the console's first page")
class RedirectTargetTest {
  @ParameterizedTest
  @DisplayName("what could be read as a place elsewhere is not followed")
  @ValueSource(
      strings = {
        "",
        "ui",
        "evil.example",
        "https://evil.example/",
        "HTTPS://evil.example",
        "http:evil.example",
        "https:/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/ui//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/ui\\..\\..\\evil.example",
        "/?x=\\",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "/\r\nSet-Cookie: a=b",
        "/ui\u0000",
        "/ui\u007f",
        " //evil.example",
        " /ui",
        "/@evil.example",
        "/ui@evil.example",
        "/ui?x=@evil.example",
        "@evil.example",
        "/%2f/evil.example",
        "/%2F%2Fevil.example",
        "/%2fevil.example",
        "/%5cevil.example",
        "/%5Cevil.example",
        "/ui?x=%5C",
        "/%09/evil.example",
        "/%0d%0aSet-Cookie:%20a=b",
        "/ui?x=%0d%0a",
        "/ui?x=%00",
        "/%40evil.example",
        "/%252f%252fevil.example",
        "/%255cevil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/./ui",
        "/ui/../evil",
        "/%2e%2e/evil",
        "/.%2E/evil",
        "/%2e/evil",
        "/ui/..",
        "/ui%3fx",
        "/ui%23x",
        "/ui#//evil.example",
        "#",
        "?x",
        "/%",
        "/%2",
        "/%zz",
        "/ui?%",
        "/\ud800"
      })
  void notOurs(String asked) {
    assertThat(RedirectTarget.of(asked)).isEqualTo("/ui");
  }

  @Test
  @DisplayName("none, or one that is too long, is the first page")
  void none() {
    assertThat(RedirectTarget.of(null)).isEqualTo("/ui");
    assertThat(RedirectTarget.of("/" + "a".repeat(2048))).isEqualTo("/ui");
  }

  @ParameterizedTest
  @DisplayName("an own path is kept, and escaped where it must be")
  @CsvSource({
    "/, /",
    "/ui, /ui",
    "/ui/, /ui/",
    "/ui/resources/Patient/p.1-x, /ui/resources/Patient/p.1-x",
    "/ui/users?name=a%20b&x=%2F%2Fevil, /ui/users?name=a%20b&x=%2F%2Fevil",
    "/ui?next=https://evil.example/, /ui?next=https://evil.example/",
    "/ui/a%20b, /ui/a%20b",
    "/ui/a b, /ui/a%20b",
    "'/ui/\"><script>', /ui/%22%3E%3Cscript%3E",
    "/ui/ä?ö, /ui/%C3%A4?%C3%B6",
    "/ui/\uff0f\uff0fevil, /ui/%EF%BC%8F%EF%BC%8Fevil",
    "/ui/😀, /ui/%F0%9F%98%80",
    "/metadata, /metadata"
  })
  void ours(String asked, String expected) {
    assertThat(RedirectTarget.of(asked)).isEqualTo(expected);
    assertThat(RedirectTarget.of(expected)).as("said again by the form").isEqualTo(expected);
  }
}

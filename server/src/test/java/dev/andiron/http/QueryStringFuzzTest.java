package dev.andiron.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any text as a query string, a form or a path")
class QueryStringFuzzTest {
  static Stream<byte[]> texts() {
    return Stream.of(
            "grant_type=password&username=user&password=p%26%3D+x",
            "family:exact=a%2Cb&_sort=-birthdate&=&&%20=%C3%A9",
            "/fhir/Patient/p1/_history/2",
            "//Patient/%2e%2e/User;x=y",
            "a=%00&b=%ff&c=%ed%a0%80&d=%zz")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("texts")
  @FuzzTest(maxDuration = "5s")
  void query(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    parameters(text);
    path("/" + text);
  }

  /// They say the same when they are written again.
  private static void parameters(String text) {
    Parameters read;
    try {
      read = Parameters.parse(text);
    } catch (HttpProblem e) {
      isBadRequest(e);
      return;
    }
    read.list()
        .forEach(parameter -> {
          isClean(parameter.name());
          isClean(parameter.value());
        });
    String written =
        read.list().stream()
            .map(parameter -> encoded(parameter.name()) + "=" + encoded(parameter.value()))
            .collect(Collectors.joining("&"));
    if (!Parameters.parse(written).equals(read)) {
      throw new AssertionError(read + " is written as " + written);
    }
  }

  /// Nothing is left in it that a later reader could read in another way.
  private static void path(String text) {
    CanonicalPath read;
    try {
      read = CanonicalPath.of(text);
    } catch (HttpProblem e) {
      isBadRequest(e);
      return;
    }
    for (String segment : read.segments()) {
      isClean(segment);
      if (segment.isEmpty()
          || segment.equals(".")
          || segment.equals("..")
          || segment.matches("(?s).*[/\\\\;\\p{Cntrl}].*")) {
        throw new AssertionError(read.text());
      }
    }
    String written =
        read.segments().stream()
            .map(segment -> "/" + encoded(segment).replace("+", "%20"))
            .collect(Collectors.joining());
    if (!read.segments().isEmpty()
        && !CanonicalPath.of("/fhir" + written).segments().equals(read.segments())) {
      throw new AssertionError(read.text() + " is written as " + written);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static void isBadRequest(HttpProblem problem) {
    if (problem.status() != 400) {
      throw new AssertionError(problem);
    }
  }

  private static void isClean(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == 0) {
        throw new AssertionError("a NUL character");
      }
    }
  }
}

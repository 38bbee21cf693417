package dev.andiron.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any text as an Authorization field, and any bytes under Basic")
class BasicFuzzTest {
  static Stream<byte[]> fields() {
    return Stream.of(
            "Basic bXlhcHA6dmVyeXNlY3JldA==",
            "basic  Og==",
            "Bearer x",
            "myapp:verysecret",
            "my%20app:very+secret%3A",
            "a:%00%ff%zz",
            "%00a:%",
            "a:b\0c")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("fields")
  @FuzzTest(maxDuration = "5s")
  void basic(byte[] bytes) {
    check(BasicCredentials.of(request(new String(bytes, UTF_8))));
    String plain = new String(bytes, UTF_8);
    BasicCredentials read =
        BasicCredentials.of(request("Basic " + Base64.getEncoder().encodeToString(bytes)));
    check(read);
    int colon = plain.indexOf(':');
    if (plain.contains("\ufffd") || colon < 1) {
      return; // not UTF-8, or no name
    }
    String name = plain.substring(0, colon);
    boolean hasNul = name.indexOf('\0') >= 0 || name.contains("%00");
    // RFC 7617 §2: the first colon ends the name.
    if (read == null ? !hasNul : !plain.equals(read.id() + ":" + read.secret())) {
      throw new AssertionError("not read: " + plain);
    }
  }

  private static void check(@org.jspecify.annotations.Nullable BasicCredentials read) {
    if (read == null) {
      return;
    }
    if (read.id().isEmpty() || read.id().indexOf(':') >= 0 || read.ids().isEmpty()) {
      throw new AssertionError("a name that is none");
    }
    if (read.secret().isEmpty() != read.secrets().isEmpty()) {
      throw new AssertionError("an empty secret counts as one, or one as none");
    }
    if (!read.toString().equals("BasicCredentials[" + read.id() + "]")) {
      throw new AssertionError("it tells more than its name");
    }
  }

  private static Request request(String authorization) {
    return new Request(
        "id",
        "POST",
        "/auth/token",
        List.of("auth", "token"),
        Map.of(),
        "",
        Parameters.NONE,
        Headers.NONE.with("Authorization", authorization),
        new byte[0],
        "192.0.2.1",
        "https");
  }
}

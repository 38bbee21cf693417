package dev.andiron.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The user may read what begins with `/fhir/Patient`, and nothing else: whatever leads from there
/// to `/User` would be a way around the policy.
@ExtendWith(Unharmed.class)
@DisplayName("RFC 3986 §6, §7.3: paths that are spelled to be read in two ways")
class PathAttacksTest {
  private static String token = "";

  @BeforeAll
  static void signIn() {
    token = Target.signedIn().text("access_token");
  }

  private static Raw.Answer get(String target) {
    return send("GET", target, "");
  }

  private static Raw.Answer send(String method, String target, String fields) {
    Raw.Answer answer =
        Raw.send(
            method + " " + target + " HTTP/1.1",
            "Host: localhost\r\nAuthorization: Bearer " + token + "\r\n" + fields,
            "");
    assertThat(answer.status()).as(target).isLessThan(500);
    assertThat(answer.text()).as(target).doesNotContain("userName", "hostile-victim");
    return answer;
  }

  @BeforeAll
  static void victim() {
    Target.put("/User/hostile-victim", "{\"userName\":\"hostile-victim-name\"}");
  }

  @Test
  @DisplayName("the policy holds for the plain spellings")
  void plain() {
    assertThat(get(Target.PATIENT).status()).isEqualTo(200);
    assertThat(get("/fhir" + Target.PATIENT).status()).isEqualTo(200);
    assertThat(get("/User/hostile-victim").status()).isEqualTo(403);
    assertThat(get("/fhir/User").status()).isEqualTo(403);
  }

  @Test
  @DisplayName("encoded slashes, dot segments, backslashes, parameters, overlong UTF-8: 400")
  void encoded() {
    for (String target :
        List.of(
            "/Patient/../User",
            "/Patient/./User",
            "/Patient/%2e%2e/User",
            "/Patient/%2E%2e/User/hostile-victim",
            "/Patient/.%2e/User",
            "/fhir/Patient/../User",
            "/fhir/Patient/..;/User",
            "/Patient/..%2fUser",
            "/Patient%2f..%2fUser",
            "/Patient%2F%2e%2e%2FUser",
            "/Patient%2fhostile-patient",
            "/Patient/..%5cUser",
            "/Patient\\..\\User",
            "/Patient/%5c..%5cUser",
            "/Patient;/../User",
            "/Patient;x=y/hostile-patient",
            "/User;/Patient",
            "/Patient%3b/../User",
            "/Patient/%c0%ae%c0%ae/User",
            "/Patient/%c0%af../User",
            "/Patient/%e0%80%af../User",
            "/Patient/%u002e%u002e/User",
            "/Patient/%2",
            "/Patient/%",
            "/Patient/%zz",
            "/..",
            "/../../../../etc/passwd",
            "/ui/assets/../../../etc/passwd",
            "/ui/%2e%2e/%2e%2e/application.yaml",
            "/auth/../User",
            "http://elsewhere.example/User",
            "https://localhost/Patient/../User")) {
      assertThat(get(target).status()).as(target).isEqualTo(400);
    }
  }

  @Test
  @DisplayName("NUL, line breaks and other control characters, escaped: 400, and no header field")
  void control() {
    for (String target :
        List.of(
            "/User/hostile-victim%00",
            "/Patient%00/hostile-patient",
            "/%00",
            "/Patient/hostile-patient%00.json",
            "/Patient/%0d%0aSet-Cookie:x=y",
            "/Patient/a%0ab",
            "/Patient/%1b[31m",
            "/Patient/%7f",
            "/Patient/%c2%85",
            "/Patient?_id=%00",
            "/Patient?%00=x",
            "/Patient/hostile-patient/_history/%00")) {
      Raw.Answer answer = get(target);
      assertThat(answer.status()).as(target).isEqualTo(400);
      assertThat(answer.text()).doesNotContain("Set-Cookie");
    }
  }

  @Test
  @DisplayName("other spellings of what is not allowed: read as what they are, and denied")
  void spelled() {
    for (String target :
        List.of(
            "/%55ser/hostile-victim",
            "/%55%73%65%72",
            "//User",
            "//fhir//User//hostile-victim",
            "/fhir/%55ser",
            "/User/",
            "/User?x=/fhir/Patient",
            "/User?uri=/fhir/Patient",
            "/User/hostile-victim?_format=json",
            "/User/_search",
            "/_history?_type=User",
            "/?_type=User",
            "/User/hostile-victim/_history",
            "/User/hostile-victim/_history/1",
            "/User/$export",
            "http://localhost/User",
            "http://localhost/fhir/User/hostile-victim")) {
      assertThat(get(target).status()).as(target).isIn(403, 404);
    }
  }

  @Test
  @DisplayName("what only looks like a path of ours is none: never found, never twice decoded")
  void alike() {
    for (String target :
        List.of(
            "/fhir/fhir/User",
            "/FHIR/User",
            "/user",
            "/USER/hostile-victim",
            "/Patient/%252e%252e%252fUser",
            "/Patient/%25%32%65%25%32%65",
            "/User%20",
            "/User%20/hostile-victim",
            "/User%E2%80%8B",
            "/%EF%BC%B5ser",
            "/.",
            "/User.")) {
      assertThat(get(target).status()).as(target).isIn(400, 403, 404);
    }
  }

  @Test
  @DisplayName("fields that would stand for another path, method or host change nothing")
  void fields() {
    for (String field :
        new String[] {
          "X-Original-URL: /Patient",
          "X-Rewrite-URL: /Patient",
          "X-Forwarded-Prefix: /Patient/..",
          "X-Forwarded-Path: /Patient",
          "X-HTTP-Method: GET",
          "X-HTTP-Method-Override: GET",
          "X-Forwarded-For: 127.0.0.1",
          "Forwarded: for=127.0.0.1;host=localhost",
          "Referer: /Patient"
        }) {
      assertThat(send("GET", "/User/hostile-victim", field + "\r\n").status()).isEqualTo(403);
      assertThat(send("DELETE", Target.PATIENT, field + "\r\n").status()).isEqualTo(403);
    }
  }

  @Test
  @DisplayName("raw control characters in the request line or a field: refused before all else")
  void raw() {
    for (String target :
        new String[] {"/Patient\u0000", "/Pat\u001bient", "/Pat ient", "/\u0007"}) {
      assertThat(get(target).status()).as(target).isEqualTo(400);
    }
    for (String field :
        new String[] {"X-A: a\u0000b\r\n", "X\u0000A: b\r\n", "X-A: \u001b[31m\r\n"}) {
      assertThat(send("GET", "/User", field).status()).isIn(400, 403);
    }
  }
}

package dev.andiron.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Role: several for one user, and what policies see of them")
class RolesContractTest {
  private static final Map<String, String> TOKENS = new HashMap<>();

  /// `ro-both` is a nurse for two patients, on two wards, and a clerk; `ro-none` nothing.
  @BeforeAll
  static void given() {
    Given.put(
        "/Client/ro",
        "{\"secret\":\"secret\",\"grant_types\":[\"password\",\"client_credentials\"]}");
    for (String id : new String[] {"ro-1", "ro-2", "ro-3"}) {
      Given.put("/Patient/" + id, "{\"active\":true}");
    }
    for (String user : new String[] {"ro-both", "ro-none"}) {
      Given.put("/User/" + user, "{\"password\":\"password\"}");
      TOKENS.put(user, Given.signedIn("ro", user).text("access_token"));
    }
    role("nurse-1", "ro-nurse", "ro-both", "ro-1", "a");
    role("nurse-2", "ro-nurse", "ro-both", "ro-2", "b");
    role("clerk", "ro-clerk", "ro-both", "ro-3", "c");
  }

  private static void role(String id, String name, String user, String patient, String ward) {
    Given.put(
        "/Role/ro-" + id,
        """
        {"name":"%s","user":{"reference":"User/%s"},
         "links":{"patient":{"reference":"Patient/%s"},
          "organization":{"resourceType":"Organization","id":"ro-%s"}},
         "context":{"ward":{"code":"%s"},"shifts":["early","late"]}}
        """
            .formatted(name, user, patient, ward, ward));
  }

  /// Puts a policy in place while something is asked.
  private static void by(String policy, Runnable asked) {
    Given.put("/AccessPolicy/ro", policy.replace('\'', '"'));
    try {
      asked.run();
    } finally {
      assertThat(Given.root("DELETE", "/AccessPolicy/ro").send().status()).isEqualTo(200);
    }
  }

  private static int status(String user, String path) {
    return Given.HTTP.get(path).bearer(TOKENS.getOrDefault(user, "")).send().status();
  }

  private static void assertReads(boolean first, boolean second, boolean third) {
    assertThat(status("ro-both", "/Patient/ro-1")).isEqualTo(first ? 200 : 403);
    assertThat(status("ro-both", "/Patient/ro-2")).isEqualTo(second ? 200 : 403);
    assertThat(status("ro-both", "/Patient/ro-3")).isEqualTo(third ? 200 : 403);
    assertThat(status("ro-none", "/Patient/ro-1")).isEqualTo(403);
  }

  @Test
  @DisplayName("a policy with roleName sees each Role of that name, and no other")
  void links() {
    by(
        "{'engine':'matcho','roleName':'ro-nurse','matcho':"
            + "{'params':{'resource/type':'Patient','resource/id':'.role.links.patient.id'}}}",
        () -> assertReads(true, true, false));
    by(
        "{'engine':'matcho','roleName':'ro-clerk','matcho':"
            + "{'params':{'resource/id':'.role.links.patient.id'}}}",
        () -> assertReads(false, false, true));
    by("{'engine':'allow','roleName':'RO-NURSE'}", () -> assertReads(false, false, false));
    by("{'engine':'allow','roleName':'ro-nurse'}", () -> assertReads(true, true, true));
  }

  @Test
  @DisplayName("one Role must fit as a whole: what two of them say is not put together")
  void oneRole() {
    by(
        "{'engine':'matcho','roleName':'ro-nurse','matcho':{'role':{'context':{'ward':{'code':'a'}}},"
            + "'params':{'resource/id':'.role.links.patient.id'}}}",
        () -> assertReads(true, false, false));
    by(
        "{'engine':'complex','roleName':'ro-nurse','and':["
            + "{'engine':'matcho','matcho':{'role':{'context':{'ward':{'code':'b'}}}}},"
            + "{'engine':'matcho','matcho':{'params':{'resource/id':'.role.links.patient.id'}}}]}",
        () -> assertReads(false, true, false));
  }

  @Test
  @DisplayName("context and links can be compared with what is asked for")
  void context() {
    by(
        "{'engine':'matcho','roleName':'ro-nurse','matcho':{'request-method':'get',"
            + "'params':{'resource/type':'Patient','organization':'.role.links.organization.id'}}}",
        () -> {
          assertThat(status("ro-both", "/Patient?organization=ro-a")).isEqualTo(200);
          assertThat(status("ro-both", "/Patient?organization=ro-b")).isEqualTo(200);
          assertThat(status("ro-both", "/Patient?organization=ro-c")).isEqualTo(403);
          assertThat(status("ro-both", "/Patient?organization=ro-a&organization=ro-c"))
              .isEqualTo(403);
          assertThat(status("ro-both", "/Patient")).isEqualTo(403);
        });
    by(
        "{'engine':'matcho','roleName':'ro-nurse','matcho':{'params':{'resource/id':'ro-3'},"
            + "'role':{'context':{'shifts':{'$contains':'late'}},"
            + "'links':{'organization':{'reference':'Organization/ro-b'}}}}}",
        () -> assertReads(false, false, true));
  }

  @Test
  @DisplayName("a policy without roleName sees the list, as role and as session.role")
  void list() {
    for (String at : new String[] {"'role':%s", "'session':{'role':%s}"}) {
      String contains = "{'$contains':{'name':'ro-clerk','links':{'patient':'present?'}}}";
      by(
          "{'engine':'matcho','matcho':{'uri':'#^/fhir/Patient/ro-',"
              + at.formatted(contains)
              + "}}",
          () -> assertReads(true, true, true));
      by(
          "{'engine':'matcho','matcho':{'uri':'#^/fhir/Patient/ro-',"
              + at.formatted("{'$contains':{'name':'ro-doctor'}}")
              + "}}",
          () -> assertReads(false, false, false));
    }
  }

  @Test
  @DisplayName("a role with links: who has it, for what or whom the links say")
  void linked() {
    by(
        "{'engine':'allow','roleName':'ro-nurse','link':[{'reference':'Operation/FhirSearch'}]}",
        () -> {
          assertReads(false, false, false);
          assertThat(status("ro-both", "/Patient")).isEqualTo(200);
          assertThat(status("ro-none", "/Patient")).isEqualTo(403);
        });
    by(
        "{'engine':'allow','roleName':'ro-nurse','link':[{'reference':'User/ro-none'}]}",
        () -> assertReads(false, false, false));
  }

  @Test
  @DisplayName("a role that is taken away, renamed or given to somebody else is gone at once")
  void taken() {
    by(
        "{'engine':'allow','roleName':'ro-guest'}",
        () -> {
          assertReads(false, false, false);
          role("guest", "ro-guest", "ro-both", "ro-1", "a");
          assertReads(true, true, true);
          role("guest", "ro-visitor", "ro-both", "ro-1", "a");
          assertReads(false, false, false);
          role("guest", "ro-guest", "ro-none", "ro-1", "a");
          assertThat(status("ro-both", "/Patient/ro-1")).isEqualTo(403);
          assertThat(status("ro-none", "/Patient/ro-1")).isEqualTo(200);
          assertThat(Given.root("DELETE", "/Role/ro-guest").send().status()).isEqualTo(200);
          assertReads(false, false, false);
        });
  }

  @Test
  @DisplayName("a client of its own has no role, whoever uses it otherwise")
  void client() {
    String token =
        Given.HTTP
            .post("/auth/token")
            .basic("ro", "secret")
            .form("grant_type", "client_credentials")
            .send()
            .text("access_token");
    by(
        "{'engine':'allow','roleName':'ro-nurse'}",
        () -> {
          assertThat(status("ro-both", "/Patient/ro-1")).isEqualTo(200);
          assertThat(Given.HTTP.get("/Patient/ro-1").bearer(token).send().status()).isEqualTo(403);
        });
  }
}

package dev.andiron.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The page of a resource")
class ResourceBrowserTest {
  @RegisterExtension final Browser browser = new Browser();

  private final String id = "p-" + UUID.randomUUID();
  private final String path = "/Patient/" + id;

  @Test
  @DisplayName(
      "shows it as a tree, JSON and YAML, numbers as they were written, references as links")
  void views() {
    Ward ward = Ward.on(browser.app());
    ward.put(path, patient("Ito", "Kyoto"));
    Page page = open();
    assertThat(page.locator(".tree")).containsText("1.10");
    assertThat(link(page, "Practitioner/" + id))
        .hasAttribute("href", "/ui/resources/Practitioner/" + id);
    browser.axe(page);
    tab(page, "Tree").focus();
    page.keyboard().press("ArrowRight");
    assertThat(tab(page, "JSON")).isFocused();
    assertThat(page.getByRole(AriaRole.TABPANEL)).containsText("\"valueDecimal\": 1.10");
    browser.axe(page);
    page.keyboard().press("ArrowRight");
    assertThat(page.getByRole(AriaRole.TABPANEL)).containsText("valueDecimal: 1.10");
    browser.axe(page);
  }

  @Test
  @DisplayName("saves what was typed as it was typed, and shows a refusal at its line")
  void edits() {
    Ward ward = Ward.on(browser.app());
    ward.put(path, patient("Ito", "Kyoto"));
    Page page = open();
    tab(page, "Edit").click();
    Locator text = page.getByLabel("Patient as text");
    String before = text.inputValue();
    text.fill(before.replace("\"female\"", "\"femail\"").replace("1.10", "2.500"));
    browser.announce(422, path);
    button(page, "Save").click();
    assertThat(page.getByText("It was refused: gender must be one of")).isVisible();
    int line = before.substring(0, before.indexOf("\"gender\"")).split("\n", -1).length;
    button(page, "Line " + line).click();
    assertThat(text).isFocused();
    assertThat(text).hasValue(before.replace("\"female\"", "\"femail\"").replace("1.10", "2.500"));
    browser.axe(page);

    button(page, "Check").click();
    assertThat(page.getByText("One fault was found")).isVisible();
    text.fill(before.replace("1.10", "2.500"));
    button(page, "Check").click();
    assertThat(page.getByText("No fault was found")).isVisible();
    text.press("Control+Enter");
    assertThat(page.getByText("Saved as version 2.")).isVisible();
    assertThat(ward.read(path)).contains("2.500");
    assertThat(tab(page, "Tree")).isFocused();
  }

  @Test
  @DisplayName("turns the text into YAML and back, and saves it from there")
  void editsYaml() {
    Ward ward = Ward.on(browser.app());
    ward.put(path, patient("Ito", "Kyoto"));
    Page page = open();
    tab(page, "Edit").click();
    Locator text = page.getByLabel("Patient as text");
    text.fill("{");
    browser.announce(400, "/ui/api/convert");
    page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("YAML")).check();
    assertThat(page.getByText("It can be turned into the other language once it can be read."))
        .isVisible();
    assertThat(text).hasValue("{");
    text.fill(patient("Ito", "Osaka"));
    page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("YAML")).check();
    assertThat(text).hasValue(Pattern.compile("city: Osaka"));
    button(page, "Save").click();
    assertThat(page.getByText("Saved as version 2.")).isVisible();
    assertThat(ward.read(path)).contains("Osaka").contains("1.10");
  }

  @Test
  @DisplayName("says that somebody was faster, shows both, and lets one go on")
  void conflict() {
    Ward ward = Ward.on(browser.app());
    ward.put(path, patient("Ito", "Kyoto"));
    Page page = open();
    tab(page, "Edit").click();
    Locator text = page.getByLabel("Patient as text");
    text.fill(text.inputValue().replace("Kyoto", "Nara"));
    ward.put(path, patient("Sato", "Kyoto"));
    browser.announce(412, path);
    button(page, "Save").click();
    assertThat(page.getByText("Somebody else has changed it meanwhile.")).isVisible();
    button(page, "See the differences").click();
    assertThat(page.locator(".diff del")).hasText(new String[] {"Sato", "Kyoto"});
    assertThat(page.locator(".diff ins")).hasText(new String[] {"Ito", "Nara"});
    assertThat(text).hasValue(Pattern.compile("Nara"));
    browser.axe(page);
    button(page, "Save mine over it").click();
    assertThat(page.getByText("Saved as version 3.")).isVisible();
    assertThat(ward.read(path)).contains("Nara").contains("Ito");
  }

  @Test
  @DisplayName("shows what a version changed")
  void history() {
    Ward ward = Ward.on(browser.app());
    ward.put(path, patient("Ito", "Kyoto"));
    ward.put(path, patient("Ito", "Nara"));
    ward.put(path, patient("Mori", "Nara"));
    Page page = open();
    tab(page, "History").click();
    assertThat(page.locator(".diff ins")).hasText("Mori");
    button(page, "What version 2 changed").click();
    assertThat(page.locator(".diff ins")).hasText("Nara");
    assertThat(page.locator(".diff del")).hasText("Kyoto");
    browser.axe(page);
    page.getByLabel("From", new Page.GetByLabelOptions().setExact(true)).selectOption("1");
    page.getByLabel("To", new Page.GetByLabelOptions().setExact(true)).selectOption("3");
    assertThat(page.locator(".diff ins")).hasText(new String[] {"Mori", "Nara"});
    button(page, "View version 1").click();
    assertThat(page.getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Version 1")))
        .containsText("Kyoto");
    page.setViewportSize(400, 800);
    assertThat((Integer) page.evaluate("() => document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(400);
  }

  @Test
  @DisplayName("deletes it when that is confirmed, and restores a version")
  void deletes() {
    Ward ward = Ward.on(browser.app());
    ward.put(path, patient("Ito", "Kyoto"));
    ward.put(path, patient("Ito", "Nara"));
    Page page = open();
    button(page, "Delete").click();
    button(page, "Cancel").click();
    button(page, "Delete").click();
    browser.announce(410, path);
    page.getByRole(AriaRole.DIALOG)
        .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete"))
        .click();
    assertThat(page.getByText("This resource was deleted.")).isVisible();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
        .isFocused();
    assertThat(browser.app().asRoot("GET", path).send().status()).isEqualTo(410);
    browser.axe(page);
    button(page, "Restore version 1").click();
    button(page, "Restore it").click();
    assertThat(page.getByText("It was restored, as version 4.")).isVisible();
    assertThat(tab(page, "History")).isFocused();
    assertThat(ward.read(path)).contains("Kyoto").contains("1.10");
  }

  @Test
  @DisplayName("makes a new one, where its type cannot be taken for an id")
  void creates() {
    Page page = browser.asAdmin();
    page.navigate("/ui/resources/Patient");
    link(page, "New Patient").click();
    Locator text = page.getByLabel("Patient as text");
    assertThat(text).hasValue("{\n  \"resourceType\": \"Patient\"\n}");
    text.fill("{\"resourceType\": \"Patient\", \"birthDate\": \"soon\"}");
    browser.announce(422, "/Patient");
    button(page, "Create").click();
    assertThat(page.getByText("It was refused: ")).isVisible();
    browser.axe(page);
    text.fill(
        patient("Ito", "Kyoto")
            .replace("{\"resourceType\"", "{\"id\": \"" + id + "\", \"resourceType\""));
    button(page, "Create").click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Ito")))
        .isVisible();
    assertThat(page.url()).endsWith("/ui/resources/Patient/" + id);
  }

  @Test
  @DisplayName("says that there is none")
  void unknown() {
    Page page = browser.asAdmin();
    browser.announce(404, "/Patient/nobody-here");
    page.navigate("/ui/resources/Patient/nobody-here");
    assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
    browser.axe(page);
  }

  private Page open() {
    Page page = browser.asAdmin();
    page.navigate("/ui/resources" + path);
    assertThat(tab(page, "Tree")).isVisible();
    return page;
  }

  private String patient(String family, String city) {
    return """
    {"resourceType": "Patient",
     "name": [{"family": "%s"}],
     "gender": "female",
     "generalPractitioner": [{"reference": "Practitioner/%s"}],
     "extension": [{"url": "urn:x", "valueDecimal": 1.10}],
     "address": [{"city": "%s"}]}
    """
        .formatted(family, id, city);
  }

  private static Locator tab(Page page, String name) {
    return page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name));
  }

  private static Locator button(Page page, String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }
}

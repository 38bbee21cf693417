package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.YamlReader;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Validator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One validator for the tests of this room, and short ways to ask it.
final class Checks {
  static final Validator VALIDATOR = new StructureValidator(Definitions.load(), true);

  private Checks() {}

  static Validator.Checked json(String text) {
    return VALIDATOR.check((JsonObject) JsonReader.read(text));
  }

  static Validator.Checked yaml(String text) {
    return VALIDATOR.check((JsonObject) YamlReader.read(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// `expression message` of each issue.
  static List<String> words(Validator.Checked checked) {
    return checked.issues().stream().map(Checks::words).toList();
  }

  private static String words(Issue issue) {
    return issue.expression() + ": " + issue.message();
  }
}

package dev.andiron.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The name of a resource")
class ResourceKeyTest {
  private static final String SIXTY_FOUR =
      "a234567890123456789012345678901234567890123456789012345678901234";

  @ParameterizedTest
  @DisplayName("has an id of up to 64 letters, digits, hyphens and dots")
  @ValueSource(strings = {"1", "A.b-9", ".", "-", SIXTY_FOUR})
  void ids(String id) {
    assertThat(ResourceKey.isId(id)).isTrue();
  }

  @ParameterizedTest
  @DisplayName("has none of anything else")
  @ValueSource(strings = {"", SIXTY_FOUR + "5", "a b", "a_b", "a/b", "é", "a\n", "\0", "²"})
  void notIds(String id) {
    assertThat(ResourceKey.isId(id)).isFalse();
  }

  @ParameterizedTest
  @DisplayName("has a type of letters that begins with a capital")
  @ValueSource(strings = {"Patient", "Ab", "AB"})
  void types(String type) {
    assertThat(ResourceKey.isType(type)).isTrue();
  }

  @ParameterizedTest
  @DisplayName("has no other type")
  @ValueSource(strings = {"", "A", "patient", "Patient1", "Pa tient", "Éa", "A" + SIXTY_FOUR})
  void notTypes(String type) {
    assertThat(ResourceKey.isType(type)).isFalse();
  }
}

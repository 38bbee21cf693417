package dev.andiron.definition;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.model.api.annotation.Compartment;
import ca.uhn.fhir.model.api.annotation.SearchParamDefinition;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.ResourceType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("FHIR R4 compartmentdefinition.html")
class CompartmentsTest {
  private static final String LONG_NAME = "Base FHIR compartment definition for ";

  @Test
  @DisplayName("the compartments are those that HAPI's model of R4 is annotated with")
  void asPublished() throws ReflectiveOperationException {
    Map<String, Map<String, Set<String>>> published = new TreeMap<>();
    for (ResourceType type : ResourceType.values()) {
      String name = type.name().equals("List") ? "ListResource" : type.name();
      for (Field field : Class.forName("org.hl7.fhir.r4.model." + name).getDeclaredFields()) {
        SearchParamDefinition parameter = field.getAnnotation(SearchParamDefinition.class);
        if (parameter != null) {
          for (Compartment compartment : parameter.providesMembershipIn()) {
            published
                .computeIfAbsent(compartment.name().replace(LONG_NAME, ""), _ -> new TreeMap<>())
                .computeIfAbsent(type.name(), _ -> new TreeSet<>())
                .add(parameter.name());
          }
        }
      }
    }
    Compartments compartments = Compartments.builtIn();
    Map<String, Map<String, Set<String>>> ours = new TreeMap<>();
    for (String name : compartments.names()) {
      for (String type : compartments.types(name)) {
        ours.computeIfAbsent(name, _ -> new TreeMap<>())
            .put(type, new TreeSet<>(compartments.parameters(name, type)));
      }
    }
    assertThat(ours).isEqualTo(published);
    assertThat(ours.keySet())
        .containsExactly("Device", "Encounter", "Patient", "Practitioner", "RelatedPerson");
  }
}

package dev.andiron.fhir;

import java.util.Locale;

/// The canonical URLs of the definitions of operations.
final class OperationDefinitions {
  private static final String FHIR = "http://hl7.org/fhir/OperationDefinition/";
  private static final String BULK_DATA = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/";

  private OperationDefinitions() {}

  /// That of an operation. Those of the system that FHIR does not have are this server's own.
  static String url(Interaction operation) {
    String name = operation.code().substring(1);
    String type = operation.type();
    if (name.equals("export")) {
      // https://hl7.org/fhir/uv/bulkdata/export.html: for the system, Patient and Group
      return BULK_DATA + (type == null ? "" : type.toLowerCase(Locale.ROOT) + "-") + name;
    }
    if (operation.level() == Interaction.Level.SYSTEM) {
      return "urn:andiron:operation:" + name;
    }
    return FHIR + (type == null ? "Resource" : type) + "-" + name;
  }
}

package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Validator;

/// Checks resources against the definitions of their types, FHIR's and the server's own alike.
/// Thread-safe.
public final class StructureValidator implements Validator {
  private final Definitions definitions;
  private final boolean types;

  /// @param types whether references in resources of FHIR's types are to point to resources of the
  ///   types that their elements allow
  public StructureValidator(Definitions definitions, boolean types) {
    this.definitions = definitions;
    this.types = types;
  }

  @Override
  public boolean knows(String type) {
    return definitions.isResourceType(type);
  }

  /// {@inheritDoc}
  ///
  /// At most [Faults#MOST] faults are reported, and then that there are no more told. In a resource
  /// of one of the server's own types an explicit `null` is no fault: it stays where it removes a
  /// credential, and is dropped elsewhere.
  @Override
  public Checked check(JsonObject resource) {
    Faults faults = new Faults();
    JsonObject resolved = new Walk(definitions, faults, types, null).resource(resource);
    return new Checked(resolved, faults.issues());
  }
}

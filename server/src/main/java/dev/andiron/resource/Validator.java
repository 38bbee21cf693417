package dev.andiron.resource;

import dev.andiron.json.JsonObject;
import java.util.List;

/// Checks a resource against the definition of its type.
public interface Validator {
  /// What the check made of a resource.
  ///
  /// @param resource the resource with every YAML plain scalar read by the type of its element
  /// @param issues every fault; empty where it is valid
  record Checked(JsonObject resource, List<Issue> issues) {}

  /// Whether there is such a resource type.
  boolean knows(String type);

  /// Checks a whole resource. `resourceType` must be there and name a known type.
  Checked check(JsonObject resource);
}

package dev.andiron.resource;

/// The name of a resource: `User/u1`.
public record ResourceKey(String type, String id) {
  @Override
  public String toString() {
    return type + "/" + id;
  }
}

package dev.andiron.resource;

import java.util.List;
import java.util.Set;

/// What some types show that is computed when they are read (`Session.active`).
public interface ReadHook {
  Set<String> types();

  /// The same versions in the same order, as they are to be shown. History is not passed through
  /// here.
  List<ResourceVersion> shown(List<ResourceVersion> versions);
}

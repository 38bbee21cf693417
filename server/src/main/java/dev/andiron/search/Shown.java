package dev.andiron.search;

/// A part of the resources of a type that somebody may see.
///
/// @param criterion which of them
/// @param hidden what they do not see of these
public record Shown(Criterion criterion, HiddenElements hidden) {
  static final Shown EVERYTHING = new Shown(Criterion.ANY, HiddenElements.NONE);
}

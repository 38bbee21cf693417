package dev.andiron.search;

import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.json.JsonString;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Selector.Found;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// References (https://hl7.org/fhir/R4/search.html#reference): `Patient/1`, `1`, a URL; with
/// `:Patient` only those to that type.
///
/// @param targets the types that the parameter may point to; empty where any
/// @param ownBases the URLs that this server's resources lie under, each with a `/` at its end
/// @param tokens how the identifiers of references are searched
record ReferenceKind(Set<String> targets, List<String> ownBases, TokenKind tokens)
    implements ValueKind {
  private static final Set<String> FOLLOWED = Set.of("Reference", "ResourceReference", "Resource");
  private static final Set<String> TYPES =
      Set.of("Reference", "ResourceReference", "canonical", "uri", "url", "Resource");

  @Override
  public IndexTable table() {
    return IndexTable.REFERENCE;
  }

  @Override
  public int extraction() {
    return 2;
  }

  /// The types of those resources of this server that what a selector finds can refer to: as the
  /// parameter, the elements and `where(resolve() is Patient)` have it. None where it finds URLs
  /// only.
  Set<String> targets(Selector selector) {
    Set<String> types = new HashSet<>();
    switch (selector) {
      case Selector.Path path -> types.addAll(targets(path));
      case Selector.Any(List<? extends Selector> all) ->
          all.forEach(each -> types.addAll(targets(each)));
      case Selector.Test _ -> {}
    }
    types.retainAll(targets);
    return types;
  }

  private Set<String> targets(Selector.Path path) {
    if (!FOLLOWED.contains(path.type())) {
      return Set.of();
    }
    for (Selector.Step step : path.steps()) {
      if (step instanceof Selector.Step.Resolves(String type)) {
        return Set.of(type);
      }
    }
    ElementDefinition element = path.element();
    Set<String> types = new HashSet<>();
    for (ElementType type : element == null ? List.<ElementType>of() : element.types()) {
      types.addAll(type.name().equals(path.type()) ? type.targets() : List.of());
    }
    return types.isEmpty() ? targets : types;
  }

  @Override
  public boolean takes(String type) {
    return TYPES.contains(type);
  }

  @Override
  public List<List<Object>> extract(Found found) {
    ReferenceTarget target = ReferenceTarget.of(found.value(), ownBases);
    if (target == null) {
      return List.of();
    }
    List<Object> row = List.of(Fold.whole(target.id()), target.type());
    if (target.version() != null) {
      return List.of(row, List.of(versioned(target), target.type()));
    }
    // https://hl7.org/fhir/R4/references.html#canonical: `url|version` is found by its URL too.
    int version =
        found.value() instanceof JsonString && target.type().isEmpty()
            ? target.id().indexOf('|')
            : -1;
    return version < 0
        ? List.of(row)
        : List.of(row, List.of(Fold.whole(target.id().substring(0, version)), ""));
  }

  /// A reference to one version is found by the resource, and by that version.
  private static String versioned(ReferenceTarget target) {
    return target.id() + "/_history/" + target.version();
  }

  @Override
  public Set<String> modifiers() {
    return targets;
  }

  @Override
  public Map<String, ValueKind> aspects() {
    return Map.of(ReferenceIdentifierKind.MODIFIER, new ReferenceIdentifierKind(tokens));
  }

  @Override
  public Sql condition(@Nullable String modifier, String value) {
    String text = Escapes.unescape(value);
    if (modifier != null) {
      if (!ResourceKey.isId(text)) {
        throw new IllegalArgumentException(
            "with the modifier :" + modifier + " the value is the id of a " + modifier);
      }
      return new Sql().add("x.target = ? and x.target_type = ?", text, modifier);
    }
    if (ResourceKey.isId(text)) {
      return new Sql().add("x.target = ? and x.target_type <> ''", text);
    }
    ReferenceTarget target = ReferenceTarget.of(text, ownBases);
    if (target == null) {
      throw new IllegalArgumentException("it is no reference; write Type/id, id or a URL");
    }
    return new Sql()
        .add(
            "x.target = ? and x.target_type = ?",
            target.version() == null ? Fold.whole(target.id()) : versioned(target),
            target.type());
  }
}

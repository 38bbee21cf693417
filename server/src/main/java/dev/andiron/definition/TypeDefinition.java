package dev.andiron.definition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A type: of a primitive value, of an object, or of a resource.
///
/// Immutable for everybody outside: it is finished before [Definitions#load] returns, but for the
/// table of its members, which is made when first asked for (many types never are).
public final class TypeDefinition {
  /// What values of a type look like in JSON.
  public enum Kind {
    PRIMITIVE,
    /// An object, that of an element with elements of its own included.
    COMPLEX,
    RESOURCE,
    /// Any object, with anything in it.
    FREE
  }

  private final String name;
  private final Kind kind;
  private final @Nullable TypeDefinition base;
  private final boolean isAbstract;
  private final boolean system;
  private final @Nullable String regex;
  private List<ElementDefinition> elements = List.of();
  private final Map<String, ElementDefinition> byName = new HashMap<>();
  private final Map<String, TypeDefinition> types;
  private volatile @Nullable Map<String, MemberDefinition> members;

  TypeDefinition(
      String name,
      Kind kind,
      @Nullable TypeDefinition base,
      boolean isAbstract,
      boolean system,
      @Nullable String regex,
      Map<String, TypeDefinition> types) {
    this.name = name;
    this.kind = kind;
    this.base = base;
    this.isAbstract = isAbstract;
    this.system = system;
    this.regex = regex;
    this.types = types;
  }

  /// `Patient`, `HumanName`, `dateTime`, `Patient.contact`.
  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  /// The type it has its first elements from; null for `Element` and `Resource`.
  public @Nullable TypeDefinition base() {
    return base;
  }

  /// Whether there are only values of types that are made from it.
  public boolean isAbstract() {
    return isAbstract;
  }

  /// Whether it belongs to a type of this server (`User`), not of FHIR.
  public boolean isSystem() {
    return system;
  }

  public boolean isPrimitive() {
    return kind == Kind.PRIMITIVE;
  }

  /// Whether it is that type or made from it.
  public boolean is(String type) {
    for (TypeDefinition each = this; each != null; each = each.base) {
      if (each.name.equals(type)) {
        return true;
      }
    }
    return false;
  }

  /// The expression that the specification gives for the text of a primitive value. It is for
  /// people to read: some of these backtrack without end on hostile texts.
  public @Nullable String regex() {
    return regex;
  }

  /// All elements in their order, those of the base first.
  public List<ElementDefinition> elements() {
    return elements;
  }

  /// The element of this FHIRPath name: `value` for `value[x]`.
  public @Nullable ElementDefinition element(String name) {
    return byName.get(name);
  }

  /// What a member of this name in JSON is: `valueQuantity`, `_birthDate`.
  public @Nullable MemberDefinition member(String name) {
    Map<String, MemberDefinition> known = members;
    if (known == null) {
      // Two threads may both make it; the tables are the same.
      known = MemberDefinition.table(elements, types);
      members = known;
    }
    return known.get(name);
  }

  void define(List<ElementDefinition> own) {
    List<ElementDefinition> all = new ArrayList<>();
    if (base != null && !isPrimitive()) {
      all.addAll(base.elements);
    }
    all.addAll(own);
    elements = List.copyOf(all);
    for (ElementDefinition element : elements) {
      byName.put(element.name(), element);
    }
  }
}

package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.definition.ElementType;
import dev.andiron.definition.MemberDefinition;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One walk through a resource, along its definition: collects faults, and reads plain scalars by
/// the type of their element. What needs no reading is handed back as it is, not copied.
final class Walk {
  private static final ElementType ANY_RESOURCE = new ElementType("Resource", List.of());

  private final Definitions definitions;
  private final Faults faults;
  private final Rules rules;
  private final Cardinality cardinality;
  private final Bindings bindings;
  private final Scalars scalars;
  private final References references;
  private final @Nullable Found found;

  /// Whether the resource where the walk is belongs to the server's own types.
  private boolean system;

  /// How many resources are around the one where the walk is.
  private int nesting;

  private boolean contained;

  /// How many extensions are around the place where the walk is.
  private int extensions;

  /// The resource where the walk is, or the one that contains it.
  private Container container = new Container(JsonObject.EMPTY);

  /// Is told of references that are of good form.
  @FunctionalInterface
  interface Found {
    /// @param place where the reference is, as in an issue
    void reference(String place, ReferenceText reference);
  }

  /// @param types whether the types of FHIR's references are checked
  Walk(Definitions definitions, Faults faults, boolean types, @Nullable Found found) {
    this.definitions = definitions;
    this.faults = faults;
    this.rules = new Rules(faults);
    this.cardinality = new Cardinality(faults);
    this.bindings = new Bindings(definitions, faults);
    this.scalars = new Scalars(bindings, faults);
    this.references = new References(definitions, faults, types);
    this.found = found;
  }

  /// The outermost resource.
  JsonObject resource(JsonObject resource) {
    faults.enter(scalars.text(resource.get("resourceType"), "Resource"));
    JsonObject resolved = containing(resource);
    faults.leave();
    return resolved;
  }

  /// A resource that no other contains, though a bundle may have it.
  private JsonObject containing(JsonObject resource) {
    Container outer = container;
    container = new Container(resource);
    JsonObject resolved = typed(resource);
    if (!container.isEmpty()) {
      container.finish(faults);
    }
    container = outer;
    return resolved;
  }

  private JsonObject typed(JsonObject resource) {
    Json named = resource.get("resourceType");
    if (named == null) {
      faults.add(
          Issue.Kind.REQUIRED, "resourceType", "A resource must say its type in resourceType.");
      return resource;
    }
    String name = scalars.text(named, "");
    TypeDefinition type = definitions.isResourceType(name) ? definitions.type(name) : null;
    if (type == null) {
      faults.add(
          Issue.Kind.VALUE,
          "resourceType",
          "There is no resource type "
              + (name.isEmpty() ? "of that name" : Faults.excerpt(name))
              + "; type names begin with a capital letter.");
      return resource;
    }
    boolean outer = system;
    system = type.isSystem();
    JsonObject resolved = object(type, ANY_RESOURCE, resource);
    system = outer;
    return resolved;
  }

  private JsonObject nested(JsonObject resource, boolean isContained) {
    boolean outer = contained;
    if (isContained && contained) {
      // FHIR R4 dom-2
      faults.add(Issue.Kind.INVARIANT, "A contained resource must not contain others (dom-2).");
    }
    contained |= isContained;
    nesting++;
    JsonObject resolved;
    if (isContained && !outer) {
      Container.check(resource, faults);
      container.enter(resource);
      resolved = typed(resource);
      container.leave();
    } else {
      resolved = isContained ? typed(resource) : containing(resource);
    }
    nesting--;
    contained = outer;
    return resolved;
  }

  private JsonObject object(TypeDefinition type, ElementType as, JsonObject object) {
    if (object.isEmpty()) {
      faults.add(Issue.Kind.STRUCTURE, "An object must not be empty; leave the element out.");
      return object;
    }
    boolean extension = type.name().equals("Extension");
    extensions += extension ? 1 : 0;
    int[] counts = new int[type.elements().size()];
    @Nullable String[] choices = null;
    JsonObject.@Nullable Builder changed = null;
    int place = 0;
    for (JsonObject.Member entry : object) {
      if (faults.full()) {
        return object;
      }
      String name = entry.name();
      Json value = entry.value();
      Json resolved;
      MemberDefinition member = type.member(name);
      if (type.kind() == TypeDefinition.Kind.RESOURCE && name.equals("resourceType")) {
        resolved = value instanceof JsonPlain plain ? new JsonString(plain.text()) : value;
      } else if (member == null) {
        rules.unknown(type, name);
        resolved = scalars.core(value);
      } else {
        if (member.element().choice()) {
          choices = choices == null ? new @Nullable String[counts.length] : choices;
          cardinality.choice(choices, member);
        }
        faults.enter(name);
        resolved = member(member, value, object, counts);
        faults.leave();
      }
      if (changed == null && !untouched(value, resolved)) {
        changed = before(object, place);
      }
      if (changed != null && resolved != null) {
        changed.put(name, resolved);
      }
      place++;
    }
    cardinality.required(type, counts);
    JsonObject result = changed == null ? object : changed.build();
    extensions -= extension ? 1 : 0;
    if (extension) {
      rules.extension(result, extensions > 0);
    } else if (type.name().equals("ResourceReference")) {
      references.checkOwn(as.targets(), result);
    } else if (type.name().equals("Reference")) {
      reference(as, result);
    }
    return result;
  }

  private void reference(ElementType as, JsonObject object) {
    ReferenceText reference = references.check(as.targets(), object, container);
    if (found != null && reference != null) {
      faults.enter("reference");
      found.reference(faults.place(), reference);
      faults.leave();
    }
  }

  // Identity is what is asked for: whether the walk made a new value. Equality would walk again.
  @SuppressWarnings("ReferenceEquality")
  private static boolean untouched(Json value, @Nullable Json resolved) {
    return value == resolved;
  }

  private static JsonObject.Builder before(JsonObject object, int count) {
    JsonObject.Builder builder = JsonObject.builder();
    int place = 0;
    for (JsonObject.Member member : object) {
      if (place++ == count) {
        break;
      }
      builder.put(member.name(), member.value());
    }
    return builder;
  }

  /// The value of a member; null where it is to be dropped.
  private @Nullable Json member(
      MemberDefinition member, Json value, JsonObject parent, int[] counts) {
    ElementDefinition element = member.element();
    if (nesting > 0 && element.credential()) {
      faults.add(
          Issue.Kind.BUSINESS_RULE,
          "A credential is taken only in a resource of its own, not inside another.");
      return value;
    }
    if (Scalars.isNull(value)) {
      return absent(element);
    }
    int count;
    Json resolved;
    if (!element.repeats()) {
      count = 1;
      if (value instanceof JsonArray) {
        cardinality.single(element);
        resolved = value;
      } else {
        rules.bare(
            member, value, member.extension() ? PrimitiveHalves.other(member, parent) : null);
        resolved = single(member, value);
      }
    } else if (value instanceof JsonArray array) {
      count = array.size();
      resolved = list(member, array, parent);
    } else if (element.orSingle()) {
      count = 1;
      resolved = single(member, value);
    } else {
      count = 1;
      cardinality.list(element, value);
      resolved = value;
    }
    if (resolved != null) {
      counts[member.index()] = Math.max(counts[member.index()], count);
    }
    return resolved;
  }

  private @Nullable Json absent(ElementDefinition element) {
    if (!system) {
      faults.add(
          Issue.Kind.STRUCTURE,
          element.name() + " must not be null; leave it out, or remove it with a PATCH.");
      return JsonNull.NULL;
    }
    return element.credential() ? JsonNull.NULL : null;
  }

  private Json list(MemberDefinition member, JsonArray array, JsonObject parent) {
    ElementDefinition element = member.element();
    if (array.isEmpty()) {
      faults.add(Issue.Kind.STRUCTURE, "A list must not be empty; leave the element out.");
    }
    cardinality.most(element, array.size());
    List<Json> changed = null;
    for (int i = 0; i < array.size() && !faults.full(); i++) {
      Json value = array.get(i);
      faults.at(i);
      Json resolved;
      if (Scalars.isNull(value)) {
        if (!PrimitiveHalves.takesNull(member, parent, i)) {
          faults.add(Issue.Kind.STRUCTURE, "A list must not have null for a value.");
        }
        resolved = JsonNull.NULL;
      } else {
        rules.bare(
            member, value, member.extension() ? PrimitiveHalves.other(member, parent, i) : null);
        resolved = single(member, value);
      }
      if (changed == null && !untouched(value, resolved)) {
        changed = new ArrayList<>(array.elements().subList(0, i));
      }
      if (changed != null && resolved != null) {
        changed.add(resolved);
      }
    }
    faults.atWhole();
    return changed == null ? array : JsonArray.of(changed);
  }

  /// One value; null where nothing is left of it.
  private @Nullable Json single(MemberDefinition member, Json value) {
    TypeDefinition type = member.definition();
    if (type.isPrimitive() && !member.extension()) {
      Json resolved = scalars.read(member, value, system);
      if (!container.isEmpty() && resolved instanceof JsonString(String text)) {
        internal(type, text);
      }
      return resolved;
    }
    if (!(value instanceof JsonObject object)) {
      rules.object(member, value);
      return scalars.core(value);
    }
    return switch (type.kind()) {
      case FREE -> scalars.core(object);
      case RESOURCE -> nested(object, member.name().equals("contained"));
      case PRIMITIVE, COMPLEX -> {
        JsonObject resolved = object(type, member.type(), object);
        if (!member.extension()) {
          bindings.check(member, type, resolved);
        }
        // What had nothing but nulls to be dropped goes as well.
        yield resolved.isEmpty() && !object.isEmpty() ? null : resolved;
      }
    };
  }

  /// dom-3: a uri, url or canonical may refer to a contained resource too.
  private void internal(TypeDefinition type, String text) {
    if (text.startsWith("#") && type.is("uri")) {
      container.refer(text.substring(1));
    }
  }
}

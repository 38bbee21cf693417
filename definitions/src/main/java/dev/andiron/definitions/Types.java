package dev.andiron.definitions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The types: primitive, complex, resource. Reads the snapshots of the structure definitions and
/// leaves out what a type has from its base.
final class Types {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String REGEX = "http://hl7.org/fhir/StructureDefinition/regex";
  private static final String MAXIMUM =
      "http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet";

  /// One element names the source of the value set in its place.
  private static final String BCP_13 = "http://www.rfc-editor.org/bcp/bcp13.txt";

  private static final String MIME_TYPES = "http://hl7.org/fhir/ValueSet/mimetypes";
  private static final String SYSTEM_STRING = "http://hl7.org/fhirpath/System.String";

  private final ValueSets valueSets;
  private final Map<String, Element> definitions = new LinkedHashMap<>();

  Types(ValueSets valueSets) throws IOException {
    this.valueSets = valueSets;
    for (String file : List.of("profile/profiles-types.xml", "profile/profiles-resources.xml")) {
      for (Element resource : Xml.resources(file)) {
        boolean structure = resource.getTagName().equals("StructureDefinition");
        if (structure
            && !"constraint".equals(Xml.value(resource, "derivation"))
            && !"logical".equals(Xml.value(resource, "kind"))) {
          definitions.put(Xml.required(resource, "type"), resource);
        }
      }
    }
  }

  ObjectNode compiled() throws IOException {
    ObjectNode types = NODES.objectNode();
    for (Map.Entry<String, Element> entry : definitions.entrySet()) {
      types.set(entry.getKey(), type(entry.getKey(), entry.getValue()));
    }
    return types;
  }

  private ObjectNode type(String name, Element definition) throws IOException {
    ObjectNode type = NODES.objectNode();
    String kind = Xml.required(definition, "kind");
    type.put("kind", kind.equals("resource") ? "resource" : kind.replace("-type", ""));
    String base = Xml.value(definition, "baseDefinition");
    if (base != null) {
      type.put("base", Xml.lastSegment(base));
    }
    if ("true".equals(Xml.value(definition, "abstract"))) {
      type.put("abstract", true);
    }
    if (kind.equals("primitive-type")) {
      String regex = regex(definition);
      if (regex != null) {
        type.put("regex", regex);
      }
      return type;
    }
    Map<String, ObjectNode> places = new HashMap<>();
    places.put("", type);
    Set<String> inherited = base == null ? Set.of() : names(Xml.lastSegment(base));
    for (Element element : elements(definition)) {
      String path = Xml.required(element, "path");
      int dot = path.indexOf('.');
      if (dot < 0) {
        continue;
      }
      String place = path.substring(dot + 1);
      int last = place.lastIndexOf('.');
      String parent = last < 0 ? "" : place.substring(0, last);
      String own = place.substring(last + 1);
      boolean known =
          last < 0 ? inherited.contains(own) : names(nestedBase(places, parent)).contains(own);
      if (!known) {
        add(place, parent, own, name, element, places);
      }
    }
    return type;
  }

  private void add(
      String place,
      String parent,
      String own,
      String type,
      Element element,
      Map<String, ObjectNode> places)
      throws IOException {
    ObjectNode into = places.get(parent);
    if (into == null) {
      throw new IOException(type + "." + place + " has no parent");
    }
    ObjectNode members = into.withObjectProperty("elements");
    String shorthand = shorthand(type, own, element);
    if (isNested(element)) {
      ObjectNode nested = NODES.objectNode();
      nested.put("is", shorthand);
      members.set(own, nested);
      places.put(place, nested);
    } else {
      members.put(own, shorthand);
    }
  }

  /// `0..1 Reference(Patient,Group) binding=… summary`, as described at [DefinitionCompiler].
  private String shorthand(String type, String name, Element element) throws IOException {
    String bare = withoutSummary(type, name, element);
    return "true".equals(Xml.value(element, "isSummary")) ? bare + " summary" : bare;
  }

  private String withoutSummary(String type, String name, Element element) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append(Xml.required(element, "min")).append("..").append(Xml.required(element, "max"));
    String content = Xml.value(element, "contentReference");
    if (content != null) {
      return text.append(" #").append(content.substring(content.indexOf('#') + 1)).toString();
    }
    List<String> types = new ArrayList<>();
    for (Element reference : Xml.children(element, "type")) {
      types.add(typeReference(type, name, reference));
    }
    text.append(' ').append(String.join("|", types));
    Element binding = Xml.child(element, "binding");
    String url = binding == null ? null : bound(binding, types);
    if (url != null) {
      int version = url.indexOf('|');
      String bare = version < 0 ? url : url.substring(0, version);
      valueSets.list(bare);
      text.append(" binding=").append(bare);
    }
    return text.toString();
  }

  /// The value set that a code must be in. For a code, a maximum binds as a required one does; a
  /// concept may still be a text.
  private static @Nullable String bound(Element binding, List<String> types) throws IOException {
    if ("required".equals(Xml.value(binding, "strength"))) {
      return Xml.required(binding, "valueSet");
    }
    if (types.equals(List.of("code"))) {
      for (Element extension : Xml.children(binding, "extension")) {
        if (extension.getAttribute("url").equals(MAXIMUM)) {
          String url = Xml.required(extension, "valueCanonical");
          return url.equals(BCP_13) ? MIME_TYPES : url;
        }
      }
    }
    return null;
  }

  private static String typeReference(String type, String name, Element reference)
      throws IOException {
    String code = Xml.required(reference, "code");
    if (code.equals(SYSTEM_STRING)) {
      // Values that XML spells as attributes have no FHIR type here; the text of the
      // specification gives it: https://hl7.org/fhir/R4/resource.html#id, extensibility.html
      return switch (type + "." + name) {
        case "Resource.id" -> "id";
        case "Extension.url" -> "uri";
        default -> "string";
      };
    }
    List<String> targets =
        Xml.values(reference, "targetProfile").stream().map(Xml::lastSegment).toList();
    boolean any = targets.isEmpty() || targets.contains("Resource") || !code.equals("Reference");
    return any ? code : code + "(" + String.join(",", targets) + ")";
  }

  private static boolean isNested(Element element) throws IOException {
    List<Element> types = Xml.children(element, "type");
    if (types.size() != 1) {
      return false;
    }
    String code = Xml.required(types.getFirst(), "code");
    return code.equals("BackboneElement") || code.equals("Element");
  }

  /// What kind of element the definition of a nested one says it is.
  private static String nestedBase(Map<String, ObjectNode> places, String parent) {
    ObjectNode node = places.get(parent);
    return node != null && node.get("is").asString().contains(" BackboneElement")
        ? "BackboneElement"
        : "Element";
  }

  /// The names of the elements directly below a type, its base's included.
  private Set<String> names(String type) throws IOException {
    Set<String> names = new HashSet<>();
    Element definition = definitions.get(type);
    if (definition != null) {
      for (Element element : elements(definition)) {
        String[] parts = Xml.required(element, "path").split("\\.", -1);
        if (parts.length == 2) {
          names.add(parts[1]);
        }
      }
    }
    return names;
  }

  private static List<Element> elements(Element definition) throws IOException {
    Element snapshot = Xml.child(definition, "snapshot");
    if (snapshot == null) {
      throw new IOException(Xml.value(definition, "url") + " has no snapshot");
    }
    return Xml.children(snapshot, "element");
  }

  private static @Nullable String regex(Element definition) throws IOException {
    for (Element element : elements(definition)) {
      for (Element type : Xml.children(element, "type")) {
        for (Element extension : Xml.children(type, "extension")) {
          if (extension.getAttribute("url").equals(REGEX)) {
            return Xml.value(extension, "valueString");
          }
        }
      }
    }
    return null;
  }
}

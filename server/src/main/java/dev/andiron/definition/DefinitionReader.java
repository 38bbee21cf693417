package dev.andiron.definition;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Reads definition files.
///
/// ```json
/// {"types": {"Patient": {"kind": "resource", "base": "DomainResource", "elements": {
///    "active": "0..1 boolean",
///    "deceased[x]": "0..1 boolean|dateTime",
///    "managingOrganization": "0..1 Reference(Organization)",
///    "contact": {"is": "0..* BackboneElement", "elements": {…}}}}},
///  "valueSets": {"http://…/administrative-gender": {"http://…system": ["male", …]}},
///  "searchParameters": [{"url": …, "code": …, "base": […], "type": …, "expression": …}]}
/// ```
///
/// An element is `min..max types words`. A type `#Bundle.link` is that element's. Words:
/// `binding=URL`, `values=a,b`, `least=1`, `credential`, `or-single`, `summary`.
final class DefinitionReader {
  private final Map<String, TypeDefinition> types = new LinkedHashMap<>();
  private final Map<String, ValueSetDefinition> valueSets = new HashMap<>();
  private final List<SearchParameterDefinition> parameters = new ArrayList<>();

  /// Reads one file; types may be made from those of files read before.
  ///
  /// @param system whether the types are this server's own
  void read(String file, boolean system) {
    JsonObject definitions = json(file);
    JsonObject typesByName = definitions.object("types");
    if (typesByName != null) {
      for (String name : typesByName.names()) {
        type(name, typesByName, system);
      }
    }
    JsonObject sets = definitions.object("valueSets");
    if (sets != null) {
      for (JsonObject.Member set : sets) {
        Map<String, Set<String>> codes = new HashMap<>();
        for (JsonObject.Member from : (JsonObject) set.value()) {
          codes.put(from.name(), new HashSet<>(strings((JsonArray) from.value())));
        }
        valueSets.put(set.name(), new ValueSetDefinition(set.name(), codes));
      }
    }
    for (Json parameter : definitions.array("searchParameters")) {
      parameters.add(SearchParameterDefinition.of((JsonObject) parameter));
    }
  }

  Definitions definitions() {
    return new Definitions(types, valueSets, parameters);
  }

  static JsonObject json(String file) {
    return (JsonObject) JsonReader.read(bytes(file));
  }

  private static byte[] bytes(String file) {
    try (InputStream in = DefinitionReader.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("The program has no definition file " + file);
      }
      return (file.endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TypeDefinition type(String name, JsonObject typesByName, boolean system) {
    TypeDefinition known = types.get(name);
    if (known != null) {
      return known;
    }
    JsonObject definition = typesByName.object(name);
    if (definition == null) {
      throw new IllegalStateException("No type " + name + " is defined");
    }
    String base = definition.string("base");
    TypeDefinition type =
        new TypeDefinition(
            name,
            TypeDefinition.Kind.valueOf(text(definition, "kind").toUpperCase(Locale.ROOT)),
            base == null ? null : type(base, typesByName, system),
            definition.flag("abstract", false),
            system,
            definition.string("regex"),
            types);
    types.put(name, type);
    define(type, definition, typesByName);
    return type;
  }

  private void define(TypeDefinition type, JsonObject definition, JsonObject typesByName) {
    JsonObject elements = definition.object("elements");
    List<ElementDefinition> own = new ArrayList<>();
    if (elements != null) {
      for (JsonObject.Member member : elements) {
        String path = type.name() + "." + member.name();
        if (member.value() instanceof JsonObject nested) {
          ElementDefinition element = element(member.name(), path, text(nested, "is"), path);
          TypeDefinition of =
              new TypeDefinition(
                  path,
                  TypeDefinition.Kind.COMPLEX,
                  type(nestedBase(text(nested, "is")), typesByName, false),
                  false,
                  type.isSystem(),
                  null,
                  types);
          types.put(path, of);
          define(of, nested, typesByName);
          own.add(element);
        } else {
          own.add(element(member.name(), path, text(elements, member.name()), null));
        }
      }
    }
    type.define(own);
  }

  private static String nestedBase(String shorthand) {
    return shorthand.split(" ", -1)[1];
  }

  /// One element from its shorthand.
  ///
  /// @param nested the name of the type, where the element has elements of its own
  private static ElementDefinition element(
      String jsonName, String path, String shorthand, @Nullable String nested) {
    String[] words = shorthand.split(" ", -1);
    int dots = words[0].indexOf("..");
    String max = words[0].substring(dots + 2);
    boolean choice = jsonName.endsWith("[x]");
    List<ElementType> types = new ArrayList<>();
    if (nested != null) {
      types.add(new ElementType(nested, List.of()));
    } else {
      for (String type : words[1].split("\\|", -1)) {
        types.add(elementType(type));
      }
    }
    String valueSet = null;
    List<String> values = List.of();
    Long least = null;
    boolean credential = false;
    boolean orSingle = false;
    boolean summary = false;
    for (int i = 2; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      String word = equals < 0 ? words[i] : words[i].substring(0, equals);
      String value = words[i].substring(equals + 1);
      switch (word) {
        case "binding" -> valueSet = value;
        case "values" -> values = List.of(value.split(",", -1));
        case "least" -> least = Long.valueOf(value);
        case "credential" -> credential = true;
        case "or-single" -> orSingle = true;
        case "summary" -> summary = true;
        default -> throw new IllegalStateException(path + ": " + shorthand);
      }
    }
    return new ElementDefinition(
        choice ? jsonName.substring(0, jsonName.length() - 3) : jsonName,
        choice ? path.substring(0, path.length() - 3) : path,
        Integer.parseInt(words[0].substring(0, dots)),
        max.equals("*") ? ElementDefinition.UNBOUNDED : Integer.parseInt(max),
        choice,
        types,
        valueSet,
        values,
        least,
        credential,
        orSingle,
        summary);
  }

  private static ElementType elementType(String text) {
    int open = text.indexOf('(');
    if (open < 0) {
      return new ElementType(text.startsWith("#") ? text.substring(1) : text, List.of());
    }
    String targets = text.substring(open + 1, text.length() - 1);
    return new ElementType(text.substring(0, open), List.of(targets.split(",", -1)));
  }

  private static String text(JsonObject object, String name) {
    String text = object.string(name);
    if (text == null) {
      throw new IllegalStateException("A definition lacks " + name + ": " + object);
    }
    return text;
  }

  private static List<String> strings(JsonArray array) {
    List<String> texts = new ArrayList<>(array.size());
    for (Json element : array) {
      texts.add(((JsonString) element).text());
    }
    return texts;
  }
}

package dev.andiron.access;

import dev.andiron.http.Parameters;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.resource.ResourceKey;
import dev.andiron.search.Criterion;
import dev.andiron.search.QueryParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A search with places for values of the request: `patient={{user.data.patient_id}}`. What stands
/// in a place is one value, whatever characters it has; where there is none, nothing is found.
record CriterionTemplate(List<Parameter> parameters) {
  static final String COMPARTMENT = "compartment";

  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");
  private static final Pattern REFERENCE =
      Pattern.compile("([A-Z][A-Za-z]*)/([A-Za-z0-9.-]{1,64})");
  private static final int MOST_VALUES = 500;

  CriterionTemplate {
    parameters = List.copyOf(parameters);
  }

  record Parameter(String name, List<Piece> pieces) {
    Parameter {
      pieces = List.copyOf(pieces);
    }

    /// The value, as far as it is known: a path stands for itself.
    String text() {
      StringBuilder text = new StringBuilder();
      for (Piece piece : pieces) {
        text.append(
            switch (piece) {
              case Piece.Text(String given) -> given;
              case Piece.Place(RequestPath path) -> "{{" + path + "}}";
            });
      }
      return text.toString();
    }

    boolean hasPlaces() {
      return pieces.stream().anyMatch(Piece.Place.class::isInstance);
    }
  }

  /// A part of a value.
  sealed interface Piece {
    record Text(String text) implements Piece {}

    record Place(RequestPath path) implements Piece {}
  }

  /// Reads a criterion.
  ///
  /// @throws IllegalArgumentException where it is none, saying why
  static CriterionTemplate parse(String criterion) {
    List<Parameter> parameters = new ArrayList<>();
    for (Parameters.Parameter each : Parameters.parse(criterion).list()) {
      if (each.value().isEmpty()) {
        throw new IllegalArgumentException("`" + each.name() + "` has no value.");
      }
      parameters.add(new Parameter(each.name(), pieces(each.value())));
    }
    if (parameters.stream().filter(each -> each.name().equals(COMPARTMENT)).count() > 1) {
      throw new IllegalArgumentException("`compartment` may stand once only.");
    }
    return new CriterionTemplate(parameters);
  }

  private static List<Piece> pieces(String value) {
    List<Piece> pieces = new ArrayList<>();
    Matcher places = PLACE.matcher(value);
    int from = 0;
    while (places.find()) {
      text(value.substring(from, places.start()), pieces);
      pieces.add(new Piece.Place(RequestPath.of(places.group(1))));
      from = places.end();
    }
    text(value.substring(from), pieces);
    return pieces;
  }

  private static void text(String text, List<Piece> into) {
    if (text.contains("{{") || text.contains("}}")) {
      throw new IllegalArgumentException("A place for a value is {{path}}.");
    }
    if (!text.isEmpty()) {
      into.add(new Piece.Text(text));
    }
  }

  /// The criterion for a request; null where a place has no value.
  @Nullable Criterion of(RequestObject request) {
    List<QueryParameter> filled = new ArrayList<>();
    ResourceKey compartment = null;
    for (Parameter parameter : parameters) {
      boolean plain = parameter.name().equals(COMPARTMENT);
      String value = filled(parameter, request, plain);
      if (value == null) {
        return null;
      }
      if (plain) {
        Matcher reference = REFERENCE.matcher(value);
        if (!reference.matches()) {
          return null;
        }
        compartment = new ResourceKey(reference.group(1), reference.group(2));
      } else {
        filled.add(new QueryParameter(parameter.name(), value));
      }
    }
    return new Criterion(filled, compartment);
  }

  private static @Nullable String filled(
      Parameter parameter, RequestObject request, boolean plain) {
    StringBuilder value = new StringBuilder();
    for (Piece piece : parameter.pieces()) {
      switch (piece) {
        case Piece.Text(String text) -> value.append(text);
        case Piece.Place(RequestPath path) -> {
          String there = text(path.valueIn(request), plain);
          if (there == null) {
            return null;
          }
          value.append(there);
        }
      }
    }
    return value.toString();
  }

  /// A value, or several of which any will do (`Patient?_id={{user.data.children}}`).
  private static @Nullable String text(@Nullable Json there, boolean plain) {
    if (there instanceof JsonArray array && !plain) {
      if (array.isEmpty() || array.size() > MOST_VALUES) {
        return null;
      }
      List<String> texts = new ArrayList<>();
      for (Json each : array) {
        String text = each instanceof JsonArray ? null : text(each, false);
        if (text == null) {
          return null;
        }
        texts.add(text);
      }
      return String.join(",", texts);
    }
    String text =
        switch (there) {
          case JsonString(String string) -> string;
          case JsonNumber(String number) -> number;
          case JsonBoolean bool -> bool.toString();
          case JsonObject reference -> reference(reference);
          case null, default -> null;
        };
    return text == null || text.isEmpty() ? null : plain ? text : escaped(text);
  }

  /// A reference, as `fhirUser` is one, stands for what it refers to.
  private static @Nullable String reference(JsonObject object) {
    JsonObject parsed = References.parsed(object);
    String type = parsed == null ? null : parsed.string("resourceType");
    String id = parsed == null ? null : parsed.string("id");
    return type == null || id == null ? null : type + "/" + id;
  }

  /// So that no value becomes two, or another system's
  /// (https://hl7.org/fhir/R4/search.html#escaping).
  private static String escaped(String text) {
    return text.replaceAll("[\\\\,|$]", "\\\\$0");
  }
}

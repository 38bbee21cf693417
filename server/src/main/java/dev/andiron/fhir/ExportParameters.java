package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.json.Json;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of an export
/// (<https://hl7.org/fhir/uv/bulkdata/STU2/export.html#query-parameters>), of the query or of a
/// Parameters resource. One that is not honoured is refused, unless `Prefer: handling=lenient` asks
/// to pass it over.
///
/// @param types as they were named; empty where none were
/// @param patients ids
record ExportParameters(List<String> types, @Nullable Instant since, List<String> patients) {
  // "Servers SHALL support … application/fhir+ndjson, application/ndjson, and ndjson"
  private static final Set<String> FORMATS =
      // In a query string an unescaped + is a space.
      Set.of("application/fhir+ndjson", "application/fhir ndjson", "application/ndjson", "ndjson");

  private static final Pattern PATIENT = Pattern.compile("Patient/([A-Za-z0-9\\-.]{1,64})");

  /// How the answer to the request itself is spelled.
  private static final Set<String> SPELLING = Set.of("_format", "_pretty");

  /// @param takesPatients whether some of the patients can be asked for: where there are patients,
  ///   and the request is a POST
  static ExportParameters of(ProtectedCall call, boolean takesPatients) {
    Request request = call.request();
    boolean lenient = Preferences.of(request).isLenient();
    Map<String, List<String>> values = values(call);
    List<String> types = new ArrayList<>();
    List<String> patients = new ArrayList<>();
    Instant since = null;
    for (Map.Entry<String, List<String>> each : values.entrySet()) {
      switch (each.getKey()) {
        case "_outputFormat" -> checkFormat(each.getValue());
        case "_type" ->
            each.getValue().forEach(list -> types.addAll(Arrays.asList(list.split(",", -1))));
        case "_since" -> since = instant(one("_since", each.getValue()));
        case "patient" -> {
          if (takesPatients) {
            each.getValue().forEach(reference -> patients.add(patient(reference)));
          } else if (!lenient) {
            throw new HttpProblem(
                400, "patient is for POST /Patient/$export and POST /Group/id/$export.");
          }
        }
        default -> {
          if (!lenient && !SPELLING.contains(each.getKey())) {
            throw new HttpProblem(
                400,
                "An export takes _outputFormat, _type, _since and patient; "
                    + each.getKey()
                    + " is not honoured. Send Prefer: handling=lenient to have it passed over.");
          }
        }
      }
    }
    return new ExportParameters(
        types.stream().map(String::strip).filter(type -> !type.isEmpty()).distinct().toList(),
        since,
        List.copyOf(new TreeSet<>(patients)));
  }

  private static Map<String, List<String>> values(ProtectedCall call) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    call.parameters()
        .list()
        .forEach(
            each -> values.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each.value()));
    Json body = call.body();
    if (body != null) {
      if (!(body.resolved() instanceof JsonObject object)
          || !"Parameters".equals(object.string("resourceType"))) {
        throw new HttpProblem(400, "The body of an export is a Parameters resource.");
      }
      for (Json each : object.array("parameter")) {
        if (each instanceof JsonObject parameter && parameter.string("name") != null) {
          values
              .computeIfAbsent(String.valueOf(parameter.string("name")), _ -> new ArrayList<>())
              .add(value(parameter));
        } else {
          throw new HttpProblem(400, "Each parameter of the body has a name and a value.");
        }
      }
    }
    return values;
  }

  /// A value of whatever type it is given as.
  private static String value(JsonObject parameter) {
    for (JsonObject.Member member : parameter) {
      if (member.name().startsWith("value")) {
        return switch (member.value()) {
          case JsonObject object when object.string("reference") != null ->
              String.valueOf(object.string("reference"));
          case JsonBoolean flag -> Boolean.toString(flag.value());
          case Json other -> String.valueOf(ResourceTypes.text(other));
        };
      }
    }
    throw new HttpProblem(400, "The parameter " + parameter.string("name") + " has no value.");
  }

  private static String one(String name, List<String> values) {
    if (values.size() > 1) {
      throw new HttpProblem(400, name + " may stand once only.");
    }
    return values.getFirst();
  }

  private static void checkFormat(List<String> values) {
    if (!FORMATS.contains(one("_outputFormat", values))) {
      throw new HttpProblem(400, "_outputFormat is application/fhir+ndjson.");
    }
  }

  private static Instant instant(String text) {
    try {
      // In a query string an unescaped + is a space.
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeParseException e) {
      throw new HttpProblem(400, "_since is a date and time with a zone: 2026-11-22T10:00:00Z.");
    }
  }

  private static String patient(String reference) {
    Matcher matcher = PATIENT.matcher(reference);
    if (!matcher.matches()) {
      throw new HttpProblem(400, "patient is a reference such as Patient/example.");
    }
    return matcher.group(1);
  }
}

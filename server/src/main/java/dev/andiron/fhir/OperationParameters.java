package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.http.Parameters;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The parameters of an operation: those of the query and, where it is posted, those of a
/// `Parameters` resource after them (<https://hl7.org/fhir/R4/operations.html#request>).
final class OperationParameters {
  private OperationParameters() {}

  static Parameters of(ProtectedCall call) {
    List<Parameters.Parameter> all = new ArrayList<>(call.parameters().list());
    all.addAll(posted(call.body()));
    return new Parameters(all);
  }

  private static List<Parameters.Parameter> posted(@Nullable Json body) {
    if (body == null) {
      return List.of();
    }
    JsonObject resource = ResourceTypes.body(body, "Parameters");
    List<Parameters.Parameter> posted = new ArrayList<>();
    if (resource.get("parameter") instanceof JsonArray all) {
      for (Json each : all) {
        if (each instanceof JsonObject parameter) {
          String name = ResourceTypes.text(parameter.get("name"));
          for (JsonObject.Member member : parameter) {
            String value = text(member.value());
            if (name != null && member.name().startsWith("value") && value != null) {
              posted.add(new Parameters.Parameter(name, value));
            }
          }
        }
      }
    }
    return posted;
  }

  private static @Nullable String text(Json value) {
    return switch (value) {
      case JsonString(String text) -> text;
      case JsonPlain(String text) -> text;
      case JsonNumber(String text) -> text;
      default -> null;
    };
  }
}

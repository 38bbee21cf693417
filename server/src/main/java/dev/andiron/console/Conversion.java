package dev.andiron.console;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.ProtectedHandler;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Response;
import dev.andiron.json.Json;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonPlain;
import dev.andiron.json.JsonString;
import dev.andiron.media.Answers;
import dev.andiron.media.Bodies;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.Validator;

/// `POST /ui/api/convert`: the body in the format that is asked for. The pages let a person write
/// JSON or YAML and go from one to the other; they do it here, so that what a person sees is what
/// the server reads.
final class Conversion implements ProtectedHandler {
  /// Far more than anybody writes by hand; YAML ends at [Bodies#YAML_LIMIT] before.
  static final int BODY_LIMIT = 1024 * 1024;

  private final Validator validator;

  Conversion(Validator validator) {
    this.validator = validator;
  }

  @Override
  public Response handle(ProtectedCall call) {
    Json body = call.body();
    if (body == null) {
      throw new HttpProblem(400, "The body is what is to be converted: JSON or YAML.");
    }
    try {
      return Answers.of(200, resolved(body), Negotiation.of(call.request()), true);
    } catch (JsonException e) {
      throw Bodies.problem(e); // a plain scalar that is absurd for its element
    }
  }

  /// A resource's scalars are read by the types of their elements: `id: 0123` is a text.
  private Json resolved(Json body) {
    String type =
        body instanceof JsonObject object
            ? switch (object.get("resourceType")) {
              case JsonString(String text) -> text;
              case JsonPlain(String text) -> text;
              case null, default -> null;
            }
            : null;
    return type != null && validator.knows(type)
        ? validator.check(((JsonObject) body).with("resourceType", type)).resource().resolved()
        : body.resolved();
  }
}

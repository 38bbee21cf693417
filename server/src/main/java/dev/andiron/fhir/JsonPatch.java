package dev.andiron.fhir;

import dev.andiron.http.HttpProblem;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A JSON Patch (RFC 6902): operations that are applied one after the other, all or none.
record JsonPatch(List<Operation> operations) {
  /// One operation is cheap, but each may touch the whole document.
  private static final int MOST_OPERATIONS = 1000;

  /// One step. `from` and `value` are there where the operation takes them.
  record Operation(String op, JsonPointer path, @Nullable JsonPointer from, @Nullable Json value) {}

  /// Reads a patch.
  ///
  /// @throws HttpProblem 400 where it is none, 422 where it has too many operations
  static JsonPatch read(@Nullable Json body) {
    if (!(body instanceof JsonArray array)) {
      throw new HttpProblem(400, "A JSON Patch is an array of operations.");
    }
    if (array.size() > MOST_OPERATIONS) {
      throw new HttpProblem(422, "A JSON Patch may have " + MOST_OPERATIONS + " operations.");
    }
    List<Operation> operations = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      operations.add(operation(i, array.get(i)));
    }
    return new JsonPatch(operations);
  }

  private static Operation operation(int index, Json json) {
    if (!(json instanceof JsonObject object)) {
      throw malformed(index, "is an object with op and path");
    }
    String stated = object.string("op");
    String op = stated == null ? "" : stated;
    JsonPointer path = pointer(index, object, "path");
    return switch (op) {
      case "add", "replace", "test" -> {
        Json value = object.get("value");
        if (value == null) {
          throw malformed(index, "has a value, be it null");
        }
        yield new Operation(op, path, null, value);
      }
      case "move", "copy" -> {
        JsonPointer from = pointer(index, object, "from");
        // RFC 6902 §4.4: "The 'from' location MUST NOT be a proper prefix of the 'path' location".
        if (op.equals("move") && from.holds(path)) {
          throw malformed(index, "cannot move a value into itself");
        }
        yield new Operation(op, path, from, null);
      }
      case "remove" -> new Operation(op, path, null, null);
      default -> throw malformed(index, "has an op: add, remove, replace, move, copy or test");
    };
  }

  private static JsonPointer pointer(int index, JsonObject operation, String name) {
    String text = operation.string(name);
    JsonPointer pointer = text == null ? null : JsonPointer.of(text);
    if (pointer == null) {
      throw malformed(index, "has a " + name + ", which is a JSON Pointer: /name/0/family");
    }
    return pointer;
  }

  private static HttpProblem malformed(int index, String rule) {
    return new HttpProblem(
        400, "An operation of a JSON Patch " + rule + "; that at " + index + " is not so.");
  }

  /// What becomes of the resource.
  ///
  /// @param limit the size that the document may reach, in characters
  /// @throws HttpProblem 422 where the patch does not apply
  JsonObject applyTo(JsonObject resource, int limit) {
    PatchedDocument document = new PatchedDocument(resource, limit);
    for (int i = 0; i < operations.size(); i++) {
      Operation operation = operations.get(i);
      String refusal = document.apply(operation);
      if (refusal != null) {
        throw new HttpProblem(
            422,
            "The patch does not apply: at "
                + i
                + ", "
                + operation.op()
                + ", "
                + refusal
                + ". Nothing was changed.");
      }
    }
    if (document.isTooLarge()) {
      throw new HttpProblem(
          422, "The patch would make the resource larger than " + limit + " bytes.");
    }
    if (!(document.json() instanceof JsonObject patched)) {
      throw new HttpProblem(422, "The patch leaves no resource: a resource is an object.");
    }
    return patched;
  }
}

package dev.andiron;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.andiron.Http.Answer;
import dev.andiron.Http.Call;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Batches and transactions for tests, and what came of their entries.
public final class Bundled {
  private Bundled() {}

  /// An entry in the making; JSON is written with single quotes.
  public record Entry(JsonObject json) {
    public static Entry entry(String method, String url) {
      return new Entry(
          JsonObject.builder()
              .put("request", JsonObject.of("method", method).with("url", Json.of(url)))
              .build());
    }

    public static Entry post(String type, String resource) {
      return entry("POST", type).resource(resource);
    }

    public static Entry put(String url, String resource) {
      return entry("PUT", url).resource(resource);
    }

    public static Entry get(String url) {
      return entry("GET", url);
    }

    public static Entry delete(String url) {
      return entry("DELETE", url);
    }

    public Entry fullUrl(String url) {
      return new Entry(json.with("fullUrl", Json.of(url)));
    }

    /// A member of the request: `ifNoneExist`, `ifMatch`, ….
    public Entry with(String name, String value) {
      JsonObject request = requireNonNull(json.object("request"));
      return new Entry(json.with("request", request.with(name, Json.of(value))));
    }

    public Entry resource(String resource) {
      return new Entry(json.with("resource", JsonReader.read(resource.replace('\'', '"'))));
    }
  }

  /// A bundle as JSON.
  public static String json(String type, List<Entry> entries) {
    return JsonObject.builder()
        .put("resourceType", "Bundle")
        .put("type", type)
        .put("entry", JsonArray.of(entries.stream().map(entry -> (Json) entry.json()).toList()))
        .build()
        .toString();
  }

  /// Posts a batch; all of it was answered.
  public static Answer batch(Call call, Entry... entries) {
    return answered(call, "batch", entries);
  }

  /// Posts a transaction; it was done.
  public static Answer transaction(Call call, Entry... entries) {
    return answered(call, "transaction", entries);
  }

  private static Answer answered(Call call, String type, Entry... entries) {
    Answer answer = call.json(json(type, Arrays.asList(entries))).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.text("type")).isEqualTo(type + "-response");
    assertThat(answer.json().array("entry")).hasSameSizeAs(entries);
    return answer;
  }

  /// Posts a transaction that is refused.
  public static Answer refused(Call call, int status, Entry... entries) {
    Answer answer = call.json(json("transaction", Arrays.asList(entries))).send();
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.text("resourceType")).isEqualTo("OperationOutcome");
    return answer;
  }

  public static JsonObject entry(Answer answer, int index) {
    return (JsonObject) answer.json().array("entry").get(index);
  }

  /// The number at the front of an entry's status.
  public static int status(Answer answer, int index) {
    String status = requireNonNull(response(answer, index).string("status"));
    return Integer.parseInt(status.substring(0, 3));
  }

  public static List<Integer> statuses(Answer answer) {
    return answer.json().array("entry").stream()
        .map(entry -> ((JsonObject) entry).object("response"))
        .map(response -> requireNonNull(requireNonNull(response).string("status")))
        .map(status -> Integer.parseInt(status.substring(0, 3)))
        .toList();
  }

  public static JsonObject response(Answer answer, int index) {
    return requireNonNull(entry(answer, index).object("response"));
  }

  public static JsonObject resource(Answer answer, int index) {
    return requireNonNull(entry(answer, index).object("resource"), answer.body());
  }

  /// `Type/id` of the resource of an entry.
  public static String key(Answer answer, int index) {
    JsonObject resource = resource(answer, index);
    return resource.string("resourceType") + "/" + resource.string("id");
  }

  public static @Nullable String location(Answer answer, int index) {
    return response(answer, index).string("location");
  }
}

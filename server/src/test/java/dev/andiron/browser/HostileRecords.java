package dev.andiron.browser;

import dev.andiron.json.Json;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;

/// Resources that hold a text wherever it can stand, and addresses that are scripts.
final class HostileRecords {
  private HostileRecords() {}

  static JsonObject patient(String text, String version) {
    return (JsonObject)
        JsonReader.read(
            """
            {
              "resourceType": "Patient",
              "text": {"status": "generated", "div": "<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><a href=\\"https://elsewhere.invalid/\\">x</a>&lt;img src=x onerror=window.pwned='div'&gt;</div>"},
              "contained": [{"resourceType": "Organization", "id": "o", "name": %1$s}],
              "extension": [
                {"url": "javascript:window.pwned='url'", "valueUri": "javascript:window.pwned='uri'"},
                {"url": "urn:x", "valueUrl": "javascript:window.pwned='valueUrl'"},
                {"url": "urn:x", "valueReference": {"reference": "javascript:window.pwned='reference'"}}
              ],
              "name": [{"text": %1$s, "family": %1$s}],
              "telecom": [{"system": "url", "value": "javascript:window.pwned='telecom'"}],
              "address": [{"text": %2$s}],
              "managingOrganization": {"reference": "#o", "display": %1$s}
            }
            """
                .formatted(quoted(text), quoted(version + " " + text)));
  }

  static JsonObject observation(String text) {
    return (JsonObject)
        JsonReader.read(
            """
            {
              "resourceType": "Observation", "status": "final", "code": {"text": %1$s},
              "valueString": %1$s,
              "subject": {"reference": "javascript:window.pwned='subject'", "display": %1$s},
              "note": [{"text": %1$s}]
            }
            """
                .formatted(quoted(text)));
  }

  static JsonObject document(String text) {
    return (JsonObject)
        JsonReader.read(
            """
            {
              "resourceType": "DocumentReference", "status": "current", "description": %1$s, "type": {"text": %1$s},
              "content": [{"attachment": {"contentType": "text/html", "title": %1$s, "url": "javascript:window.pwned='attachment'",
                "data": "PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg=="}}]
            }
            """
                .formatted(quoted(text)));
  }

  private static String quoted(String text) {
    return JsonWriter.text(Json.of(text));
  }
}

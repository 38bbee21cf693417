package dev.andiron.definitions;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes the definition file: gzip, JSON, in the form that the server's own types are written in
/// by hand.
///
/// ```json
/// {"types": {"Patient": {"kind": "resource", "base": "DomainResource", "elements": {
///    "active": "0..1 boolean",
///    "gender": "0..1 code binding=http://hl7.org/fhir/ValueSet/administrative-gender",
///    "deceased[x]": "0..1 boolean|dateTime",
///    "managingOrganization": "0..1 Reference(Organization)",
///    "contact": {"is": "0..* BackboneElement", "elements": {…}}}}},
///  "valueSets": {"http://…/administrative-gender": {"http://…system": ["male", …]}},
///  "searchParameters": [{"url": …, "code": …, "base": […], "type": …, "expression": …}]}
/// ```
///
/// An element is `min..max types words`; a type that is `#Bundle.link` has the content of that
/// element. Elements that a type has from its base are not repeated.
public final class DefinitionCompiler {
  private DefinitionCompiler() {}

  /// Writes the file, unless it is there and current.
  ///
  /// @param arguments the path of the file to write
  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    if (isCurrent(file)) {
      return;
    }
    ValueSets valueSets = new ValueSets();
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode definitions = mapper.createObjectNode();
    definitions.set("types", new Types(valueSets).compiled());
    ObjectNode codes = definitions.putObject("valueSets");
    valueSets
        .used()
        .forEach((url, systems) -> {
          ObjectNode valueSet = codes.putObject(url);
          systems.forEach((system, list) -> {
            ArrayNode array = valueSet.putArray(system);
            list.forEach(array::add);
          });
        });
    definitions.set("searchParameters", SearchParameters.compiled());
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(unfinished))) {
      out.write(mapper.writeValueAsBytes(definitions));
    }
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Whether the file is newer than the compiler and what it reads, so that a build that changed
  /// neither does not spend seconds on making it again.
  private static boolean isCurrent(Path file) throws IOException {
    if (!Files.exists(file)) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(file);
    return isOlder(DefinitionCompiler.class, made)
        && Files.getLastModifiedTime(source()).compareTo(made) < 0;
  }

  private static boolean isOlder(Class<?> compiler, FileTime made) throws IOException {
    try (Stream<Path> classes =
        Files.walk(Path.of(compiler.getProtectionDomain().getCodeSource().getLocation().toURI()))) {
      return classes
          .filter(Files::isRegularFile)
          .allMatch(path -> {
            try {
              return Files.getLastModifiedTime(path).compareTo(made) < 0;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /// The jar that holds the official definitions.
  private static Path source() throws IOException {
    String url =
        DefinitionCompiler.class
            .getResource("/org/hl7/fhir/r4/model/sp/search-parameters.json")
            .toString();
    return Path.of(URI.create(url.substring("jar:".length(), url.indexOf('!'))).getPath());
  }
}

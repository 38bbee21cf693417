package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.definition.ElementDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.structure.ProfileElement.AllowedType;
import dev.andiron.structure.Slicing.Test;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads how slices are told apart (<https://hl7.org/fhir/R4/profiling.html#discriminator>): paths
/// of names, `$this`, and `resolve()` at the end where the types of references are meant.
final class Discriminators {
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9]+(\\.[A-Za-z0-9]+)*");
  private static final String RESOLVE = "resolve()";

  private final Definitions definitions;

  Discriminators(Definitions definitions) {
    this.definitions = definitions;
  }

  /// The tests of one slice; null where they cannot be made.
  ///
  /// @param slicing as it is written; null where nothing is, as differentials may have it for
  ///   extensions and for types of choices
  /// @param types that are written at the slice
  @Nullable List<Test> tests(
      @Nullable JsonObject slicing,
      ElementDefinition of,
      String name,
      ProfileElement slice,
      List<AllowedType> types) {
    boolean extensions = of.types().getFirst().name().equals("Extension");
    JsonArray discriminators = slicing == null ? JsonArray.EMPTY : slicing.array("discriminator");
    if (discriminators.isEmpty()) {
      Test implied = extensions ? url(slice, types) : of.choice() ? ofType(of, name, types) : null;
      return implied == null ? null : List.of(implied);
    }
    List<Test> tests = new ArrayList<>();
    for (Json each : discriminators) {
      JsonObject discriminator = (JsonObject) each;
      String kind = String.valueOf(discriminator.string("type"));
      String path = String.valueOf(discriminator.string("path"));
      Test test =
          extensions && path.equals("url")
              ? url(slice, types)
              : of.choice() && kind.equals("type") && path.equals("$this")
                  ? ofType(of, name, types)
                  : test(kind, path, slice, types);
      if (test == null) {
        return null;
      }
      tests.add(test);
    }
    return tests;
  }

  private @Nullable Test test(
      String kind, String path, ProfileElement slice, List<AllowedType> types) {
    return switch (kind) {
      case "value", "pattern" -> value(path, slice);
      case "exists" -> exists(path, slice);
      case "type" -> type(path, slice, types);
      default -> null;
    };
  }

  private static @Nullable List<String> names(String path) {
    if (path.equals("$this")) {
      return List.of();
    }
    return NAMES.matcher(path).matches() ? List.of(path.split("\\.", -1)) : null;
  }

  /// What is said on the way to the path tells the values apart as well.
  private static @Nullable Test value(String path, ProfileElement slice) {
    List<String> names = names(path);
    if (names == null) {
      return null;
    }
    ProfileElement at = slice;
    int depth = 0;
    while (depth < names.size() && at.fixed() == null) {
      ProfileElement child = at.child(names.get(depth));
      if (child == null) {
        return null;
      }
      at = child;
      depth++;
    }
    return at.tells() ? new Test.Value(names.subList(0, depth), at) : null;
  }

  private static @Nullable Test exists(String path, ProfileElement slice) {
    List<String> names = names(path);
    ProfileElement at = names == null ? null : at(names, slice);
    if (names == null || at == null || (at.min() == 0 && at.max() > 0)) {
      return null;
    }
    return new Test.Exists(names, at.max() > 0);
  }

  private static @Nullable ProfileElement at(List<String> names, ProfileElement slice) {
    ProfileElement at = slice;
    for (String name : names) {
      at = at == null ? null : at.child(name);
    }
    return at;
  }

  private @Nullable Test type(String path, ProfileElement slice, List<AllowedType> types) {
    boolean target = path.endsWith(RESOLVE);
    String rest = target ? path.substring(0, path.length() - RESOLVE.length()) : path;
    List<String> names =
        rest.isEmpty() ? List.of() : names(target ? rest.substring(0, rest.length() - 1) : rest);
    ProfileElement at = names == null || names.isEmpty() ? null : at(names, slice);
    List<AllowedType> of =
        names != null && names.isEmpty() ? types : at == null ? List.of() : at.types();
    if (names == null || of.isEmpty()) {
      return null;
    }
    if (!target) {
      // Only resources, and what is named after its type, say which type they are of.
      boolean told =
          names.isEmpty() || of.stream().allMatch(each -> definitions.isResourceType(each.code()));
      return !told ? null : new Test.Type(names, of.stream().map(AllowedType::code).toList());
    }
    List<String> targets = of.stream().flatMap(each -> each.targets().stream()).toList();
    return targets.isEmpty() ? null : new Test.Target(names, targets);
  }

  /// A slice `valueQuantity` of `value[x]` may leave it at the name.
  private @Nullable Test ofType(ElementDefinition of, String name, List<AllowedType> types) {
    if (!types.isEmpty()) {
      return new Test.Type(List.of(), types.stream().map(AllowedType::code).toList());
    }
    for (var type : of.types()) {
      if (name.equalsIgnoreCase(of.name() + type.name()) && definitions.type(type.name()) != null) {
        return new Test.Type(List.of(), List.of(type.name()));
      }
    }
    return null;
  }

  /// The URL that the slice fixes, or that of the extension's own definition.
  private static @Nullable Test url(ProfileElement slice, List<AllowedType> types) {
    ProfileElement url = slice.child("url");
    if (url != null
        && url.fixed() != null
        && url.fixed().value() instanceof JsonString(String text)) {
      return new Test.Url(text);
    }
    return types.size() == 1 && types.getFirst().profiles().size() == 1
        ? new Test.Url(ProfileCompiler.withoutVersion(types.getFirst().profiles().getFirst()))
        : null;
  }
}

package dev.andiron.structure;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonString;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.Issue;
import dev.andiron.structure.Finding.Severity;
import dev.andiron.structure.ProfileElement.AllowedType;
import dev.andiron.structure.Slicing.Slice;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One look at a resource by profiles. The resource is valid for its type, or its faults are told
/// elsewhere: what is of the wrong shape is passed over here.
final class ProfileCheck {
  private final Function<String, Profiles.Found> profiles;
  private final KnownValueSets valueSets;
  private final Container container;
  private final Set<Finding> findings = new LinkedHashSet<>();
  private final Faults place = new Faults();
  private String profile = "";

  /// While a value is only tried, nothing is told; this says whether it failed.
  private boolean trying;

  private boolean failed;

  /// @param resource in which all of it is
  ProfileCheck(
      Function<String, Profiles.Found> profiles, KnownValueSets valueSets, JsonObject resource) {
    this.profiles = profiles;
    this.valueSets = valueSets;
    this.container = new Container(resource);
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /// Where the check is, to be led into a resource.
  Faults place() {
    return place;
  }

  /// A value of a profile's type.
  void check(Profile by, JsonObject value) {
    String outer = profile;
    profile = by.url();
    for (String note : by.notes()) {
      if (!trying) {
        findings.add(
            new Finding(
                Severity.INFORMATION,
                new Issue(Issue.Kind.NOT_SUPPORTED, "", note + " (profile " + by.url() + ")")));
      }
    }
    children(by.root(), value);
    profile = outer;
  }

  void tell(Severity severity, Issue.Kind kind, String message) {
    if (trying) {
      failed |= severity == Severity.ERROR;
    } else if (findings.size() < Faults.MOST) {
      findings.add(
          new Finding(
              severity,
              new Issue(
                  kind,
                  place.place(),
                  message + (profile.isEmpty() ? "" : " (profile " + profile + ")"))));
    }
  }

  private void children(ProfileElement parent, JsonObject object) {
    for (ProfileElement child : parent.children()) {
      element(child, object);
    }
  }

  private void element(ProfileElement element, JsonObject parent) {
    if (element.members() == null) {
      values(element, element.name(), null, parent);
      return;
    }
    String found = element.name();
    String type = null;
    for (Map.Entry<String, String> member : element.members().entrySet()) {
      if (isThere(parent, member.getKey())) {
        found = member.getKey();
        type = member.getValue();
      }
    }
    values(element, found, type, parent);
  }

  private static boolean isThere(JsonObject parent, String member) {
    return parent.has(member) || parent.has("_" + member);
  }

  private void values(
      ProfileElement element, String member, @Nullable String type, JsonObject parent) {
    Json whole = parent.get(member);
    boolean list = whole instanceof JsonArray;
    List<Json> values =
        whole instanceof JsonArray array
            ? array.elements()
            : whole == null ? List.of() : List.of(whole);
    int count = values.isEmpty() && isThere(parent, member) ? 1 : values.size();
    place.enter(member);
    count(element.min(), element.max(), count, "");
    for (int i = 0; i < values.size(); i++) {
      if (list) {
        place.at(i);
      }
      value(element, type, values.get(i));
    }
    if (list) {
      place.atWhole();
    }
    Slicing slicing = element.slicing();
    if (slicing != null) {
      slices(slicing, type, values, list);
    }
    place.leave();
  }

  private void count(int min, int max, int count, String of) {
    if (count < min) {
      tell(
          Severity.ERROR,
          Issue.Kind.REQUIRED,
          "There must be at least " + min + " of it" + of + "; there " + are(count) + ".");
    } else if (count > max) {
      tell(
          Severity.ERROR,
          Issue.Kind.STRUCTURE,
          max == 0
              ? "It must not be there" + of + "."
              : "There must be at most " + max + " of it" + of + "; there " + are(count) + ".");
    }
  }

  private static String are(int count) {
    return count == 0 ? "is none" : count == 1 ? "is one" : "are " + count;
  }

  /// @param type of the value where its name says it; else null
  private void value(ProfileElement element, @Nullable String type, Json value) {
    if (!element.types().isEmpty()) {
      types(element.types(), type, value);
    }
    FixedValue fixed = element.fixed();
    if (fixed != null && !fixed.isMetBy(value)) {
      tell(
          Severity.ERROR,
          Issue.Kind.VALUE,
          (fixed.pattern() ? "It must have " : "It must be ")
              + Faults.excerpt(text(fixed.value()))
              + "; found "
              + Faults.excerpt(text(value))
              + ".");
    }
    if (element.valueSet() != null) {
      binding(element.valueSet(), value);
    }
    if (value instanceof JsonObject object) {
      children(element, object);
    }
  }

  private static String text(Json value) {
    return value instanceof JsonString(String text) ? '"' + text + '"' : JsonWriter.text(value);
  }

  private void types(List<AllowedType> allowed, @Nullable String named, Json value) {
    String type =
        named != null || !(value instanceof JsonObject object)
            ? named
            : object.string("resourceType");
    List<AllowedType> fitting =
        allowed.stream()
            .filter(each -> type == null || each.code().equals(type) || isAny(each.code()))
            .toList();
    if (fitting.isEmpty()) {
      tell(
          Severity.ERROR,
          Issue.Kind.VALUE,
          "It must be of type "
              + allowed.stream()
                  .map(AllowedType::code)
                  .distinct()
                  .collect(Collectors.joining(" or "))
              + "; it is of type "
              + type
              + ".");
      return;
    }
    if (value instanceof JsonObject object) {
      targets(fitting, object);
      meets(fitting.stream().flatMap(each -> each.profiles().stream()).distinct().toList(), object);
    }
  }

  private static boolean isAny(String code) {
    return code.equals("Resource") || code.equals("DomainResource");
  }

  private void targets(List<AllowedType> allowed, JsonObject reference) {
    Set<String> targets =
        allowed.stream().flatMap(each -> each.targets().stream()).collect(Collectors.toSet());
    boolean any = allowed.stream().anyMatch(each -> each.targets().isEmpty());
    String target = any ? null : target(reference);
    if (target != null && !targets.contains(target)) {
      place.enter("reference");
      tell(
          Severity.ERROR,
          Issue.Kind.VALUE,
          "The reference must point to "
              + targets.stream().sorted().collect(Collectors.joining(" or "))
              + "; it points to "
              + Faults.excerpt(target)
              + ".");
      place.leave();
    }
  }

  /// The type of resource that a reference says it points to; null where it does not say.
  private @Nullable String target(JsonObject reference) {
    String text = reference.string("reference");
    String said =
        text == null
            ? null
            : switch (ReferenceText.of(text)) {
              case ReferenceText.Internal(String id) -> container.typeOf(id);
              case ReferenceText.Resource resource -> resource.type();
              case ReferenceText.Conditional(String type) -> type;
              case ReferenceText.Elsewhere _, ReferenceText.Malformed _ -> null;
            };
    return said != null ? said : reference.string("type");
  }

  /// The value meets one of these profiles.
  private void meets(List<String> urls, JsonObject value) {
    if (urls.isEmpty()) {
      return;
    }
    List<Profile> known = new ArrayList<>();
    for (String url : urls) {
      switch (profiles.apply(url)) {
        case Profiles.Found.Known(Profile found) -> known.add(found);
        case Profiles.Found.Unusable(String reason) ->
            tell(
                Severity.WARNING,
                Issue.Kind.NOT_SUPPORTED,
                "The profile " + url + " was not looked at, because " + reason + ".");
        case Profiles.Found.NotKnown _ ->
            tell(
                Severity.WARNING,
                Issue.Kind.NOT_FOUND,
                "The profile " + url + " is not known here, and was not looked at.");
      }
    }
    if (known.size() < urls.size()) {
      return; // it may meet the one that is not known
    }
    if (known.size() == 1) {
      check(known.getFirst(), value);
    } else if (known.stream().noneMatch(each -> passes(() -> check(each, value)))) {
      tell(
          Severity.ERROR,
          Issue.Kind.STRUCTURE,
          "It must meet one of the profiles " + String.join(", ", urls) + ".");
    }
  }

  private boolean passes(Runnable check) {
    boolean outerTrying = trying;
    boolean outerFailed = failed;
    trying = true;
    failed = false;
    check.run();
    boolean passed = !failed;
    trying = outerTrying;
    failed = outerFailed;
    return passed;
  }

  /// A required binding, of a code, a Coding, a CodeableConcept or a Quantity.
  private void binding(String valueSet, Json value) {
    Boolean in = isIn(valueSet, value);
    if (in == null) {
      tell(
          Severity.INFORMATION,
          Issue.Kind.NOT_SUPPORTED,
          "The codes of " + valueSet + " are not known here, and this was not held against them.");
    } else if (!in) {
      tell(
          Severity.ERROR,
          Issue.Kind.CODE_INVALID,
          "It must be of the value set "
              + valueSet
              + "; found "
              + Faults.excerpt(text(value))
              + ".");
    }
  }

  private @Nullable Boolean isIn(String valueSet, Json value) {
    if (value instanceof JsonString(String code)) {
      return valueSets.contains(valueSet, null, code);
    }
    if (!(value instanceof JsonObject object)) {
      return true;
    }
    if (!object.has("coding")) {
      String code = object.string("code");
      boolean excused = code == null && object.has("extension");
      String system = object.string("system");
      return excused
          ? Boolean.TRUE
          : (code == null || system == null)
              ? Boolean.FALSE
              : valueSets.contains(valueSet, system, code);
    }
    // terminologies.html#required: "one of the codings"
    Boolean any = false;
    for (Json coding : object.array("coding")) {
      Boolean in = coding instanceof JsonObject each ? isIn(valueSet, each) : Boolean.FALSE;
      if (in == null || in) {
        return in;
      }
      any = in;
    }
    return any;
  }

  private void slices(Slicing slicing, @Nullable String type, List<Json> values, boolean list) {
    int[] counts = new int[slicing.slices().size()];
    int last = 0;
    boolean rested = false;
    for (int i = 0; i < values.size(); i++) {
      if (list) {
        place.at(i);
      }
      int slice = slice(slicing, type, values.get(i));
      if (slice < 0) {
        rested = true;
        if (slicing.rest() == Slicing.Rest.CLOSED) {
          tell(
              Severity.ERROR,
              Issue.Kind.STRUCTURE,
              "It is in none of the slices " + names(slicing) + ", and there are to be no others.");
        }
        continue;
      }
      counts[slice]++;
      if ((rested && slicing.rest() == Slicing.Rest.OPEN_AT_END)
          || (slicing.ordered() && slice < last)) {
        tell(
            Severity.ERROR,
            Issue.Kind.STRUCTURE,
            "The slice " + slicing.slices().get(slice).name() + " is out of its order.");
      }
      last = Math.max(last, slice);
      value(slicing.slices().get(slice).element(), type, values.get(i));
    }
    if (list) {
      place.atWhole();
    }
    for (int i = 0; i < counts.length; i++) {
      Slice slice = slicing.slices().get(i);
      count(
          slice.element().min(), slice.element().max(), counts[i], " in the slice " + slice.name());
    }
  }

  private static String names(Slicing slicing) {
    return slicing.slices().stream().map(Slice::name).collect(Collectors.joining(", "));
  }

  private int slice(Slicing slicing, @Nullable String type, Json value) {
    for (int i = 0; i < slicing.slices().size(); i++) {
      if (slicing.slices().get(i).tests().stream().allMatch(test -> test(test, type, value))) {
        return i;
      }
    }
    return -1;
  }

  private boolean test(Slicing.Test test, @Nullable String type, Json value) {
    return switch (test) {
      case Slicing.Test.Url(String url) ->
          value instanceof JsonObject extension && url.equals(extension.string("url"));
      case Slicing.Test.Value(List<String> path, ProfileElement wanted) ->
          at(path, value).stream().anyMatch(each -> isTold(wanted, each));
      case Slicing.Test.Exists(List<String> path, boolean wanted) ->
          at(path, value).isEmpty() != wanted;
      case Slicing.Test.Type(List<String> path, List<String> types) ->
          (path.isEmpty() && type != null)
              ? types.contains(type)
              : at(path, value).stream()
                  .anyMatch(each ->
                      each instanceof JsonObject object
                          && types.contains(String.valueOf(object.string("resourceType"))));
      case Slicing.Test.Target(List<String> path, List<String> types) ->
          at(path, value).stream()
              .anyMatch(each ->
                  each instanceof JsonObject reference
                      && types.contains(String.valueOf(target(reference))));
    };
  }

  /// Whether a value has what a slice is told by.
  private boolean isTold(ProfileElement wanted, Json value) {
    if (wanted.fixed() != null) {
      return wanted.fixed().isMetBy(value);
    }
    if (wanted.valueSet() != null) {
      return Boolean.TRUE.equals(isIn(wanted.valueSet(), value));
    }
    for (ProfileElement child : wanted.children()) {
      if (child.tells()
          && at(List.of(child.name()), value).stream().noneMatch(each -> isTold(child, each))) {
        return false;
      }
    }
    return true;
  }

  /// The values at a path: of a choice those of whatever type.
  private static List<Json> at(List<String> path, Json value) {
    List<Json> found = List.of(value);
    for (String name : path) {
      List<Json> next = new ArrayList<>();
      for (Json each : found) {
        if (each instanceof JsonObject object) {
          add(object, name, next);
        }
      }
      found = next;
    }
    return found;
  }

  private static void add(JsonObject object, String name, List<Json> into) {
    Json value = object.get(name);
    if (value == null) {
      for (JsonObject.Member member : object) {
        if (member.name().length() > name.length()
            && member.name().startsWith(name)
            && Character.isUpperCase(member.name().charAt(name.length()))) {
          value = member.value();
        }
      }
    }
    if (value instanceof JsonArray array) {
      into.addAll(array.elements());
    } else if (value != null) {
      into.add(value);
    }
  }
}

package dev.andiron.structure;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.andiron.definition.Definitions;
import dev.andiron.definition.TypeDefinition;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.CanonicalResources;
import dev.andiron.resource.Derived;
import dev.andiron.resource.Directory;
import dev.andiron.resource.Issue;
import dev.andiron.resource.ResourceKey;
import dev.andiron.structure.Finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The profiles that are stored as `StructureDefinition`
/// (<https://hl7.org/fhir/R4/profiling.html>): their structural part, compiled when first asked for
/// and kept until one of them changes, on whichever node. Thread-safe; methods throw
/// `DatabaseException` where the database cannot be asked.
public final class Profiles {
  static final String CORE = "http://hl7.org/fhir/StructureDefinition/";
  private static final String STRUCTURE = "StructureDefinition";
  private static final int MOST_KEPT = 2_000;

  private final Definitions definitions;
  private final CanonicalResources resources;
  private final KnownValueSets valueSets;
  private final Derived<Compiled> compiled;

  /// What was compiled of the resources of one moment.
  private record Compiled(Directory directory, Cache<String, Found> byUrl) {}

  public Profiles(Definitions definitions, CanonicalResources resources, KnownValueSets valueSets) {
    this.definitions = definitions;
    this.resources = resources;
    this.valueSets = valueSets;
    this.compiled =
        new Derived<>(
            resources,
            directory ->
                new Compiled(directory, Caffeine.newBuilder().maximumSize(MOST_KEPT).build()));
  }

  /// What there is under a URL.
  sealed interface Found {
    record Known(Profile profile) implements Found {}

    record NotKnown() implements Found {}

    /// @param reason in words that follow "because"
    record Unusable(String reason) implements Found {}
  }

  private static final Found NOT_KNOWN = new Found.NotKnown();

  /// Holds a resource against the profiles that it claims, those of the resources of a bundle too.
  public List<Finding> claimed(JsonObject resource) {
    Look look = new Look(resource);
    look.check.place().enter(String.valueOf(resource.string("resourceType")));
    look.claims(resource);
    return look.check.findings();
  }

  /// The same, and against these profiles, and each extension against its definition.
  ///
  /// @param named what the caller asks for: it is an error where one is not known
  public List<Finding> all(JsonObject resource, List<String> named) {
    Look look = new Look(resource);
    look.check.place().enter(String.valueOf(resource.string("resourceType")));
    named.forEach(url -> look.profile(url, resource, Severity.ERROR));
    look.claims(resource);
    look.extensions(resource);
    return look.check.findings();
  }

  /// The type whose definition has this URL; null where none has.
  static @Nullable String coreType(Definitions definitions, String url) {
    String name = url.startsWith(CORE) ? url.substring(CORE.length()) : "";
    return definitions.type(name) == null ? null : name;
  }

  /// One resource that is looked at.
  private final class Look {
    private final Compiled now = compiled.current();
    private final Set<String> done = new HashSet<>();
    private final ProfileCheck check;

    Look(JsonObject resource) {
      this.check = new ProfileCheck(url -> found(now, url), valueSets, resource);
    }

    void claims(JsonObject resource) {
      JsonObject meta = resource.object("meta");
      if (meta != null) {
        ProfileCompiler.texts(meta.array("profile"))
            .forEach(url -> profile(url, resource, Severity.WARNING));
      }
      inner("contained", null, resource.array("contained"));
      if ("Bundle".equals(resource.string("resourceType"))) {
        inner("entry", "resource", resource.array("entry"));
      }
    }

    private void inner(String name, @Nullable String member, JsonArray list) {
      check.place().enter(name);
      for (int i = 0; i < list.size(); i++) {
        check.place().at(i);
        JsonObject each = list.get(i) instanceof JsonObject object ? object : JsonObject.EMPTY;
        JsonObject resource = member == null ? each : each.object(member);
        if (resource != null) {
          done.clear();
          inner(member, resource);
        }
      }
      check.place().leave();
    }

    private void inner(@Nullable String member, JsonObject resource) {
      if (member == null) {
        claims(resource);
      } else {
        check.place().enter(member);
        claims(resource);
        check.place().leave();
      }
    }

    void profile(String url, JsonObject resource, Severity unknown) {
      if (!done.add(url)) {
        return;
      }
      String type = String.valueOf(resource.string("resourceType"));
      String core = coreType(definitions, url);
      if (core != null) {
        isOf(core, type, url);
        return;
      }
      switch (found(now, url)) {
        case Found.Known(Profile profile) -> {
          if (isOf(profile.type(), type, url)) {
            check.check(profile, resource);
          }
        }
        case Found.NotKnown _ ->
            check.tell(
                unknown,
                Issue.Kind.NOT_FOUND,
                "The profile " + url + " is not known here, and was not looked at.");
        case Found.Unusable(String reason) ->
            check.tell(
                unknown,
                Issue.Kind.NOT_SUPPORTED,
                "The profile " + url + " was not looked at, because " + reason + ".");
      }
    }

    private boolean isOf(String wanted, String type, String url) {
      TypeDefinition definition = definitions.type(type);
      boolean is = definition != null && definition.is(wanted);
      if (!is) {
        check.tell(
            Severity.ERROR,
            Issue.Kind.STRUCTURE,
            "The profile " + url + " is for " + wanted + ", not for " + type + ".");
      }
      return is;
    }

    /// Extensions at any depth of which there is a definition.
    void extensions(JsonObject object) {
      for (JsonObject.Member member : object) {
        check.place().enter(member.name());
        if (member.value() instanceof JsonArray array) {
          for (int i = 0; i < array.size(); i++) {
            check.place().at(i);
            below(member.name(), array.get(i));
          }
        } else {
          below(member.name(), member.value());
        }
        check.place().leave();
      }
    }

    private void below(String member, Json value) {
      if (!(value instanceof JsonObject object)) {
        return;
      }
      String url =
          member.equals("extension") || member.equals("modifierExtension")
              ? object.string("url")
              : null;
      if (url != null
          && found(now, url) instanceof Found.Known(Profile profile)
          && profile.type().equals("Extension")) {
        check.check(profile, object);
      }
      extensions(object);
    }
  }

  private Found found(Compiled now, String url) {
    Found kept = now.byUrl().getIfPresent(url);
    if (kept == null) {
      kept = compile(now.directory(), url);
      now.byUrl().put(url, kept);
    }
    return kept;
  }

  private Found compile(Directory directory, String url) {
    JsonObject definition = read(directory, url);
    if (definition == null) {
      return NOT_KNOWN;
    }
    String type = String.valueOf(definition.string("type"));
    if (!"constraint".equals(definition.string("derivation"))) {
      return new Found.Unusable("it constrains no type but defines one");
    }
    if (definitions.type(type) == null) {
      return new Found.Unusable("its type " + Faults.excerpt(type) + " is none of FHIR R4's");
    }
    List<String> notes = new ArrayList<>();
    ElementList elements = elements(directory, definition, notes, new HashSet<>());
    ProfileCompiler.Compiled made =
        new ProfileCompiler(definitions, target -> typeOf(directory, target), elements)
            .compile(type);
    notes.addAll(made.notes());
    return new Found.Known(new Profile(url, type, made.root(), List.copyOf(notes)));
  }

  /// Those of the snapshot; where there is none, those of the base with the differential over them.
  private ElementList elements(
      Directory directory, JsonObject definition, List<String> notes, Set<String> within) {
    JsonObject snapshot = definition.object("snapshot");
    if (snapshot != null) {
      return ElementList.of(snapshot.array("element"));
    }
    String base = String.valueOf(definition.string("baseDefinition"));
    ElementList inherited = ElementList.NONE;
    if (coreType(definitions, base) == null) {
      JsonObject stored = within.add(base) ? read(directory, base) : null;
      if (stored == null) {
        notes.add(
            "It is made from " + base + ", which is not known here: only its own part is checked.");
      } else {
        inherited = elements(directory, stored, notes, within);
      }
    }
    JsonObject differential = definition.object("differential");
    return differential == null
        ? inherited
        : inherited.with(ElementList.of(differential.array("element")));
  }

  private @Nullable String typeOf(Directory directory, String url) {
    JsonObject definition = read(directory, url);
    return definition == null ? null : definition.string("type");
  }

  private @Nullable JsonObject read(Directory directory, String url) {
    ResourceKey key = directory.find(STRUCTURE, url);
    return key == null ? null : resources.read(key);
  }
}

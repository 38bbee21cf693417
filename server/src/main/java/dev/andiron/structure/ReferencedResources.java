package dev.andiron.structure;

import dev.andiron.definition.Definitions;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import dev.andiron.resource.Presence;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Together;
import dev.andiron.resource.WriteHook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Refuses resources of FHIR's types that refer to what is not here, though it says that it is: to
/// `Type/id`, or to an absolute URL on this server. What the same transaction writes is there. It
/// asks when a write is planned; what is deleted later leaves a reference to nothing.
public final class ReferencedResources implements WriteHook {
  private final Definitions definitions;
  private final Presence presence;
  private final String baseUrl;
  private final Set<String> types;

  /// @param baseUrl where clients see this server, without a slash at its end
  public ReferencedResources(Definitions definitions, Presence presence, String baseUrl) {
    this.definitions = definitions;
    this.presence = presence;
    this.baseUrl = baseUrl;
    this.types =
        definitions.resourceTypes().stream()
            .filter(type -> !definitions.isSystemType(type))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Set<String> types() {
    return types;
  }

  @Override
  public Plan plan(Proposal proposal) {
    JsonObject proposed = proposal.proposed();
    if (proposed != null) {
      ResourceKey own = new ResourceKey(proposal.type(), proposal.id());
      List<Issue> issues = issues(proposed, own, proposal.together());
      if (!issues.isEmpty()) {
        throw new RefusedException(RefusedException.Reason.INVALID, issues);
      }
    }
    return new Plan(proposed, false, List.of(), List.of());
  }

  private List<Issue> issues(JsonObject resource, ResourceKey own, Together together) {
    List<Issue> issues = new ArrayList<>();
    Map<String, Presence.Wanted> wanted = new LinkedHashMap<>();
    new Walk(
            definitions,
            new Faults(),
            true,
            (place, reference) -> {
              switch (reference) {
                case ReferenceText.Resource(
                        String base,
                        String type,
                        String id,
                        String version) -> {
                  if (isHere(base) && !isOwn(own, type, id, version)) {
                    Long number = number(version);
                    boolean possible = version == null || number != null;
                    if (!possible || !definitions.isResourceType(type)) {
                      issues.add(missing(place, type + "/" + id + history(version)));
                    } else {
                      ResourceKey target = new ResourceKey(type, id);
                      if (together.deleted().contains(target)) {
                        issues.add(missing(place, target.toString()));
                      } else if (!together.written().contains(target)) {
                        wanted.put(place, new Presence.Wanted(target, number));
                      }
                    }
                  }
                }
                case ReferenceText.Conditional _ ->
                    issues.add(
                        new Issue(
                            Issue.Kind.NOT_SUPPORTED,
                            place,
                            "A conditional reference is taken in transactions only."));
                case ReferenceText.Internal _,
                    ReferenceText.Elsewhere _,
                    ReferenceText.Malformed _ -> {}
              }
            })
        .resource(resource);
    Set<Presence.Wanted> missing = presence.missing(Set.copyOf(wanted.values()));
    wanted.forEach((place, each) -> {
      if (missing.contains(each)) {
        issues.add(missing(place, each.key() + history(each.version())));
      }
    });
    return issues.size() <= Faults.MOST ? issues : issues.subList(0, Faults.MOST);
  }

  /// A resource may refer to itself before it is there.
  private static boolean isOwn(ResourceKey own, String type, String id, @Nullable String version) {
    return version == null && type.equals(own.type()) && id.equals(own.id());
  }

  private boolean isHere(String base) {
    return base.isEmpty() || base.equals(baseUrl) || base.equals(baseUrl + "/fhir");
  }

  private static @Nullable Long number(@Nullable String version) {
    return version == null || !version.matches("[1-9][0-9]{0,17}") ? null : Long.valueOf(version);
  }

  private static String history(@Nullable Object version) {
    return version == null ? "" : "/_history/" + version;
  }

  private static Issue missing(String place, String reference) {
    return new Issue(
        Issue.Kind.NOT_FOUND,
        place,
        "There is no " + Faults.excerpt(reference) + " here, or it was deleted.");
  }
}

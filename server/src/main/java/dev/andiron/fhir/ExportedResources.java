package dev.andiron.fhir;

import dev.andiron.access.Decision;
import dev.andiron.access.StandingCalls;
import dev.andiron.export.ExportRights;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.ReadHooks;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Store;
import dev.andiron.search.HiddenElements;
import dev.andiron.search.IndexNotReadyException;
import dev.andiron.search.Search;
import dev.andiron.search.Visibility;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What an export gives to whoever asked for it: of what the policies show that allow the export,
/// all that they might list by `GET /Type`, and of the rest each that they might read by `GET
/// /Type/id`. Thread-safe.
public final class ExportedResources implements ExportRights {
  private final StandingCalls calls;
  private final VisibleResources visible;
  private final Disclosure disclosure;

  public ExportedResources(StandingCalls calls, Store store, Search search, ReadHooks hooks) {
    this.calls = calls;
    this.visible = new VisibleResources(store, search);
    this.disclosure = new Disclosure(hooks, search);
  }

  @Override
  public @Nullable Rights of(JsonObject asker) {
    StandingCalls.Standing standing = told(() -> calls.standing(asker));
    return standing == null ? null : new Asked(visible, disclosure, standing, new HashMap<>());
  }

  /// The policies say 503 where they cannot be asked.
  private static <T extends @Nullable Object> T told(Supplier<T> question) {
    try {
      return question.get();
    } catch (HttpProblem | IndexNotReadyException e) {
      throw new UnknownException(e);
    }
  }

  private record Asked(
      VisibleResources visible,
      Disclosure disclosure,
      StandingCalls.Standing standing,
      Map<String, Decision> known)
      implements Rights {
    @Override
    public boolean lists(String type) {
      return listing(type).permitted();
    }

    private Decision listing(String type) {
      return known.computeIfAbsent(
          type,
          _ ->
              decide(InnerRequest.search(standing.request(), type, Parameters.NONE), "FhirSearch"));
    }

    @Override
    public List<ResourceVersion> given(String type, List<ResourceVersion> versions) {
      List<ResourceVersion> exported = shown(type, versions, standing.view().of(type));
      Visibility listed = listed(type);
      List<ResourceVersion> found = shown(type, exported, listed);
      return found.size() == exported.size() ? found : withReadable(type, exported, found, listed);
    }

    /// What is not listed may be read.
    private List<ResourceVersion> withReadable(
        String type, List<ResourceVersion> all, List<ResourceVersion> found, Visibility listed) {
      Set<ResourceKey> given = new HashSet<>();
      found.forEach(version -> given.add(version.key()));
      Map<Visibility, List<ResourceVersion>> readable = new LinkedHashMap<>();
      for (ResourceVersion version : all) {
        if (!given.contains(version.key())) {
          readable.computeIfAbsent(readable(version), _ -> new ArrayList<>()).add(version);
        }
      }
      readable.remove(listed); // it does not show them
      readable.forEach((visibility, versions) ->
          shown(type, versions, visibility).forEach(version -> given.add(version.key())));
      return all.stream().filter(version -> given.contains(version.key())).toList();
    }

    /// Of the elements, those that the export shows, and also the list or the read.
    @Override
    public byte[] content(ResourceVersion version, ResourceVersion shown) {
      Visibility listed = listed(version.type());
      Visibility given = listed.isAll() ? listed : listed.or(readable(version));
      HiddenElements hidden =
          told(() ->
              disclosure
                  .hidden(version, standing.view().of(version.type()))
                  .or(disclosure.hidden(version, given)));
      return disclosure.concealed(shown, hidden).text();
    }

    private Visibility listed(String type) {
      Decision listing = listing(type);
      return listing.permitted() ? listing.view().of(type) : Visibility.NONE;
    }

    private Visibility readable(ResourceVersion version) {
      Decision decision = decide(InnerRequest.read(standing.request(), version.key()), "FhirRead");
      return decision.permitted() ? decision.view().of(version.type()) : Visibility.NONE;
    }

    private List<ResourceVersion> shown(
        String type, List<ResourceVersion> versions, Visibility visibility) {
      return told(() -> visible.shown(type, versions, visibility));
    }

    private Decision decide(Request request, String operation) {
      return told(() -> standing.questions().decide(request, operation));
    }
  }
}

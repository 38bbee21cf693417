package dev.andiron.fhir;

import dev.andiron.access.ProtectedCall;
import dev.andiron.access.View;
import dev.andiron.audit.AppendOnly;
import dev.andiron.audit.Recording;
import dev.andiron.definition.Definitions;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Parameters;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import dev.andiron.media.Negotiation;
import dev.andiron.resource.HistoryPage;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `GET /Type/id/_history`, `GET /Type/_history` and `GET /_history`
/// (<https://hl7.org/fhir/R4/http.html#history>): every version, newest first, deletions among
/// them.
final class ReadHistory {
  private final VisibleResources visible;
  private final VisibleHistory history;
  private final Disclosure disclosure;
  private final ResourceTypes types;
  private final List<String> allTypes;
  private final String baseUrl;

  ReadHistory(
      VisibleResources visible,
      VisibleHistory history,
      Disclosure disclosure,
      ResourceTypes types,
      Definitions definitions,
      String baseUrl) {
    this.visible = visible;
    this.history = history;
    this.disclosure = disclosure;
    this.types = types;
    this.allTypes =
        definitions.resourceTypes().stream().filter(type -> !AppendOnly.TYPE.equals(type)).toList();
    this.baseUrl = baseUrl;
  }

  /// The parameters without those that a lenient request passes over.
  static Parameters effective(Request request, Parameters parameters) {
    return Preferences.of(request).isLenient() ? HistoryParameters.known(parameters) : parameters;
  }

  Response ofResource(ProtectedCall call) {
    ResourceKey key = types.key(call.request());
    Negotiation.of(call.request());
    if (visible.find(key, call.view()) == null) {
      throw new HttpProblem(404, "There is no " + key + ", and never was.");
    }
    return answer(call, "/" + key + "/_history", List.of(key.type()), key.id());
  }

  Response ofType(ProtectedCall call) {
    String type = types.type(call.request());
    return answer(call, "/" + type + "/_history", List.of(type), null);
  }

  /// Without the records: asking would make the next answer longer, and so on for ever.
  Response ofSystem(ProtectedCall call) {
    return answer(call, "/_history", allTypes, null);
  }

  private Response answer(
      ProtectedCall call, String path, List<String> ofTypes, @Nullable String id) {
    Request request = call.request();
    Negotiation.of(request);
    Parameters parameters = call.parameters();
    View view = call.view();
    HistoryParameters asked =
        new HistoryParameters(parameters, (key, version) -> history.time(key, version, view));
    HistoryPage page = history.page(asked.query(ofTypes, id), view);
    return Preferences.of(request)
        .appliedHandling(
            Representation.body(
                request,
                200,
                new HistoryBundle(baseUrl, path, parameters, shown(page, call.view())).json()));
  }

  /// What is current is shown as a read shows it.
  private HistoryPage shown(HistoryPage page, View view) {
    Recording.found(page.entries().stream().map(HistoryPage.Entry::version).toList());
    Iterator<ResourceVersion> current =
        disclosure
            .of(
                page.entries().stream()
                    .filter(HistoryPage.Entry::current)
                    .map(HistoryPage.Entry::version)
                    .toList(),
                view)
            .iterator();
    List<HistoryPage.Entry> shown =
        page.entries().stream()
            .map(entry ->
                new HistoryPage.Entry(
                    entry.current() ? current.next() : disclosure.ofOld(entry.version(), view),
                    entry.current(),
                    entry.created()))
            .toList();
    return new HistoryPage(shown, page.total(), page.next());
  }
}

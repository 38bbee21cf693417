package dev.andiron.definition;

import java.util.ArrayList;
import java.util.List;

/// Definitions as another version of the program might have them.
public final class OtherParameters {
  private OtherParameters() {}

  /// Without one search parameter.
  public static Definitions without(Definitions definitions, String url) {
    List<SearchParameterDefinition> others = new ArrayList<>(definitions.searchParameters());
    others.removeIf(each -> each.url().equals(url));
    return definitions.withSearchParameters(others);
  }

  /// With another expression and type for one search parameter.
  public static Definitions with(
      Definitions definitions, String url, SearchParameterDefinition.Type type, String expression) {
    List<SearchParameterDefinition> others =
        definitions.searchParameters().stream()
            .map(each ->
                each.url().equals(url)
                    ? new SearchParameterDefinition(
                        each.url(),
                        each.code(),
                        each.bases(),
                        type,
                        expression,
                        each.targets(),
                        each.components(),
                        each.multipleOr(),
                        each.foldsCase())
                    : each)
            .toList();
    return definitions.withSearchParameters(others);
  }
}

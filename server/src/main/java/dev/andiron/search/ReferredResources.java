package dev.andiron.search;

import dev.andiron.definition.Definitions;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Together;
import dev.andiron.resource.WriteHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Refuses to delete a resource of FHIR's types while others refer to it, as far as search
/// parameters look at where they do. It asks when the deletion is planned: what begins to refer to
/// the resource in that moment is not seen. What the same transaction writes or deletes does not
/// count: whether what it writes refers to what it deletes is asked by `--reference-checks
/// existence`. Thread-safe.
public final class ReferredResources implements WriteHook {
  /// More than are told, since not everybody may know of all of them.
  private static final int MOST = 50;

  private final SearchParameters parameters;
  private final Database database;
  private final Set<String> types;

  public ReferredResources(
      Definitions definitions, SearchParameters parameters, Database database) {
    this.parameters = parameters;
    this.database = database;
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
    if (proposal.proposed() == null) {
      ResourceKey key = new ResourceKey(proposal.type(), proposal.id());
      List<ResourceKey> referring = referring(key, proposal.together());
      if (!referring.isEmpty()) {
        throw RefusedException.referenced(key, referring);
      }
    }
    return new Plan(proposal.proposed(), false, List.of(), List.of());
  }

  private List<ResourceKey> referring(ResourceKey key, Together together) {
    List<Integer> keys = new ArrayList<>();
    List<String> of = new ArrayList<>();
    for (Map.Entry<String, ParameterSet.OfType> type : parameters.current().byType().entrySet()) {
      if (type.getKey().equals(Records.TYPE)) {
        continue; // that it was looked at does not keep it
      }
      for (SearchParameter parameter : type.getValue().byCode().values()) {
        if (parameter.kind() instanceof ReferenceKind kind && kind.targets().contains(key.type())) {
          keys.add(parameter.key());
          of.add(type.getKey());
        }
      }
    }
    return database.query(
        Statement.of(
            """
            select distinct p.type, x.id
            from unnest(?::int4[], ?::text[]) as p (key, type)
            join search_reference_1 x on x.key = p.key and x.target = ? and x.target_type = ?
            where p.type || '/' || x.id <> all(?::text[])
            order by p.type, x.id limit ?
            """,
            new SqlArray("int4", keys.toArray()),
            new SqlArray("text", of.toArray()),
            key.id(),
            key.type(),
            new SqlArray(
                "text",
                Stream.of(together.written(), together.deleted(), Set.of(key))
                    .flatMap(Set::stream)
                    .map(ResourceKey::toString)
                    .toArray()),
            MOST),
        row -> new ResourceKey(row.text(1), row.text(2)));
  }
}

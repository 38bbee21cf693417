package dev.andiron.search;

import dev.andiron.pg.Statement.SqlArray;
import dev.andiron.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;

/// That a resource belongs to a compartment (https://hl7.org/fhir/R4/compartmentdefinition.html):
/// it refers to it by one of these search parameters of its type.
///
/// @param compartment the patient, encounter, … that it is the compartment of
public record Membership(ResourceKey compartment, List<String> codes) {
  public Membership {
    codes = List.copyOf(codes);
  }

  /// The condition on resources of a type.
  Condition condition(SearchParameters parameters, String type) {
    List<Integer> keys = keys(parameters, type);
    List<Sql> each = new ArrayList<>();
    for (Integer key : keys) {
      each.add(
          new Sql()
              .add("(select x.id from search_reference_1 x where x.key = ? and ", key)
              .add(refers())
              .add(" limit ?)", Candidates.MOST + 1L));
    }
    return new Condition(
        Condition.Basis.VALUES,
        exists("search_reference_1 x where x.id = r.id", keys),
        exists(
            "(select * from search_reference_1 y where y.id = r.id offset 0) x where true", keys),
        new Candidates(1, new Sql().add("array(").add(Sql.join(" union all ", each)).add(")")));
  }

  private Sql exists(String from, List<Integer> keys) {
    return new Sql()
        .add("exists (select from " + from + " and x.key = any(?::int4[])", array(keys))
        .add(" and ")
        .add(refers())
        .add(")");
  }

  private Sql refers() {
    return new Sql()
        .add("x.target = ? and x.target_type = ?", compartment.id(), compartment.type());
  }

  /// What of the index leads to resources of a type.
  List<Integer> keys(SearchParameters parameters, String type) {
    List<Integer> keys = new ArrayList<>();
    for (String code : codes) {
      SearchParameter parameter = parameters.find(type, code);
      if (parameter == null || !(parameter.kind() instanceof ReferenceKind)) {
        throw new IllegalStateException(type + "." + code + " is no reference");
      }
      keys.add(parameter.key());
    }
    return keys;
  }

  static SqlArray array(List<Integer> keys) {
    return new SqlArray("int4", keys.toArray());
  }
}

package dev.andiron.search;

import dev.andiron.search.Condition.Basis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The SQL that goes from resources to others, by the references of the index. References to other
/// servers and to contained resources have no type there and lead nowhere; neither do those to what
/// was deleted, which has no values in the index and no row.
final class Links {
  private static final Pattern ID = Pattern.compile("\\br\\.id\\b");
  private static final Pattern COLUMN = Pattern.compile("\\br\\.");

  /// As many that come into question as are too many (see [Candidates#ids]).
  private static final String TOO_MANY =
      "array_fill(''::text, array[" + (Candidates.MOST + 1) + "])";

  private static final String LIMIT = " limit " + (Candidates.MOST + 1);

  private final SearchParameter reference;
  private final String link;
  private final String row;

  /// @param depth of the link in its chain, from 1: what its SQL calls it by
  Links(SearchParameter reference, int depth) {
    this.reference = reference;
    this.link = "l" + depth;
    this.row = "r" + depth;
  }

  /// The table of a type, which may not be there yet, by the name of a row of it.
  private static String table(String type, String row) {
    return '"' + type.toLowerCase(Locale.ROOT) + "\" " + row;
  }

  /// The same SQL where some types have no table: an empty one stands for it.
  static Sql withoutTables(Sql sql, Set<String> types) {
    Sql without = sql;
    for (String type : types) {
      without =
          without.rewritten(
              Pattern.compile(table(type, "(?=r)")),
              "(select null::text as id, null::timestamptz as ts where false) ");
    }
    return without;
  }

  /// What is true of resources that refer to one that meets a condition.
  ///
  /// @param targets the condition for each type that may be referred to
  Condition to(Map<String, Condition> targets) {
    List<Sql> referring = new ArrayList<>();
    List<Sql> each = new ArrayList<>();
    List<Sql> ids = new ArrayList<>();
    int rank = 0;
    boolean few = true;
    for (Map.Entry<String, Condition> target : targets.entrySet()) {
      String type = target.getKey();
      Condition condition = target.getValue();
      referring.add(condition(type, condition));
      each.add(eachTo(type, condition));
      Candidates candidates = condition.candidates();
      few &= candidates != null;
      if (candidates != null) {
        rank = Math.max(rank, candidates.rank() + 2);
        ids.add(idsTo(type, condition, candidates));
      }
    }
    return new Condition(
        Basis.VALUES,
        referring.size() == 1 ? exists(referring.getFirst()) : in(referring),
        new Sql().add("(").add(Sql.join(" or ", each)).add(")"),
        few ? new Candidates(rank, Sql.join(" || ", ids)) : null);
  }

  private Sql condition(String type, Condition condition) {
    boolean proven = condition.basis() == Basis.VALUES;
    return new Sql()
        .add(
            " from search_reference_1 "
                + link
                + (proven
                    ? ""
                    : " join " + table(type, row) + " on " + row + ".id = " + link + ".target"))
        .add(" where " + link + ".key = ?", reference.key())
        .add(" and " + link + ".target_type = ? and ", type)
        .add(proven ? ofId(condition.whole(), link + ".target") : ofRow(condition.whole()));
  }

  private Sql exists(Sql referring) {
    return new Sql().add("exists (select").add(referring).add(" and " + link + ".id = r.id)");
  }

  /// One of several types: as a set, because PostgreSQL joins no alternatives.
  private Sql in(List<Sql> referring) {
    Sql sql = new Sql().add("r.id in (");
    String glue = "";
    for (Sql one : referring) {
      sql.add(glue).add("select " + link + ".id").add(one);
      glue = " union all ";
    }
    return sql.add(")");
  }

  private Sql eachTo(String type, Condition condition) {
    Sql sql =
        new Sql()
            .add("exists (select from " + ofResource("r.id", link))
            .add(" where " + link + ".key = ?", reference.key())
            .add(" and " + link + ".target_type = ? and (select ", type);
    return condition.basis() == Basis.VALUES
        ? sql.add(ofId(condition.each(), link + ".target")).add("))")
        : sql.add("exists (select from " + table(type, row))
            .add(" where " + row + ".id = " + link + ".target and ")
            .add(ofRow(condition.each()))
            .add(")))");
  }

  private Sql idsTo(String type, Condition condition, Candidates candidates) {
    Sql ids = new Sql().add("select l.id from unnest(c.ids) i(id)");
    ids.add(", lateral (select l.id from search_reference_1 l where l.key = ?", reference.key());
    ids.add(" and l.target = i.id and l.target_type = ?" + LIMIT + ") l", type);
    if (condition.basis() != Basis.VALUES) {
      ids.add(" where exists (select from " + table(type, "r") + " where r.id = i.id)");
    }
    return ofFew(candidates.ids(), ids.add(LIMIT));
  }

  /// What is true of resources that one refers to which meets a condition.
  ///
  /// @param type of those referred to
  Condition from(String type, Condition referring) {
    boolean row = referring.basis() == Basis.ROW;
    Sql whole = new Sql().add("exists (select from search_reference_1 " + link);
    if (row) {
      whole.add(" join " + table(reference.type(), this.row));
      whole.add(" on " + this.row + ".id = " + link + ".id");
    }
    whole
        .add(" where " + link + ".key = ? and " + link + ".target = r.id", reference.key())
        .add(" and " + link + ".target_type = ? and ", type)
        .add(row ? ofRow(referring.whole()) : ofId(referring.whole(), link + ".id"))
        .add(")");
    Sql each =
        new Sql()
            .add("exists (select from search_reference_1 " + link)
            .add(" where " + link + ".key = ? and " + link + ".target = r.id", reference.key())
            .add(" and " + link + ".target_type = ? and (select ", type);
    if (row) {
      each.add("exists (select from " + table(reference.type(), this.row))
          .add(" where " + this.row + ".id = " + link + ".id and ")
          .add(ofRow(referring.each()))
          .add(")");
    } else {
      each.add(ofId(referring.each(), link + ".id"));
    }
    Candidates candidates = referring.candidates();
    return new Condition(
        Basis.ID,
        whole,
        each.add("))"),
        candidates == null
            ? null
            : new Candidates(candidates.rank() + 1, idsFrom(type, candidates.ids())));
  }

  private Sql idsFrom(String type, Sql ids) {
    return ofFew(
        ids,
        new Sql()
            .add("select l.target from unnest(c.ids) i(id), lateral (select l.target from ")
            .add(ofResource("i.id", "l"))
            .add(" where l.key = ? and l.target_type = ?) l" + LIMIT, reference.key(), type));
  }

  /// Those of few that meet a condition on their ids.
  static Sql meeting(Sql ids, Sql condition) {
    return ofFew(
        ids,
        new Sql()
            .add("select r.id from unnest(c.ids) r(id) where (select ")
            .add(condition)
            .add(")"));
  }

  /// What a query finds for those that come into question, unless these are too many already.
  private static Sql ofFew(Sql ids, Sql query) {
    return new Sql()
        .add("(select case when cardinality(c.ids) <= " + Candidates.MOST + " then array(")
        .add(query)
        .add(") else " + TOO_MANY + " end from (select ")
        .add(ids)
        .add(" as ids offset 0) c)");
  }

  /// The references of one resource, looked up by its id.
  private static String ofResource(String id, String alias) {
    return "(select * from search_reference_1 y where y.id = " + id + " offset 0) " + alias;
  }

  private static Sql ofId(Sql condition, String id) {
    return condition.rewritten(ID, id);
  }

  private Sql ofRow(Sql condition) {
    return condition.rewritten(COLUMN, row + ".");
  }
}

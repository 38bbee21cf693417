package dev.andiron.access;

import dev.andiron.pg.ConfinedDatabase;
import dev.andiron.pg.DatabaseException;
import dev.andiron.resource.Issue;
import dev.andiron.resource.ReadableTables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the queries of policies are asked: opened when there is a first one. Thread-safe.
///
/// The role behind it is let to read the tables that queries name, when they name them. A table
/// that is not there yet is made then, so that it reads as empty.
public final class PolicyDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyDatabase.class);

  /// Stands for `{{!path}}` where a query is only planned: all tables have the same columns.
  private static final String ANY_TABLE = "user";

  private final Supplier<ConfinedDatabase> opening;
  private final ReadableTables tables;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable ConfinedDatabase opened;

  /// @param opening signs in as the role, which it makes
  /// @param tables which queries may read
  public PolicyDatabase(Supplier<ConfinedDatabase> opening, ReadableTables tables) {
    this.opening = opening;
    this.tables = tables;
  }

  /// A query with values in their places.
  private record Filled(String sql, List<@Nullable String> values, Set<String> named) {}

  /// Whether the query allows the request. What fails, whyever, allows nothing.
  ///
  /// @param policy its id, for the log
  boolean allows(PolicyQuery query, RequestObject request, String policy) {
    Filled filled = filled(query, request);
    if (filled == null) {
      return false;
    }
    try {
      return isTrue(filled);
    } catch (DatabaseException e) {
      LOG.warn("AccessPolicy/{} allows nothing: its query fails ({})", policy, e.state());
      return false;
    }
  }

  private boolean isTrue(Filled filled) {
    ConfinedDatabase database = database();
    try {
      return database.isTrue(filled.sql(), filled.values());
    } catch (DatabaseException e) {
      boolean mayBeGranted = e.isUndefinedTable() || e.isForbidden();
      if (mayBeGranted && tables.grant(database.role(), filled.named())) {
        return database.isTrue(filled.sql(), filled.values());
      }
      throw e;
    }
  }

  /// Null where something has no answer, or names no table.
  private @Nullable Filled filled(PolicyQuery query, RequestObject request) {
    StringBuilder sql = new StringBuilder();
    List<@Nullable String> values = new ArrayList<>();
    Set<String> named = named(query);
    for (PolicyQuery.Part part : query.parts()) {
      switch (part) {
        case PolicyQuery.Part.Sql(String text) -> sql.append(text);
        case PolicyQuery.Part.Value(RequestPath path) -> {
          if (path.isUnknownIn(request)) {
            return null;
          }
          sql.append(" ? ");
          values.add(path.textIn(request));
        }
        case PolicyQuery.Part.Table(RequestPath path) -> {
          String table = path.isUnknownIn(request) ? null : table(path.textIn(request));
          if (table == null) {
            return null;
          }
          sql.append('"').append(table).append('"');
          named.add(table);
        }
      }
    }
    return new Filled(sql.toString(), values, named);
  }

  private @Nullable String table(@Nullable String name) {
    String folded = name == null ? "" : name.toLowerCase(Locale.ROOT);
    return tables.has(folded) ? folded : null;
  }

  private Set<String> named(PolicyQuery query) {
    Set<String> named = new HashSet<>(query.words());
    named.removeIf(word -> !tables.has(word));
    return named;
  }

  /// Makes sure that the queries of a policy can be asked.
  ///
  /// @return what is wrong with them, for their author
  /// @throws DatabaseException when the database cannot be reached
  List<Issue> issues(Policy policy) {
    List<Issue> issues = new ArrayList<>();
    check(policy.rule(), "AccessPolicy", issues);
    return issues;
  }

  private void check(Policy.Rule rule, String at, List<Issue> issues) {
    switch (rule) {
      case Policy.Asking asking -> {
        String fault = fault(asking.query());
        if (fault != null) {
          issues.add(new Issue(Issue.Kind.VALUE, at + ".sql.query", fault));
        }
      }
      case Policy.AllOf(List<Policy.Rule> rules) -> each(rules, at + ".and", issues);
      case Policy.AnyOf(List<Policy.Rule> rules) -> each(rules, at + ".or", issues);
      case Policy.Allow _, Policy.Opened _, Policy.Matching _, Policy.Conforming _ -> {}
    }
  }

  private void each(List<Policy.Rule> rules, String at, List<Issue> issues) {
    for (int i = 0; i < rules.size(); i++) {
      check(rules.get(i), at + "[" + i + "]", issues);
    }
  }

  private @Nullable String fault(PolicyQuery query) {
    StringBuilder sql = new StringBuilder();
    Set<String> named = named(query);
    int values = 0;
    for (PolicyQuery.Part part : query.parts()) {
      switch (part) {
        case PolicyQuery.Part.Sql(String text) -> sql.append(text);
        case PolicyQuery.Part.Value _ -> {
          sql.append(" ? ");
          values++;
        }
        case PolicyQuery.Part.Table _ -> {
          sql.append('"').append(ANY_TABLE).append('"');
          named.add(ANY_TABLE);
        }
      }
    }
    ConfinedDatabase database;
    try {
      database = database();
      tables.grant(database.role(), named);
    } catch (DatabaseException e) {
      if (e.isForbidden() || e.isSignInRefused()) {
        return "The engine `sql` needs a role of its own in the database, and this server may not"
            + " make one there: let its role create roles (CREATEROLE), or use another engine.";
      }
      throw e;
    }
    try {
      database.plan(sql.toString(), values);
      return null;
    } catch (DatabaseException e) {
      if (e.isUnavailable() && !e.isOfReading() && !e.isOutOfMemory()) {
        throw e;
      }
      return reason(e);
    }
  }

  /// By SQLSTATE (PostgreSQL, Appendix A).
  private static String reason(DatabaseException e) {
    return "PostgreSQL does not take the query: "
        + switch (e.state()) {
          case "42601" -> "its syntax is wrong; it is one `select`, and values are {{path}}.";
          case "42703" -> "it has no such column.";
          case "42P01" -> "it names a table that is none of a resource type.";
          case "42501", "25006" -> "it reads, or does, what policies may not.";
          case "42883" -> "it uses a function or an operator that there is not for these types.";
          case "42804" -> "a type does not fit; the first column must be boolean.";
          case "53200" -> "it takes more memory than policies may.";
          case "57014" -> "planning it takes longer than policies may.";
          case "42P18" -> "the type of a value is not clear; write {{path}}::text.";
          default -> "SQLSTATE " + e.state() + ".";
        };
  }

  private ConfinedDatabase database() {
    ConfinedDatabase known = opened;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      known = opened;
      if (known == null) {
        known = opening.get();
        opened = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    ConfinedDatabase known = opened;
    if (known != null) {
      known.close();
    }
  }
}

package dev.andiron.search;

import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonNumber;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonString;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseUrl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A database that has PostgreSQL explain every statement with its values, before it is run.
final class Recording {
  /// What a node of a plan reads.
  ///
  /// @param node `Index Scan`, `Seq Scan`, …
  /// @param relation the table; `""` where it reads none
  /// @param rows that it looked at, those that its filter threw away included, over all loops
  record Scan(String node, String relation, double rows) {}

  /// A plan that was run.
  record Plan(String sql, List<Scan> scans, String text) {}

  final List<Plan> plans = new ArrayList<>();
  private final PGSimpleDataSource source = new PGSimpleDataSource();

  Recording(DatabaseUrl url) {
    source.setUrl(url.jdbc());
    source.setUser(url.user());
    source.setPassword(url.password());
  }

  Database database() {
    return new Database(
        proxy(
            DataSource.class,
            (method, arguments) ->
                method.getName().equals("getConnection")
                    ? connection(source.getConnection())
                    : call(method, source, arguments)));
  }

  private Connection connection(Connection connection) {
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object answer = call(method, connection, arguments);
          return answer instanceof PreparedStatement prepared
              ? statement(connection, prepared, String.valueOf(arguments[0]))
              : answer;
        });
  }

  private record Bound(Method method, Object[] arguments) {}

  private PreparedStatement statement(
      Connection connection, PreparedStatement prepared, String sql) {
    List<Bound> bound = new ArrayList<>();
    return proxy(
        PreparedStatement.class,
        (method, arguments) -> {
          if (method.getName().startsWith("set") && arguments.length > 1) {
            bound.add(new Bound(method, arguments));
          }
          if (method.getName().startsWith("execute")) {
            explain(connection, sql, bound);
          }
          return call(method, prepared, arguments);
        });
  }

  private void explain(Connection connection, String sql, List<Bound> bound) throws Throwable {
    try (PreparedStatement explain =
        connection.prepareStatement("explain (analyze, format json) " + sql)) {
      for (Bound each : bound) {
        call(each.method(), explain, each.arguments());
      }
      try (ResultSet result = explain.executeQuery()) {
        result.next();
        String text = result.getString(1);
        JsonObject whole = (JsonObject) ((JsonArray) JsonReader.read(text)).get(0);
        List<Scan> scans = new ArrayList<>();
        scans((JsonObject) java.util.Objects.requireNonNull(whole.get("Plan")), scans);
        plans.add(new Plan(sql, scans, text));
      }
    }
  }

  private static void scans(JsonObject node, List<Scan> into) {
    if (node.get("Relation Name") instanceof JsonString(String relation)) {
      double loops = number(node, "Actual Loops");
      double rows =
          number(node, "Actual Rows")
              + number(node, "Rows Removed by Filter")
              + number(node, "Rows Removed by Index Recheck");
      into.add(new Scan(String.valueOf(node.string("Node Type")), relation, loops * rows));
    }
    for (Json child : node.array("Plans")) {
      scans((JsonObject) child, into);
    }
  }

  private static double number(JsonObject node, String name) {
    return node.get(name) instanceof JsonNumber number ? number.decimal().doubleValue() : 0;
  }

  private interface Call {
    Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> call.on(method, arguments)));
  }

  private static Object call(Method method, Object on, Object[] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}

package dev.andiron.resource;

import dev.andiron.pg.ConfinedRole;
import dev.andiron.pg.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The documented tables (`docs/sql.md`) as far as others may be let to read them. Thread-safe.
public final class ReadableTables {
  private final Database database;
  private final Map<String, String> types = new HashMap<>();

  /// @param types those whose tables they are
  public ReadableTables(Database database, Collection<String> types) {
    this.database = database;
    for (String type : types) {
      String name = type.toLowerCase(Locale.ROOT);
      this.types.put(name, type);
      this.types.put(name + "_history", type);
    }
  }

  /// Whether this is the name of one of them, not quoted.
  public boolean has(String name) {
    return types.containsKey(name);
  }

  /// Lets a role read some of them. Those that are not there yet are made, so that they read as
  /// empty; whether the role could read less before.
  public boolean grant(ConfinedRole role, Set<String> names) {
    Set<String> missing = new HashSet<>();
    List<String> known = new ArrayList<>();
    for (String name : names) {
      String type = types.get(name);
      if (type != null) {
        missing.add(type);
        known.add(name);
      }
    }
    missing.removeAll(TypeTables.written(database, missing));
    missing.forEach(new TypeTables(database)::make);
    return role.mayRead(database, known);
  }
}

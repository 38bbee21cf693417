package dev.andiron.identity;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Statement;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.WriteHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps, beside each Role, which user has it, and tells the nodes that this user changed.
/// Thread-safe.
public final class RoleHook implements WriteHook {
  private static final String TYPE = "Role";

  @Override
  public Set<String> types() {
    return Set.of(TYPE);
  }

  @Override
  public Plan plan(Proposal proposal) {
    List<ResourceKey> users = new ArrayList<>();
    String before = holder(proposal.current());
    String after = holder(proposal.proposed());
    if (before != null) {
      users.add(new ResourceKey(Users.TYPE, before));
    }
    JsonObject proposed = proposal.proposed();
    String name = proposed == null ? null : proposed.string("name");
    Statement statement;
    if (after == null || name == null) {
      statement = Statement.of("delete from role_holder where role_id = ?", proposal.id());
    } else {
      users.add(new ResourceKey(Users.TYPE, after));
      statement =
          Statement.of(
              """
              insert into role_holder (role_id, user_id, name) values (?, ?, ?)
              on conflict (role_id) do update
              set user_id = excluded.user_id, name = excluded.name
              """,
              proposal.id(),
              after,
              name);
    }
    return new Plan(proposed, false, List.of(statement), users.stream().distinct().toList());
  }

  private static @Nullable String holder(@Nullable JsonObject role) {
    JsonObject user = role == null ? null : role.object("user");
    if (user == null) {
      return null;
    }
    String id = user.string("id");
    String reference = user.string("reference");
    if (id != null || reference == null) {
      return id;
    }
    String prefix = Users.TYPE + "/";
    return reference.startsWith(prefix) ? reference.substring(prefix.length()) : null;
  }
}

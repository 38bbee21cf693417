package dev.andiron.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.pg.Database;
import dev.andiron.pg.Statement;
import org.jspecify.annotations.Nullable;

/// What is decided once, at the first start of an instance, and kept on every node.
public final class InstanceSettings {
  private static final String ISSUER = "issuer";

  private final Database database;

  public InstanceSettings(Database database) {
    this.database = database;
  }

  /// The issuer of every token: the proposed one at the first start, and what was decided then at
  /// every other. It ends in no slash.
  public String issuer(String proposed) {
    return decide(ISSUER, proposed.replaceFirst("/+$", ""));
  }

  /// A random text that all nodes share and nobody else knows: made at first, and kept sealed.
  public String secret(String name, KeyVault vault) {
    byte[] made = TokenBytes.base64url(TokenBytes.random(32)).getBytes(UTF_8);
    return new String(vault.open(name, decide(name, vault.seal(name, made))), UTF_8);
  }

  /// The value that was decided first, which may be this one.
  String decide(String name, String proposed) {
    database.execute(
        Statement.of(
            "insert into instance_setting (name, value) values (?, ?) on conflict do nothing",
            name,
            proposed));
    String decided = get(name);
    return decided == null ? proposed : decided;
  }

  @Nullable String get(String name) {
    return database.first(
        Statement.of("select value from instance_setting where name = ?", name),
        row -> row.text(1));
  }

  void set(String name, String value) {
    database.execute(
        Statement.of(
            """
            insert into instance_setting (name, value) values (?, ?)
            on conflict (name) do update set value = excluded.value
            """,
            name,
            value));
  }
}

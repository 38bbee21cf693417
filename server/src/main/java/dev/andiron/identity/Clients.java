package dev.andiron.identity;

import dev.andiron.json.JsonObject;
import dev.andiron.pg.Database;
import dev.andiron.resource.ChangeListener;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.ResourceVersion;
import dev.andiron.resource.Trust;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The clients. Thread-safe. Methods throw `DatabaseException` where the database cannot be asked
/// and memory cannot be trusted.
public final class Clients {
  static final String TYPE = "Client";
  private static final int REMEMBERED = 10_000;

  private final Credentials credentials;
  private final Function<ResourceKey, @Nullable ResourceVersion> resources;
  private final TrustedCache<Known> cache;

  /// @param resources reads the current version of a resource, or its deletion, or null
  public Clients(
      Database database, Function<ResourceKey, @Nullable ResourceVersion> resources, Trust trust) {
    this.credentials = new Credentials(database);
    this.resources = resources;
    this.cache = new TrustedCache<>(TYPE, REMEMBERED, trust, this::load);
  }

  /// A client and the hash of its secret, which leaves this package in no form.
  record Known(Client client, @Nullable String secretHash) {
    @Override
    public String toString() {
      return client.toString();
    }
  }

  /// The client of this id, active or not; null where there is none.
  public @Nullable Client find(String id) {
    Known known = known(id);
    return known == null ? null : known.client();
  }

  @Nullable Known known(String id) {
    // Anything else comes from outside and names nobody.
    return ResourceKey.isId(id) ? cache.get(id) : null;
  }

  /// To be told of changes.
  public ChangeListener listener() {
    return cache;
  }

  private @Nullable Known load(String id) {
    Credentials.Stored stored = credentials.read(TYPE, id, ClientHook.SECRET);
    ResourceVersion version = resources.apply(new ResourceKey(TYPE, id));
    if (version == null || version.deleted()) {
      return null;
    }
    JsonObject resource = version.resource();
    return new Known(
        new Client(id, resource, Client.isActive(resource), stored.value() != null, stored.epoch()),
        stored.value());
  }
}

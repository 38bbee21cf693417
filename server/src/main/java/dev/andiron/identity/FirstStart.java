package dev.andiron.identity;

import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.json.Json;
import dev.andiron.json.JsonArray;
import dev.andiron.json.JsonBoolean;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.json.JsonWriter;
import dev.andiron.resource.Precondition;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import dev.andiron.resource.ResourceKey;
import dev.andiron.resource.Store;
import dev.andiron.resource.Written;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The first start of an instance makes those who can make everything else: the client `root`, the
/// user `admin`, and the policies that allow them everything. Every later start changes nothing.
///
/// What was generated must be shown once and never lost: it is first decided and kept sealed, then
/// the resources are made of it, then it is shown, and only then forgotten. A start that is killed
/// on the way is taken up by the next; servers that start at once decide, and show, the same.
public final class FirstStart {
  private static final String SETTING = "first-start";
  private static final String DONE = "done";
  private static final ResourceKey ADMIN = new ResourceKey(Users.TYPE, "admin");
  private static final ResourceKey ROOT = new ResourceKey(Clients.TYPE, "root");

  private final Store store;
  private final InstanceSettings settings;
  private final KeyVault vault;
  private final PasswordRules rules;

  public FirstStart(Store store, InstanceSettings settings, KeyVault vault, PasswordRules rules) {
    this.store = store;
    this.settings = settings;
    this.vault = vault;
    this.rules = rules;
  }

  /// What the first start made, and nobody was told before.
  ///
  /// @param adminPassword null where it was configured
  /// @param rootSecret null where it was configured
  public record Generated(@Nullable String adminPassword, @Nullable String rootSecret) {
    @Override
    public String toString() {
      return "Generated";
    }
  }

  /// Makes what is missing of a first start.
  ///
  /// @param adminPassword as configured, or null to have one generated
  /// @param rootSecret as configured, or null to have one generated
  /// @param show tells the operator; whatever it throws leaves the first start to be finished by
  ///   the next
  /// @return whether this was a first start; false where nothing was done
  /// @throws RefusedException where the rules for passwords are enforced and the configured one
  ///   breaks them
  public boolean run(
      @Nullable String adminPassword, @Nullable String rootSecret, Consumer<Generated> show) {
    String decided = settings.get(SETTING);
    if (decided == null) {
      if (adminPassword != null) {
        // Before it is decided: what is decided stays, and could be written at no later start.
        rules.refuse(adminPassword, ADMIN.id(), JsonObject.EMPTY);
      }
      decided = settings.decide(SETTING, seal(credentials(adminPassword, rootSecret)));
    }
    if (decided.equals(DONE)) {
      return false;
    }
    JsonObject credentials = (JsonObject) JsonReader.read(vault.open(SETTING, decided));
    String password = Objects.requireNonNull(credentials.string("adminPassword"));
    String secret = Objects.requireNonNull(credentials.string("rootSecret"));
    makeIfNew(ROOT, rootClient(secret));
    makeIfNew(ADMIN, JsonObject.of("password", password));
    makeIfNew(policyOf(ROOT), allowing(ROOT));
    makeIfNew(policyOf(ADMIN), allowing(ADMIN));
    show.accept(
        new Generated(
            credentials.flag("adminGenerated", true) ? password : null,
            credentials.flag("rootGenerated", true) ? secret : null));
    settings.set(SETTING, DONE);
    return true;
  }

  /// Gives the user `admin` a new password, makes them active and allowed everything; all their
  /// sessions end.
  ///
  /// @param password null to have one generated
  /// @return the password
  public String resetAdmin(@Nullable String password) {
    String given = password == null ? TokenBytes.humanSecret() : password;
    Written _ =
        store.write(
            ADMIN,
            current ->
                (current == null ? JsonObject.EMPTY : current)
                    .without("inactive")
                    .without("active")
                    .with("password", given),
            Precondition.NONE);
    Written _ = store.put(policyOf(ADMIN), allowing(ADMIN), Precondition.NONE);
    return given;
  }

  private static JsonObject credentials(
      @Nullable String adminPassword, @Nullable String rootSecret) {
    return JsonObject.builder()
        .put("adminPassword", adminPassword == null ? TokenBytes.humanSecret() : adminPassword)
        .put("adminGenerated", adminPassword == null)
        .put("rootSecret", rootSecret == null ? TokenBytes.humanSecret() : rootSecret)
        .put("rootGenerated", rootSecret == null)
        .build();
  }

  private String seal(JsonObject credentials) {
    return vault.seal(SETTING, JsonWriter.utf8(credentials));
  }

  private void makeIfNew(ResourceKey key, JsonObject resource) {
    try {
      Written _ = store.put(key, resource, new Precondition.IsNew());
    } catch (RefusedException e) {
      if (e.reason() != Reason.EXISTS) {
        throw e;
      }
    }
  }

  private static JsonObject rootClient(String secret) {
    return JsonObject.builder()
        .put("secret", secret)
        .put("first_party", JsonBoolean.TRUE)
        .put(
            "grant_types",
            JsonArray.of(Json.of("basic"), Json.of("client_credentials"), Json.of("password")))
        .build();
  }

  private static ResourceKey policyOf(ResourceKey who) {
    return new ResourceKey("AccessPolicy", who.id() + "-may-do-everything");
  }

  private static JsonObject allowing(ResourceKey who) {
    return JsonObject.builder()
        .put("engine", "allow")
        .put("description", "Made at the first start: " + who + " may do everything.")
        .put("link", JsonArray.of(JsonObject.of("resourceType", who.type()).with("id", who.id())))
        .build();
  }
}

package dev.andiron.hostile;

import dev.andiron.crypto.Claims;
import dev.andiron.crypto.HmacKey;
import dev.andiron.crypto.JwtKey;
import dev.andiron.crypto.JwtSigner;
import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.RsaKey;
import dev.andiron.main.TestApp;
import dev.andiron.pg.Pool;
import dev.andiron.pg.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Signs as the server does, with its own keys: whoever could do that still gets in only by claims
/// that are right.
record ServerKeys(JwtSigner access, JwtSigner refresh) {
  static ServerKeys of(TestApp app) {
    KeyVault vault =
        KeyVault.of(
            String.valueOf(TestApp.environment(app.database()).get("ANDIRON_ENCRYPTION_KEY")));
    try (Pool pool = Pool.open(app.database(), 1)) {
      List<JwtKey> keys =
          pool.database()
              .query(
                  Statement.of("select kid, sealed, algorithm from signing_key"),
                  row -> key(vault, row.text(1), row.text(2), row.text(3)));
      return new ServerKeys(signer(keys, RsaKey.class), signer(keys, HmacKey.class));
    }
  }

  private static JwtKey key(KeyVault vault, String kid, String sealed, String algorithm) {
    byte[] secret = vault.open("signing-key/" + kid, sealed);
    return algorithm.equals("RS256") ? RsaKey.fromPkcs8(kid, secret) : new HmacKey(kid, secret);
  }

  private static JwtSigner signer(List<JwtKey> keys, Class<? extends JwtKey> kind) {
    return new JwtSigner(keys.stream().filter(kind::isInstance).findFirst().orElseThrow());
  }

  /// These claims with one of them changed, or left out where it is null.
  static Claims changed(Map<String, Object> claims, String name, @Nullable Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(claims);
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return new Claims(changed);
  }
}

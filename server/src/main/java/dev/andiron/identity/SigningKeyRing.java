package dev.andiron.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.andiron.crypto.Claims;
import dev.andiron.crypto.HmacKey;
import dev.andiron.crypto.Jwks;
import dev.andiron.crypto.JwtException;
import dev.andiron.crypto.JwtKey;
import dev.andiron.crypto.JwtSigner;
import dev.andiron.crypto.JwtVerifier;
import dev.andiron.crypto.KeyVault;
import dev.andiron.crypto.RsaKey;
import dev.andiron.crypto.Sha256;
import dev.andiron.crypto.TokenBytes;
import dev.andiron.json.JsonException;
import dev.andiron.json.JsonObject;
import dev.andiron.json.JsonReader;
import dev.andiron.pg.Database;
import dev.andiron.pg.DatabaseException;
import dev.andiron.pg.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys that sign tokens, the same on every node: in the database, sealed. One of each kind is
/// in use; the public parts of those retired stay published while tokens of theirs can be alive.
/// Thread-safe.
public final class SigningKeyRing {
  private static final String RS256 = "RS256";
  private static final String HS256 = "HS256";

  /// How long a node may go on signing with what it has read.
  private static final Duration REREAD = Duration.ofSeconds(60);

  /// Far beyond [#REREAD]: nobody signs with a key that was retired this long ago.
  private static final Duration LAG = Duration.ofMinutes(10);

  private static final int VERIFIED = 20_000;

  private final Database database;
  private final KeyVault vault;
  private final Clock clock;
  private volatile @Nullable Ring ring;

  public SigningKeyRing(Database database, KeyVault vault, Clock clock) {
    this.database = database;
    this.vault = vault;
    this.clock = clock;
  }

  /// @param verified the access tokens whose signatures were found to be good, by the SHA-256 of
  ///   the whole token; they are forgotten with the ring, so that none outlives its key here
  private record Ring(
      JwtSigner access,
      JwtSigner refresh,
      JwtVerifier verifier,
      String jwks,
      long readAt,
      Cache<String, Claims> verified) {

    Claims verifyAccess(String token) throws JwtException {
      String digest = TokenBytes.base64url(Sha256.of(token));
      Claims known = verified.getIfPresent(digest);
      if (known != null) {
        return known;
      }
      Claims claims = verifier.verifyAccess(token);
      verified.put(digest, claims);
      return claims;
    }
  }

  private record Read(JwtKey key, boolean inUse) {}

  /// Makes the keys where there are none; nodes that start at once agree on the same.
  public void start() {
    for (String algorithm : List.of(RS256, HS256)) {
      Long inUse =
          database.first(
              Statement.of(
                  "select 1 from signing_key where algorithm = ? and retired is null", algorithm),
              row -> row.number(1));
      if (inUse == null) {
        int _ = database.execute(newKey(algorithm));
      }
    }
    ring = read();
  }

  /// Retires the keys in use and makes new ones. Tokens in flight stay good.
  public void rotate() {
    List<Statement> statements =
        List.of(
            Statement.of(
                "update signing_key set retired = ? where retired is null", clock.instant()),
            newKey(RS256),
            newKey(HS256));
    List<Integer> _ = database.transaction(transaction -> transaction.execute(statements));
    ring = read();
  }

  /// The published keys as a JWK Set (RFC 7517 §5).
  public String jwks() {
    return fresh().jwks();
  }

  String signAccess(Claims claims) {
    return fresh().access().sign(claims);
  }

  String signRefresh(Claims claims) {
    return fresh().refresh().sign(claims);
  }

  /// The claims of an access token with a good signature; whether it is expired is not looked at.
  Claims verifyAccess(String token) throws JwtException {
    try {
      return current().verifyAccess(token);
    } catch (JwtException e) {
      return reread(token, e).verifyAccess(token);
    }
  }

  Claims verifyRefresh(String token) throws JwtException {
    try {
      return current().verifier().verifyRefresh(token);
    } catch (JwtException e) {
      return reread(token, e).verifier().verifyRefresh(token);
    }
  }

  /// Where a token names a key of ours that this node has not read, another has rotated.
  private Ring reread(String token, JwtException because) throws JwtException {
    String kid = because.reason() == JwtException.Reason.HEADER ? kid(token) : null;
    Long known =
        kid == null
            ? null
            : database.first(
                Statement.of("select 1 from signing_key where kid = ?", kid), row -> row.number(1));
    if (known == null) {
      throw because;
    }
    Ring read = read();
    ring = read;
    return read;
  }

  private static @Nullable String kid(String token) {
    int end = token.indexOf('.');
    try {
      byte[] header = Base64.getUrlDecoder().decode(token.substring(0, Math.clamp(end, 0, 1024)));
      return JsonReader.read(header) instanceof JsonObject object ? object.string("kid") : null;
    } catch (IllegalArgumentException | JsonException e) {
      return null;
    }
  }

  private Ring current() {
    Ring known = ring;
    if (known == null) {
      throw new IllegalStateException("the key ring was not started");
    }
    return known;
  }

  private Ring fresh() {
    Ring known = current();
    if (System.nanoTime() - known.readAt() < REREAD.toNanos()) {
      return known;
    }
    try {
      Ring read = read();
      ring = read;
      return read;
    } catch (DatabaseException e) {
      if (e.isUnavailable()) {
        return known; // it is good for LAG; without a database no token is issued anyway
      }
      throw e;
    }
  }

  /// Of nodes that are here at once, the index lets one in; the others read its key.
  private Statement newKey(String algorithm) {
    String kid = TokenBytes.base64url(TokenBytes.random(12));
    return newKey(
        algorithm,
        kid,
        algorithm.equals(RS256) ? RsaKey.generate(kid).pkcs8() : HmacKey.generate(kid).secret());
  }

  /// As [#newKey(String)], of a key that is there.
  Statement newKey(String algorithm, String kid, byte[] secret) {
    return Statement.of(
        """
        insert into signing_key (kid, algorithm, sealed, created) values (?, ?, ?, ?)
        on conflict (algorithm) where retired is null do nothing
        """,
        kid,
        algorithm,
        vault.seal(purpose(kid), secret),
        clock.instant());
  }

  private Ring read() {
    long readAt = System.nanoTime();
    Instant now = clock.instant();
    // A session of a retired key began before the key was retired, and outlives all its tokens.
    List<Read> reads =
        database.query(
            Statement.of(
                """
                select kid, algorithm, sealed, retired is null from signing_key k
                where retired is null or retired > ?
                  or exists (
                    select 1 from session_state s
                    where greatest(s.exp, s.refresh_exp) > ?
                      and s.started <= k.retired + make_interval(secs => ?))
                order by created desc
                """,
                now.minus(LAG),
                now,
                LAG.toSeconds()),
            row -> new Read(open(row.text(1), row.text(2), row.text(3)), row.flag(4)));
    List<RsaKey> published = new ArrayList<>();
    JwtSigner access = null;
    JwtSigner refresh = null;
    for (Read read : reads) {
      switch (read.key()) {
        case RsaKey rsa -> {
          published.add(rsa);
          access = read.inUse() ? new JwtSigner(rsa) : access;
        }
        case HmacKey hmac -> refresh = read.inUse() ? new JwtSigner(hmac) : refresh;
      }
    }
    if (access == null || refresh == null) {
      throw new IllegalStateException("there is no signing key in use");
    }
    return new Ring(
        access,
        refresh,
        new JwtVerifier(reads.stream().map(Read::key).toList()),
        Jwks.json(published),
        readAt,
        Caffeine.newBuilder().maximumSize(VERIFIED).build());
  }

  private JwtKey open(String kid, String algorithm, String sealed) {
    byte[] secret = vault.open(purpose(kid), sealed);
    return algorithm.equals(RS256) ? RsaKey.fromPkcs8(kid, secret) : new HmacKey(kid, secret);
  }

  private static String purpose(String kid) {
    return "signing-key/" + kid;
  }
}

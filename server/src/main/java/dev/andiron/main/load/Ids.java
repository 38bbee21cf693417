package dev.andiron.main.load;

import dev.andiron.crypto.Sha256;
import dev.andiron.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Under which id each resource is written. All of them are known before anything is sent, so that
/// an entry that asks to be created can be sent as a `PUT`: sent twice, it is there once.
///
/// @param kept false gives entries with a `urn:uuid:` another id than the file does, made from
///   `seed`
/// @param seed of these ids
record Ids(boolean kept, String seed) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9\\-.]{1,64}");
  private static final String UUID_URN = "urn:uuid:";

  /// Where a resource is put.
  ///
  /// @param id of the resource there
  record Target(String type, String id) {}

  /// Where the resource of an entry is put, or null where the entry asks for something that is sent
  /// as it stands: an update, a patch, a deletion, a creation with a condition (which sent twice
  /// finds what it made).
  ///
  /// @param place of the entry, the same each time its file is read
  @Nullable Target target(Entry entry, String place) {
    String type = entry.type();
    if (type == null || entry.resource() == null || !isPlainCreation(entry.request(), type)) {
      return null;
    }
    String uuid = uuid(entry.fullUrl());
    String own = entry.id();
    if (!kept && uuid != null) {
      return new Target(type, derived(seed + " " + uuid));
    }
    if (own != null && ID.matcher(own).matches()) {
      return new Target(type, own);
    }
    return new Target(type, uuid != null ? uuid : derived(type + " " + place));
  }

  /// A resource that stands by itself, or in a bundle without requests, is created, too.
  private static boolean isPlainCreation(@Nullable JsonObject request, String type) {
    if (request == null) {
      return true;
    }
    String url = request.string("url");
    return "POST".equals(request.string("method"))
        && url != null
        && (url.equals(type) || url.equals("/" + type))
        && !request.has("ifNoneExist");
  }

  private static @Nullable String uuid(@Nullable String fullUrl) {
    if (fullUrl == null || !fullUrl.startsWith(UUID_URN)) {
      return null;
    }
    String uuid = fullUrl.substring(UUID_URN.length()).toLowerCase(Locale.ROOT);
    return ID.matcher(uuid).matches() ? uuid : null;
  }

  /// A UUID of version 8 (RFC 9562 §5.8), always the same for the same name.
  static String derived(String name) {
    ByteBuffer hash = ByteBuffer.wrap(Sha256.of(name));
    long high = (hash.getLong() & ~0xf000L) | 0x8000L;
    long low = (hash.getLong() & ~(3L << 62)) | (1L << 63);
    return new UUID(high, low).toString();
  }
}

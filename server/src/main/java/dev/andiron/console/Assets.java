package dev.andiron.console;

import dev.andiron.http.Gzip;
import dev.andiron.http.HttpProblem;
import dev.andiron.http.Request;
import dev.andiron.http.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// The scripts, styles and pictures of the pages, read once and kept, packed, in memory. Only a
/// name that was found at the start is ever answered: no path of a request reaches a file.
///
/// They are served under a version, a hash over all of them, so that a browser keeps them for good
/// and asks anew once anything has changed.
final class Assets {
  private static final String FOREVER = "public, max-age=31536000, immutable";

  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "svg", "image/svg+xml;charset=utf-8",
          "png", "image/png",
          "woff2", "font/woff2");

  /// One file.
  ///
  /// @param packed null where packing does not make it smaller
  private record Asset(String type, String hash, byte[] plain, byte @Nullable [] packed) {
    static Asset of(String name, byte[] bytes) {
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      if (type == null) {
        throw new IllegalStateException("an asset of no known type: " + name);
      }
      byte[] packed = Gzip.packed(bytes, Deflater.BEST_COMPRESSION);
      return new Asset(
          type, ContentHash.of(bytes), bytes, packed.length < bytes.length ? packed : null);
    }
  }

  private final Map<String, Asset> assets = new HashMap<>();
  private final String version;

  /// @param files by their names, `css/base.css`
  Assets(SortedMap<String, byte[]> files) {
    ContentHash all = new ContentHash();
    files.forEach((name, bytes) -> {
      assets.put(name, Asset.of(name, bytes));
      all.add(name).add(bytes);
    });
    version = all.end();
  }

  /// Those that are built into the server.
  static Assets builtIn() {
    return new Assets(PageFiles.under("css", "js", "img"));
  }

  /// Where they are served: `/ui/assets/<version>`.
  String path() {
    return "/ui/assets/" + version;
  }

  /// `GET /ui/assets/{version}/{path...}`.
  ///
  /// @throws HttpProblem 404 for another version, too: a page that was loaded before an upgrade
  ///   never gets half of the new one
  Response get(Request request) {
    Asset asset =
        request.pathParameter("version").equals(version)
            ? assets.get(request.pathParameter("path"))
            : null;
    if (asset == null) {
      throw new HttpProblem(404, "There is nothing at this path.");
    }
    byte[] packed = Gzip.isTaken(request.headers()) ? asset.packed() : null;
    // RFC 9110 §8.8.3.3: another coding is another representation, with another tag.
    String etag = packed == null ? "\"" + asset.hash() + "\"" : "\"" + asset.hash() + "-gzip\"";
    Response response =
        EntityTags.isKnown(request, etag)
            ? Response.empty(304)
            : Response.of(200, asset.type(), packed == null ? asset.plain() : packed);
    if (packed != null && response.status() == 200) {
      response = response.with("Content-Encoding", "gzip");
    }
    return response
        .with("ETag", etag)
        .with("Cache-Control", FOREVER)
        .with("Vary", "Accept-Encoding")
        .with("Cross-Origin-Resource-Policy", "same-origin");
  }
}

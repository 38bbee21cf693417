package dev.andiron.http;

import java.util.ArrayList;
import java.util.List;

/// A path as every later reader sees it, so that nobody can slip past a policy by spelling it
/// differently: decoded once, without empty segments, without `/fhir` at its front.
///
/// @param text `/Patient/p1`; `/` for the root
record CanonicalPath(String text, List<String> segments) {
  private static final String PREFIX = "fhir";

  CanonicalPath {
    segments = List.copyOf(segments);
  }

  /// Reads the raw path of a request.
  ///
  /// @throws HttpProblem 400 for what different programs would read differently: an encoded slash,
  ///   a backslash, a dot segment, a matrix parameter, a control character, bytes that are not
  ///   UTF-8
  static CanonicalPath of(String raw) {
    if (!raw.startsWith("/")) {
      throw new HttpProblem(400, "The path must begin with a slash.");
    }
    List<String> segments = new ArrayList<>();
    int from = 1;
    while (from <= raw.length()) {
      int slash = raw.indexOf('/', from);
      int to = slash < 0 ? raw.length() : slash;
      if (to > from) {
        segments.add(segment(raw.substring(from, to)));
      }
      from = to + 1;
    }
    if (!segments.isEmpty() && segments.getFirst().equals(PREFIX)) {
      segments.removeFirst();
    }
    return new CanonicalPath("/" + String.join("/", segments), segments);
  }

  private static String segment(String raw) {
    String segment = Percent.decode(raw, false, "path");
    if (segment.equals(".") || segment.equals("..")) {
      throw new HttpProblem(400, "The path has a dot segment.");
    }
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '/' || c == '\\') {
        throw new HttpProblem(400, "The path has an encoded slash or a backslash.");
      }
      if (c == ';') {
        throw new HttpProblem(400, "The path has a semicolon; matrix parameters are not taken.");
      }
      if (Character.isISOControl(c)) {
        throw new HttpProblem(400, "The path has a control character.");
      }
    }
    return segment;
  }

  /// What the path of a refused request may be called: only good for choosing how an error is
  /// spelled (`/auth/…` or not), never for deciding anything.
  static String unchecked(String raw) {
    int slashes = 0;
    while (slashes < raw.length() && raw.charAt(slashes) == '/') {
      slashes++;
    }
    String path = slashes == 1 ? raw : "/" + raw.substring(slashes);
    return path.startsWith("/" + PREFIX + "/") ? path.substring(PREFIX.length() + 1) : path;
  }
}

package dev.andiron.audit;

import dev.andiron.http.Headers;
import dev.andiron.http.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a search or an operation asked for, as it was sent, without the values of what may be a
/// credential.
final class AskedText {
  private static final int LONGEST = 4096;
  private static final Pattern CREDENTIAL =
      Pattern.compile("pass|secret|token|credential|authori[sz]|api.?key|assertion|\\bjwt\\b");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  private AskedText() {}

  /// `GET /Patient?name=x`; a form follows its path as a query does.
  static String of(Request request) {
    List<String> parts = new ArrayList<>();
    add(request.queryString(), parts);
    if (isForm(request.headers())) {
      byte[] body = request.body();
      add(new String(body, 0, Math.min(body.length, LONGEST), StandardCharsets.UTF_8), parts);
    }
    String text =
        request.method()
            + " "
            + request.path()
            + (parts.isEmpty() ? "" : "?" + String.join("&", parts));
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static boolean isForm(Headers headers) {
    String type = headers.first("Content-Type");
    return type != null
        && type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded");
  }

  private static void add(String parameters, List<String> parts) {
    if (!parameters.isEmpty()) {
      for (String part : parameters.split("&", -1)) {
        int equals = part.indexOf('=');
        String name = equals < 0 ? part : part.substring(0, equals);
        parts.add(isCredential(name) ? NAME.matcher(name).matches() ? name + "=***" : "***" : part);
      }
    }
  }

  private static boolean isCredential(String name) {
    return CREDENTIAL.matcher(decoded(name).toLowerCase(Locale.ROOT)).find();
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return name; // a broken escape: the request was refused for it
    }
  }
}

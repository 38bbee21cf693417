package dev.andiron.search;

import dev.andiron.resource.Issue;
import dev.andiron.resource.ResourceKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where a page of a compartment ended. It opens nothing that the first page would not, so it is
/// checked but not signed.
///
/// @param outside whether among what the compartment's resources refer to
/// @param after the last resource; null where the page before ended with the compartment itself
record CompartmentPlace(boolean outside, @Nullable ResourceKey after) {
  private static final Pattern WRITTEN =
      Pattern.compile("([io])(?:([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.-]{1,64}))?");

  String written() {
    String text = (outside ? "o" : "i") + (after == null ? "" : after.toString());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static CompartmentPlace read(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      Matcher parts = WRITTEN.matcher(text);
      if (parts.matches()) {
        return new CompartmentPlace(
            parts.group(1).equals("o"),
            parts.group(2) == null ? null : new ResourceKey(parts.group(2), parts.group(3)));
      }
    } catch (IllegalArgumentException e) {
      throw broken();
    }
    throw broken();
  }

  private static SearchRefusedException broken() {
    return new SearchRefusedException(
        List.of(
            new Issue(
                Issue.Kind.VALUE,
                "_cursor",
                "It is no cursor of this search; follow the links of the first page as they"
                    + " are.")));
  }
}

package dev.andiron.identity;

import dev.andiron.crypto.BusyException;
import dev.andiron.json.Json;
import dev.andiron.json.JsonNull;
import dev.andiron.json.JsonString;
import dev.andiron.resource.Issue;
import dev.andiron.resource.RefusedException;
import dev.andiron.resource.RefusedException.Reason;
import org.jspecify.annotations.Nullable;

/// What a write means for one credential.
sealed interface CredentialChange {
  /// It stays: the field is absent, or what it says is what is stored.
  record Kept() implements CredentialChange {}

  record Removed() implements CredentialChange {}

  /// @param value the new hash, or what was sealed
  record Replaced(String value) implements CredentialChange {
    @Override
    public String toString() {
      return "Replaced";
    }
  }

  /// What a field that is kept as a hash is to become.
  ///
  /// @param proposed the field's value in the proposed resource; null where it is absent
  /// @param stored the stored hash
  /// @throws RefusedException `BUSY` where there is no room to hash, `INVALID` where it is too long
  static CredentialChange ofHashed(
      String expression, @Nullable Json proposed, @Nullable String stored, Passwords passwords) {
    return switch (proposed) {
      case null -> new Kept();
      case JsonNull _ -> stored == null ? new Kept() : new Removed();
      case JsonString(String text) -> ofHashed(expression, text, stored, passwords);
      default -> throw invalid(expression, "must be a string.");
    };
  }

  private static CredentialChange ofHashed(
      String expression, String text, @Nullable String stored, Passwords passwords) {
    if (text.isEmpty() || text.length() > Passwords.MAX_LENGTH) {
      throw invalid(expression, "must have 1 to " + Passwords.MAX_LENGTH + " characters.");
    }
    try {
      return stored != null && passwords.verify(text, stored)
          ? new Kept()
          : new Replaced(passwords.hash(text));
    } catch (BusyException e) {
      throw new RefusedException(
          Reason.BUSY,
          new Issue(
              Issue.Kind.CONFLICT,
              expression,
              "Too many passwords are being hashed just now; try again in "
                  + e.retryAfter()
                  + " s."));
    }
  }

  static RefusedException invalid(String expression, String rule) {
    return new RefusedException(
        Reason.INVALID, new Issue(Issue.Kind.VALUE, expression, expression + " " + rule));
  }

  /// Whether anything becomes different.
  default boolean changes() {
    return !(this instanceof Kept);
  }
}

package dev.andiron.identity;

import dev.andiron.crypto.PasswordHasher;
import dev.andiron.json.JsonObject;
import dev.andiron.resource.Issue;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a password must be when it is set (NIST SP 800-63B-4 §3.1.1.2): long enough, none of those
/// that are tried first, no name of whose it is. Nothing is asked of what it is composed of, and it
/// is never asked of a password that is there already.
///
/// @param leastLength in characters (code points of what is hashed)
/// @param enforced whether what others write into a User must keep to them too; otherwise the log
///   says that it does not
public record PasswordRules(int leastLength, boolean enforced) {
  /// The least that can be asked for, and what is where nothing else is set.
  public static final int LEAST = 8;

  /// In UTF-8, as it is hashed.
  public static final int MAX_BYTES = 1024;

  public static final PasswordRules DEFAULT = new PasswordRules(LEAST, false);

  private static final Logger LOG = LoggerFactory.getLogger(PasswordRules.class);

  /// What a password breaks, as a predicate to say after its name; null where nothing.
  ///
  /// @param user whose it is to be
  @Nullable String broken(String password, String id, JsonObject user) {
    if (PasswordHasher.isHash(password)) {
      return "has the form of a hash, not of a password; POST /auth/import-hash takes hashes.";
    }
    String hashed = PasswordHasher.normalised(password);
    if (hashed.codePointCount(0, hashed.length()) < leastLength) {
      return "must have at least " + leastLength + " characters.";
    }
    if (hashed.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "must have at most " + MAX_BYTES + " bytes.";
    }
    // Compared as names are, so that neither case nor width makes another one of it; what is too
    // long
    // for a name is none of these either.
    String folded = SignInName.fold(password);
    if (folded == null) {
      return null;
    }
    if (CommonPasswords.contain(folded)) {
      return "is one of the most common, which are tried first; choose another.";
    }
    return names(id, user).contains(folded)
        ? "is a name of whose it is to be; choose another."
        : null;
  }

  /// Refuses a password that breaks them.
  ///
  /// @throws dev.andiron.resource.RefusedException `INVALID`
  private void require(String password, String id, JsonObject user) {
    String broken = broken(password, id, user);
    if (broken != null) {
      throw CredentialChange.invalid("User." + UserHook.PASSWORD, broken);
    }
  }

  /// Refuses a password that may not be written into a User: where the rules are enforced one that
  /// breaks them, and everywhere a hash, by which whoever brings users from elsewhere would lock
  /// them out.
  ///
  /// @throws dev.andiron.resource.RefusedException `INVALID`
  void refuse(String password, String id, JsonObject user) {
    if (enforced || PasswordHasher.isHash(password)) {
      require(password, id, user);
    }
  }

  /// Judges a password that somebody writes into a User.
  ///
  /// @return what they are to be warned of; null where it keeps to the rules
  /// @throws dev.andiron.resource.RefusedException `INVALID`, as [#refuse] says
  @Nullable Issue judgeWritten(String password, String id, JsonObject user) {
    refuse(password, id, user);
    String broken = broken(password, id, user);
    if (broken == null) {
      return null;
    }
    // Not which rule: it would tell readers of the log what to try.
    LOG.warn(
        "User/{} is given a password that the rules for passwords do not allow;"
            + " --password-rules enforce would refuse it.",
        id);
    String expression = "User." + UserHook.PASSWORD;
    return new Issue(
        Issue.Kind.BUSINESS_RULE,
        expression,
        "Taken, but weak: " + expression + " " + broken + " Give the person another.");
  }

  /// The folded names of a user, and the parts of them that people take for a password.
  private static Set<String> names(String id, JsonObject user) {
    Set<String> names = new HashSet<>();
    add(names, id);
    add(names, user.string("userName"));
    add(names, user.string("displayName"));
    String email = user.string("email");
    add(names, email);
    add(names, email == null ? null : email.replaceFirst("@[^@]*$", ""));
    JsonObject name = user.object("name");
    if (name != null) {
      name.names().forEach(part -> add(names, name.string(part)));
    }
    return names;
  }

  private static void add(Set<String> names, @Nullable String name) {
    String folded = name == null ? null : SignInName.fold(name);
    if (folded != null) {
      names.add(folded);
    }
  }
}

package dev.andiron.identity;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/// The passwords that are tried first, because most people who choose badly choose these: of the
/// 100,000 most common ones those of [PasswordRules#LEAST] characters and more, folded. They are
/// read when somebody is first given a password.
final class CommonPasswords {
  private static final String FILE = "common-passwords.txt";

  private static final Set<String> FOLDED = read();

  private CommonPasswords() {}

  /// @param folded as [SignInName#fold] folds
  static boolean contain(String folded) {
    return FOLDED.contains(folded);
  }

  private static Set<String> read() {
    try (InputStream file = CommonPasswords.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException("the program is not whole: " + FILE + " is missing");
      }
      return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
          .lines()
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.andiron.identity;

import dev.andiron.metrics.Counter;
import dev.andiron.metrics.Metrics;

/// How many tries to sign in there were, and what came of them. Thread-safe.
public final class SignInCounts {
  private static final String GOOD = "ok";

  private final Counter signIns;

  public SignInCounts(Metrics metrics) {
    signIns =
        metrics.counter(
            "andiron_sign_ins_total",
            "Tries to sign in, by the grant and what came of them.",
            "grant",
            "outcome");
  }

  /// @param grant the type of the session: one that the server knows, never what a caller wrote
  public void good(String grant) {
    signIns.increment(grant, GOOD);
  }

  /// @param error of the catalogue of OAuth errors, whether the caller saw that or a page
  public void failed(String grant, String error) {
    signIns.increment(grant, error);
  }

  /// A sign-in at the console, by the words of the grants.
  public void atConsole(SignIn.Result result) {
    signIns.increment(
        NewSession.CONSOLE,
        switch (result) {
          case SignIn.Result.SignedIn _ -> GOOD;
          case SignIn.Result.Refused _ -> "invalid_grant";
          case SignIn.Result.TooMany _ -> "too_many_requests";
          case SignIn.Result.Busy _ -> "temporarily_unavailable";
        });
  }
}

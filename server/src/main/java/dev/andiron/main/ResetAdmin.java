package dev.andiron.main;

import dev.andiron.config.Settings;
import dev.andiron.identity.FirstStart;
import java.time.Clock;

/// Gives an administrator who lost the password a new one. All sessions of `admin` end, on every
/// node.
final class ResetAdmin {
  private final Settings settings;
  private final Clock clock;

  ResetAdmin(Settings settings, Clock clock) {
    this.settings = settings.forMaintenance();
    this.clock = clock;
  }

  int run() {
    Welcome welcome = new Welcome(settings, System.out, System.console());
    try (App app = App.start(settings, clock, welcome::introduce)) {
      String password = app.resetAdmin();
      if (settings.adminPassword() == null) {
        welcome.introduce(new FirstStart.Generated(password, null));
      } else {
        System.out.println("The user admin has the password of ANDIRON_ADMIN_PASSWORD now.");
      }
    }
    return 0;
  }
}

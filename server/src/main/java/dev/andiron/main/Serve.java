package dev.andiron.main;

import dev.andiron.config.Settings;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/// Runs the server until a signal ends it. The signal's own exit code stands (143 for TERM).
final class Serve {
  private final Settings settings;
  private final Clock clock;

  Serve(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  int run() {
    App app = App.start(settings, clock);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(app::close));
    new Welcome(settings, System.out, System.console()).say(app.port(), app.firstCredentials());
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}

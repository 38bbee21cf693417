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
    Welcome welcome = new Welcome(settings, System.out, System.console());
    App app = App.start(settings, clock, welcome::introduce);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(app::close));
    welcome.ready(app.port());
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}

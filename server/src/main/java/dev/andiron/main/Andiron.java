package dev.andiron.main;

import java.time.Clock;
import java.util.TimeZone;

/// The entry point.
public final class Andiron {
  private Andiron() {}

  public static void main(String[] arguments) {
    // pgjdbc tells PostgreSQL our time zone; all nodes are to think in the same one.
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    System.exit(new Commands(System.getenv(), Clock.systemUTC()).execute(arguments));
  }
}

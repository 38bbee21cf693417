package dev.andiron.ops;

import dev.andiron.audit.Audit;
import dev.andiron.crypto.HashingPool;
import dev.andiron.identity.Sessions;
import dev.andiron.metrics.Metrics;
import dev.andiron.metrics.Metrics.Sample;
import dev.andiron.pg.Pool;
import dev.andiron.resource.ChangeFeed;
import dev.andiron.search.Readiness;
import java.util.List;

/// What the rooms below know of themselves, asked when somebody reads.
public final class ServerCounts {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Metrics metrics;

  public ServerCounts(Metrics metrics) {
    this.metrics = metrics;
  }

  public void version(String version) {
    metrics.family(
        "andiron_build_info",
        Metrics.Type.GAUGE,
        "Which version this is.",
        () -> List.of(Sample.of(1, "version", version)));
  }

  public void database(Pool pool) {
    metrics.family(
        "andiron_database_connections",
        Metrics.Type.GAUGE,
        "Connections to the database.",
        () -> {
          Pool.Use use = pool.use();
          return List.of(
              Sample.of(use.used(), "state", "used"), Sample.of(use.idle(), "state", "idle"));
        });
    metrics.gauge(
        "andiron_database_connections_max", "Connections there may be.", () -> pool.use().most());
    metrics.gauge(
        "andiron_database_waiting",
        "Threads that wait for a connection.",
        () -> pool.use().waiting());
  }

  public void feed(ChangeFeed feed, Readiness index) {
    metrics.gauge(
        "andiron_feed_age_seconds",
        "How long ago this node last looked at what others wrote.",
        () -> feed.age().toNanos() / NANOS_PER_SECOND);
    metrics.gauge(
        "andiron_search_index_waiting",
        "Types of which some searches wait for the index.",
        () -> index.waitingTypes().size());
  }

  public void hashing(HashingPool hashing) {
    metrics.gauge("andiron_hashing_queue", "Passwords that wait to be hashed.", hashing::queued);
    metrics.gauge("andiron_hashing_running", "Passwords being hashed.", hashing::running);
    metrics.counter(
        "andiron_hashing_refused_total",
        "Passwords that were not hashed, because there was too much work.",
        hashing::refused);
  }

  public void records(Audit audit) {
    metrics.gauge(
        "andiron_audit_waiting",
        "Records of requests that wait to be written.",
        () -> audit.counts().waiting());
    metrics.counter(
        "andiron_audit_written_total",
        "Records of requests that wrote nothing, written.",
        () -> audit.counts().written());
    metrics.counter(
        "andiron_audit_lost_total",
        "Requests of which no record could be kept.",
        () -> audit.counts().lost());
  }

  public void sessions(Sessions sessions) {
    metrics.family(
        "andiron_session_lookups_total",
        Metrics.Type.COUNTER,
        "Sessions looked up to verify tokens, by where they were found.",
        () -> {
          Sessions.Lookups lookups = sessions.lookups();
          return List.of(
              Sample.of((double) lookups.memory(), "from", "memory"),
              Sample.of((double) lookups.database(), "from", "database"));
        });
  }
}

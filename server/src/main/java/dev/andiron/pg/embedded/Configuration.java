package dev.andiron.pg.embedded;

/// PostgreSQL's configuration files.
final class Configuration {
  private Configuration() {}

  /// Passwords only, from this machine only, and nobody as the superuser.
  static final String ACCESS =
      """
      host all postgres 127.0.0.1/32 reject
      host all all      127.0.0.1/32 scram-sha-256
      """;

  /// For a small server that shares its machine. Statements that fail are not logged: they, and the
  /// details of their errors, hold what people wrote into their records.
  static String settings(int port, EmbeddedPostgres.Options options, boolean custom) {
    return """
    # Written at each start. Settings of your own go into custom.conf, one folder up.
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = ''
    password_encryption = 'scram-sha-256'
    max_connections = %d

    shared_buffers = '128MB'
    effective_cache_size = '512MB'
    work_mem = '8MB'
    maintenance_work_mem = '64MB'
    random_page_cost = 1.1
    jit = off
    # Parallel workers and their shared memory cost a small machine more than they bring.
    max_parallel_workers_per_gather = 0
    max_parallel_maintenance_workers = 0

    %s
    max_wal_size = '1GB'
    max_wal_senders = 0
    checkpoint_timeout = '10min'

    timezone = 'UTC'
    log_timezone = 'UTC'
    log_line_prefix = '%%m [%%p] '
    log_min_messages = log
    log_error_verbosity = terse
    log_checkpoints = off
    %s
    """
        .formatted(
            port,
            options.maxConnections(),
            durability(options.durable()),
            custom ? "include = '../custom.conf'" : "");
  }

  private static String durability(boolean durable) {
    return durable
        ? "fsync = on\nsynchronous_commit = on\nfull_page_writes = on"
        : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off";
  }
}

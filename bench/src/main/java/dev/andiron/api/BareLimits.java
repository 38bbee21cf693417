package dev.andiron.api;

import dev.andiron.load.Rate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;

/// What stands beside the API's figures: what the PostgreSQL of a running server does by itself,
/// over as many connections as the API has clients (rows read by their id, and rows of 1 KB
/// inserted, each in a durable transaction), and how many RS256 signatures the JDK makes on all
/// processors.
///
/// Arguments: the server's data folder, the file of patients' ids, clients, seconds of each turn.
public final class BareLimits {
  private final String url;
  private final Properties properties = new Properties();

  private BareLimits(Path data) throws IOException {
    Path folder = data.resolve("postgresql");
    String port = "";
    for (String line : Files.readAllLines(folder.resolve("cluster/postgresql.conf"))) {
      if (line.startsWith("port = ")) {
        port = line.substring("port = ".length()).strip();
      }
    }
    url = "jdbc:postgresql://127.0.0.1:" + port + "/andiron";
    properties.setProperty("user", "andiron");
    properties.setProperty("password", Files.readString(folder.resolve("password")).strip());
  }

  public static void main(String[] args)
      throws IOException,
          SQLException,
          GeneralSecurityException,
          InterruptedException,
          ExecutionException {
    BareLimits raw = new BareLimits(Path.of(args[0]));
    List<String> ids = Files.readAllLines(Path.of(args[1]));
    int clients = Integer.parseInt(args[2]);
    double seconds = Double.parseDouble(args[3]);
    raw.run("create table if not exists bench_raw (id text primary key, text text not null)");
    double _ = raw.perSecond(clients, 1, connection -> raw.reads(connection, ids));
    System.out.printf(
        Locale.ROOT,
        "raw_read\t%.0f%n",
        raw.perSecond(clients, seconds, connection -> raw.reads(connection, ids)));
    System.out.printf(
        Locale.ROOT, "raw_insert\t%.0f%n", raw.perSecond(clients, seconds, raw::inserts));
    raw.run("drop table bench_raw");
    KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
    keys.initialize(2048);
    PrivateKey key = keys.generateKeyPair().getPrivate();
    int processors = Runtime.getRuntime().availableProcessors();
    double _ = Rate.perSecond(() -> signatures(key), processors, 1);
    System.out.printf(
        Locale.ROOT,
        "bare_rs256\t%.0f%n",
        Rate.perSecond(() -> signatures(key), processors, seconds));
  }

  private interface Worker {
    Rate.Work on(Connection connection) throws SQLException;
  }

  private Rate.Work reads(Connection connection, List<String> ids) throws SQLException {
    PreparedStatement read = connection.prepareStatement("select text from patient where id = ?");
    return () -> {
      read.setString(1, ids.get(ThreadLocalRandom.current().nextInt(ids.size())));
      try (ResultSet row = read.executeQuery()) {
        if (!row.next() || row.getString(1).isEmpty()) {
          throw new SQLException("a patient is missing");
        }
      }
    };
  }

  private Rate.Work inserts(Connection connection) throws SQLException {
    PreparedStatement insert = connection.prepareStatement("insert into bench_raw values (?, ?)");
    String text = "x".repeat(1024);
    return () -> {
      insert.setString(1, UUID.randomUUID().toString());
      insert.setString(2, text);
      int _ = insert.executeUpdate();
    };
  }

  private static Rate.Work signatures(PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    byte[] text = new byte[400];
    return () -> {
      signature.update(text);
      byte[] _ = signature.sign();
    };
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, properties);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      boolean _ = statement.execute();
    }
  }

  private double perSecond(int clients, double seconds, Worker work)
      throws SQLException, InterruptedException, ExecutionException {
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        connections.add(DriverManager.getConnection(url, properties));
      }
      Iterator<Connection> next = List.copyOf(connections).iterator();
      return Rate.perSecond(
          () -> {
            synchronized (next) {
              return work.on(next.next());
            }
          },
          clients,
          seconds);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }
}

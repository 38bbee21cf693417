package dev.andiron.pg.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data files of the PostgreSQL inside, and how they are made.
///
/// @param path PostgreSQL's data directory
/// @param password of the role [#ROLE]
record Cluster(
    Path path, Binaries binaries, String password, EmbeddedPostgres.Options options, Path log) {
  static final String ROLE = "andiron";
  static final String DATABASE = "andiron";

  /// A file in the data directory that says so.
  private static final String MAKES_ROLES = "andiron.makes-roles";

  private static final Logger logger = LoggerFactory.getLogger(Cluster.class);

  static Cluster open(
      Path home, Binaries binaries, Account account, EmbeddedPostgres.Options options)
      throws IOException, InterruptedException {
    Path path = home.resolve("cluster");
    Path passwordFile = home.resolve("password");
    boolean exists = Files.isDirectory(path);
    if (!Files.exists(passwordFile)) {
      if (exists) {
        throw new EmbeddedPostgresException(
            passwordFile + " is missing: without it nobody can sign in to the database beside it");
      }
      writePrivately(passwordFile, newPassword());
    }
    Cluster cluster =
        new Cluster(
            path,
            binaries,
            Files.readString(passwordFile).strip(),
            options,
            home.resolve("postgresql.log"));
    if (exists) {
      cluster.checkVersion();
      cluster.letMakeRoles(account);
      account.own(path);
    } else {
      cluster.make(home.resolve("cluster.new"), account);
    }
    return cluster;
  }

  private void checkVersion() throws IOException {
    String found = Files.readString(path.resolve("PG_VERSION")).strip();
    if (!found.equals(binaries.major())) {
      throw new EmbeddedPostgresException(
          "the database in "
              + path
              + " was made by PostgreSQL "
              + found
              + ", but this server brings PostgreSQL "
              + binaries.major()
              + ": dump it with the server that made it, and load it into a new data folder");
    }
  }

  /// Makes it under another name and renames it when it is complete.
  private void make(Path unfinished, Account account) throws IOException, InterruptedException {
    logger.info("Making the database in {}", path);
    FileTree.delete(unfinished);
    Files.createDirectory(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Account initdb = account.forInitdb();
    initdb.own(unfinished);
    List<String> command =
        new ArrayList<>(
            initdb.command(
                binaries.program("initdb"),
                "--pgdata=" + unfinished,
                "--username=postgres",
                "--encoding=UTF8",
                "--auth=trust", // replaced before the first start, see configure
                "--no-instructions"));
    command.addAll(options.locale());
    if (!options.durable()) {
      command.add("--no-sync");
    }
    succeed("initdb", Commands.run(command, ""));
    // The superuser keeps no password, so that nobody can be it over the network.
    succeed(
        "postgres --single",
        asSuperuser(
            unfinished,
            initdb,
            """
            CREATE ROLE %s LOGIN CREATEDB CREATEROLE PASSWORD '%s';

            CREATE DATABASE %s OWNER %s;

            """
                .formatted(ROLE, password, DATABASE, ROLE)));
    Files.createFile(unfinished.resolve(MAKES_ROLES));
    account.own(unfinished);
    Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /// The role of data folders from before policies could be SQL may not make another one.
  private void letMakeRoles(Account account) throws IOException, InterruptedException {
    Path done = path.resolve(MAKES_ROLES);
    if (Files.exists(done)) {
      return;
    }
    RunningPostmaster.endLeftover(path);
    Account initdb = account.forInitdb();
    initdb.own(path);
    Commands.Outcome outcome = asSuperuser(path, initdb, "ALTER ROLE " + ROLE + " CREATEROLE;\n\n");
    if (outcome.succeeded() && !outcome.output().contains("ERROR:")) {
      Files.createFile(done);
    } else {
      logger.warn("Policies of the engine sql will be refused: {}", outcome.complaint());
    }
  }

  private Commands.Outcome asSuperuser(Path data, Account account, String statements)
      throws IOException, InterruptedException {
    return Commands.run(
        account.command(
            binaries.program("postgres"), "--single", "-j", "-D", data.toString(), "postgres"),
        statements);
  }

  private static void succeed(String program, Commands.Outcome outcome) {
    if (!outcome.succeeded() || outcome.output().contains("ERROR:")) {
      logger.debug("{}: {}", program, outcome.output());
      throw new EmbeddedPostgresException(
          "PostgreSQL's data files could not be made: " + outcome.complaint());
    }
  }

  /// Written before each start, so that a newer server brings its newer settings.
  void configure(int port, Account account) throws IOException {
    boolean custom = Files.exists(path.resolveSibling("custom.conf"));
    write(account, "postgresql.conf", Configuration.settings(port, options, custom));
    write(account, "pg_hba.conf", Configuration.ACCESS);
  }

  private void write(Account account, String name, String text) throws IOException {
    Path file = path.resolve(name);
    Files.writeString(file, text);
    account.own(file);
  }

  private static String newPassword() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(unfinished, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }
}

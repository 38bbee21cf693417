package dev.andiron.pg.embedded;

import java.nio.file.Path;

/// Data folders of tests, which may hold files of another user.
public final class TestFolders {
  private TestFolders() {}

  public static void delete(Path folder) {
    TestCluster.delete(folder);
  }
}

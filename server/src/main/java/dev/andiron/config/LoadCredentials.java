package dev.andiron.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// With what `load` and `import-users` show a server who they are; from the environment only.
///
/// @param token an access token; it comes before the secret
/// @param secret of the client that the command line names
public record LoadCredentials(@Nullable Secret token, @Nullable Secret secret) {
  /// @throws SettingsException if a file that is named cannot be read
  public static LoadCredentials read(Map<String, String> environment, Path folder) {
    SettingsReader reader = new SettingsReader(Map.of(), environment, folder);
    return new LoadCredentials(
        reader.secret(Setting.LOAD_TOKEN), reader.secret(Setting.LOAD_SECRET));
  }
}

package io.fieldway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What `fieldway gateway join` leaves in a data directory: a configuration and a key, so that the
/// gateway needs nothing else to start.
record GatewayFiles(Path data) {
  Path configuration() {
    return data.resolve("gateway.yaml");
  }

  Path key() {
    return data.resolve("gateway.key");
  }

  /// The file that a gateway reads: the one that is named, or the one in its data directory.
  static Optional<Path> file(Optional<Path> named, Optional<Path> data) {
    return named.or(
        () -> data.map(GatewayFiles::new).map(GatewayFiles::configuration).filter(Files::exists));
  }

  /// Writes the configuration, unless there is one.
  void write(String id, String platform, Optional<String> fingerprint) throws IOException {
    if (Files.exists(configuration())) {
      return;
    }
    StringBuilder text = new StringBuilder("# fieldway gateway --data reads this file.\n");
    text.append("id: \"").append(id).append("\"\n");
    text.append("key-file: ").append(key().getFileName()).append('\n');
    text.append("data: .\n");
    text.append("platform:\n  - \"").append(platform).append("\"\n");
    fingerprint.ifPresent(
        print -> text.append("tls:\n  fingerprint: \"").append(print).append("\"\n"));
    Files.writeString(configuration(), text);
  }
}

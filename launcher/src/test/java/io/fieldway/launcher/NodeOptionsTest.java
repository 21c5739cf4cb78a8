package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.launcher.config.Configured;
import io.fieldway.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodeOptionsTest {
  @TempDir Path directory;

  /// Every key of the node is in the file of defaults, and reads as its default.
  @Test
  void theFileOfDefaultsReadsAsTheDefaults() throws IOException {
    NodeConfig defaults = NodeConfig.standard(directory.resolve("data/node"));
    Path file = directory.resolve("node.yaml");
    Files.writeString(file, Configured.defaults(NodeOptions.defaults()).documented());
    assertThat(new NodeOptions().read(Optional.of(file)).value()).isEqualTo(defaults);
  }
}

package io.fieldway.cloud.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformKeyTest {
  @TempDir Path data;

  @Test
  void opensWhatItSealedAlsoAfterARestart() {
    Bytes secret = Bytes.utf8("a gateway's key");
    Bytes sealed = PlatformKey.in(data).seal("gw-1", secret);
    assertThat(PlatformKey.in(data).open("gw-1", sealed)).contains(secret);
    assertThat(sealed.hex()).doesNotContain(secret.hex());
  }

  @Test
  void opensNothingForAnotherGatewayOrPlatform() {
    Bytes sealed = PlatformKey.in(data).seal("gw-1", Bytes.utf8("key"));
    assertThat(PlatformKey.in(data).open("gw-2", sealed)).isEmpty();
    assertThat(PlatformKey.in(data.resolve("other")).open("gw-1", sealed)).isEmpty();
  }

  @Test
  void isItsOwnersAlone() throws Exception {
    assertThat(PlatformKey.in(data)).isNotNull();
    assertThat(Files.getPosixFilePermissions(data.resolve("platform.key")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(data)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void saysWhichFileCannotBeUsed() throws Exception {
    Files.writeString(data.resolve("platform.key"), "short");
    assertThatThrownBy(() -> PlatformKey.in(data))
        .hasMessageContaining("platform.key")
        .hasMessageContaining("5 bytes instead of 32");
  }
}

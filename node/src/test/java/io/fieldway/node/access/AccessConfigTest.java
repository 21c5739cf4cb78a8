package io.fieldway.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AccessConfigTest {
  @Test
  void defaultsAreRecorded() {
    assertThat(AccessConfig.defaults())
        .isEqualTo(
            new AccessConfig(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                AccessConfig.Anonymous.LOOPBACK,
                false,
                2,
                100,
                100_000));
  }
}

package io.fieldway.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectRateTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void admitsSoManyASecondAndNoMore() {
    ConnectRate rate = new ConnectRate(2, 0);
    assertThat(rate.admit(0)).isTrue();
    assertThat(rate.admit(0)).isTrue();
    assertThat(rate.admit(0)).isFalse();
    assertThat(rate.admit(SECOND / 2)).isTrue();
    assertThat(rate.admit(SECOND / 2)).isFalse();
    assertThat(rate.admit(10 * SECOND)).isTrue();
    assertThat(rate.admit(10 * SECOND)).isTrue();
    assertThat(rate.admit(10 * SECOND)).isFalse();
  }
}

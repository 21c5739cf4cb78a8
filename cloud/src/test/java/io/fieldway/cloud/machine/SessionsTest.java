package io.fieldway.cloud.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.cloud.queue.Sessions;
import io.fieldway.cloud.stage.Rig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where sessions are, in a real Redis.
class SessionsTest {
  private static final Duration LIFE = Duration.ofMinutes(10);

  @TempDir Path data;

  @Test
  void aNewerSessionsPlaceIsNeitherTakenNorForgottenByAnOlderOne() {
    try (Rig rig = Rig.start(data)) {
      Sessions sessions = new Sessions(rig.redis());
      Sessions.Place old = new Sessions.Place("machine-a", "socket-1", 7);
      Sessions.Place fresh = new Sessions.Place("machine-b", "socket-2", 8);
      assertThat(sessions.find("gw-1")).isEmpty();
      sessions.put("gw-1", old, LIFE);
      assertThat(sessions.find("gw-1")).contains(old);
      sessions.put("gw-1", fresh, LIFE);
      sessions.put("gw-1", old, LIFE);
      sessions.remove("gw-1", old.epoch());
      assertThat(sessions.find("gw-1")).contains(fresh);
      sessions.remove("gw-1", fresh.epoch());
      assertThat(sessions.find("gw-1")).isEmpty();
      assertThat(rig.redis().lost()).isZero();
    }
  }

  @Test
  void aPlaceIsForgottenWhenItsTimeIsOver() {
    try (Rig rig = Rig.start(data)) {
      Sessions sessions = new Sessions(rig.redis());
      sessions.put("gw-1", new Sessions.Place("machine-a", "socket-1", 7), Duration.ofMillis(50));
      Rig.await("nobody vouches for it").until(() -> sessions.find("gw-1").isEmpty());
    }
  }
}

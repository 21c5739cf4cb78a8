package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.Sightings.Sighting;
import io.fieldway.node.network.Sightings.Worth;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Whom a node dials because of a beacon, and what it makes of what is none.
final class SightingsTest {
  private static final BeaconBounds BOUNDS = new BeaconBounds(Duration.ofSeconds(5), 20, 3);

  private final Sightings sightings = sightings("b", true, true);
  @Var private long now = 1_000;

  private static Sightings sightings(String self, boolean listens, boolean mayGoFar) {
    return new Sightings("plant", self, listens, mayGoFar, BOUNDS, new Sealed(self));
  }

  private static Bytes beacon(String mesh, String node, int port) {
    return new Beacon(mesh, node, port).write(new Sealed(node));
  }

  private Sighting heard(Bytes datagram) {
    now += 100;
    return sightings.heard(datagram, "192.0.2.7", false, now);
  }

  @Test
  void dialsWhoIsNewAndWhoHasMoved() {
    assertThat(heard(beacon("plant", "c", 7001))).isEqualTo(new Sighting(Worth.NEW, "c", 7001));
    assertThat(heard(beacon("plant", "c", 7001)).worth()).isEqualTo(Worth.IDLE);
    assertThat(heard(beacon("plant", "c", 7002))).isEqualTo(new Sighting(Worth.NEW, "c", 7002));
    assertThat(sightings.heard(beacon("plant", "c", 7002), "192.0.2.8", false, now).worth())
        .isEqualTo(Worth.NEW);
  }

  @Test
  void leavesAloneItselfOtherMeshesAndWhoWillDial() {
    assertThat(heard(beacon("plant", "b", 7001)).worth()).isEqualTo(Worth.IDLE);
    assertThat(heard(beacon("other", "c", 7001)).worth()).isEqualTo(Worth.IDLE);
    assertThat(heard(beacon("plant", "a", 7001)).worth()).isEqualTo(Worth.IDLE);

    Sightings mute = sightings("b", false, true);
    assertThat(mute.heard(beacon("plant", "a", 7001), "192.0.2.7", false, now).worth())
        .as("whom nobody can dial")
        .isEqualTo(Worth.NEW);
  }

  @Test
  void dialsNobodyBeyondItsMachineWithoutEncryption() {
    Sightings plain = sightings("b", true, false);
    assertThat(plain.heard(beacon("plant", "c", 7001), "192.0.2.7", false, now).worth())
        .isEqualTo(Worth.EXPOSED);
    assertThat(plain.heard(beacon("plant", "c", 7001), "127.0.0.1", true, now).worth())
        .isEqualTo(Worth.NEW);
  }

  @Test
  void refusesWhatAnotherHasSigned() {
    Bytes forged = new Beacon("plant", "c", 7001).write(new Sealed("d"));

    assertThat(heard(forged).worth()).isEqualTo(Worth.FORGED);
    assertThat(heard(beacon("plant", "c", 7001)).worth()).as("not remembered").isEqualTo(Worth.NEW);
  }

  @Test
  void refusesWhatIsNoBeaconAndNeverBreaks() {
    SplittableRandom random = new SplittableRandom(20_261_122);
    byte[] good = beacon("plant", "c", 7001).toArray();
    for (@Var int i = 0; i < 5_000; i++) {
      byte[] bytes = good.clone();
      int length = random.nextInt(bytes.length + 1);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      heard(Bytes.copyOf(bytes, 0, length));
    }
    assertThat(heard(beacon("plant", "c", 0)).worth()).isEqualTo(Worth.MALFORMED);
    assertThat(heard(beacon("plant", "c", 70_000)).worth()).isEqualTo(Worth.MALFORMED);
    assertThat(heard(Bytes.EMPTY).worth()).isEqualTo(Worth.MALFORMED);
  }

  @Test
  void looksAtNoMoreThanItsBoundsAllow() {
    for (@Var int i = 0; i < 20; i++) {
      assertThat(sightings.heard(beacon("other", "c", 7001), "192.0.2.7", false, now).worth())
          .isEqualTo(Worth.IDLE);
    }
    assertThat(sightings.heard(beacon("plant", "c", 7001), "192.0.2.7", false, now).worth())
        .isEqualTo(Worth.BEYOND_BOUNDS);
    now += 1_000;
    for (String node : new String[] {"c", "d", "e"}) {
      assertThat(heard(beacon("plant", node, 7001)).worth()).isEqualTo(Worth.NEW);
    }
    assertThat(heard(beacon("plant", "f", 7001)).worth()).isEqualTo(Worth.BEYOND_BOUNDS);
  }

  @Test
  void forgetsWhoCallsNoMore() {
    heard(beacon("plant", "c", 7001));
    now += 40_000;
    heard(beacon("plant", "d", 7001));

    assertThat(sightings.missed(now)).isEmpty();
    now += 10_000;
    assertThat(sightings.missed(now)).containsExactly("c");
    assertThat(heard(beacon("plant", "c", 7001)).worth()).isEqualTo(Worth.NEW);
  }
}

package io.fieldway.trials.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.DatabaseConfig;
import io.fieldway.cloud.database.SqlDatabase;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.gateway.uplink.KeyRing;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.KeyConfirm;
import io.fieldway.wire.channel.KeyDigests;
import io.fieldway.wire.channel.KeyRotate;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new key, with either side killed, or the link cut, after every step: the gateway's disk and
/// the platform's database are real, what is in memory is lost. Afterwards the gateway can always
/// prove itself, and a rotation that nobody disturbs is completed.
class KeyRotationTest {
  private static final String ID = "gw-1";
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  /// The steps of one rotation, in order; a run ends after any of them.
  private enum Step {
    WRITE_NEXT,
    STORE_NEXT,
    GO_OVER,
    PROMOTE
  }

  @Test
  void noCrashLocksTheGatewayOut(@TempDir Path directory) {
    try (SqlDatabase database = SqlDatabase.open(DatabaseConfig.of(directory))) {
      SqlGateways gateways = new SqlGateways(database);
      for (Step first : Step.values()) {
        for (Step second : Step.values()) {
          for (Step third : Step.values()) {
            Bytes key = Bytes.utf8(first + " " + second + " " + third);
            @Var Rotation run = new Rotation(gateways, first + "-" + second + "-" + third, key);
            for (Step last : List.of(first, second, third, Step.PROMOTE)) {
              run = run.until(last);
            }
            run.assertComplete();
          }
        }
      }
    }
  }

  @Test
  void lateMessagesOfAnOlderSessionChangeNothing(@TempDir Path directory) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    try (SqlDatabase database = SqlDatabase.open(DatabaseConfig.of(directory))) {
      SqlGateways gateways = new SqlGateways(database);
      for (int run = 0; run < 100; run++) {
        @Var
        Rotation rotation =
            new Rotation(gateways, "seed-" + seed + "-" + run, Bytes.utf8("key " + run));
        List<Rotation> older = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          older.add(rotation);
          rotation = rotation.until(Step.values()[random.nextInt(Step.values().length)]);
          older.get(random.nextInt(older.size())).storeLate();
          older.get(random.nextInt(older.size())).promoteLate();
        }
        rotation.until(Step.PROMOTE).assertComplete();
      }
    }
  }

  /// One session of a gateway, from its disk and the platform's database. Keys are stored as they
  /// are: sealing changes nothing here.
  private static final class Rotation {
    private final SqlGateways gateways;
    private final String id;
    private final long epoch;
    @Var private String disk;

    /// A gateway that is registered with this key.
    Rotation(SqlGateways gateways, String id, Bytes key) {
      this(gateways, id, registered(gateways, id, key));
    }

    /// A gateway comes back: it proves itself with what its disk holds.
    private Rotation(SqlGateways gateways, String id, String disk) {
      this.gateways = gateways;
      this.id = id;
      this.disk = disk;
      this.epoch = authenticated();
    }

    private static String registered(SqlGateways gateways, String id, Bytes key) {
      assertThat(gateways.create(id, id, key, NOON)).isTrue();
      return Json.write(KeyRing.of(key).json());
    }

    private KeyRing ring() {
      return KeyRing.read(Json.parse("disk", disk));
    }

    private long authenticated() {
      SqlGateways.Keys keys = gateways.keys(id).orElseThrow();
      Bytes shown = ring().current();
      Optional<Long> begun =
          keys.current().equals(shown)
              ? gateways.beginSession(id)
              : keys.next()
                  .filter(shown::equals)
                  .flatMap(next -> gateways.beginSessionWithNext(id, next));
      assertThat(begun).as("%s is locked out", id).isPresent();
      return begun.orElseThrow();
    }

    /// A new key is wanted and given, up to this step; then both sides come back.
    Rotation until(Step last) {
      gateways.wantRotation(id, NOON);
      KeyRotate wish = new KeyRotate("n" + epoch);
      Bytes former = gateways.keys(id).orElseThrow().current();
      KeyRing written = ring().rotated(wish, "o" + epoch, ID);
      disk = Json.write(written.json());
      if (last != Step.WRITE_NEXT) {
        KeyRotate.Ready ready = written.ready(ID);
        Bytes next = KeyDigests.next(former, wish.nonce(), ready.own(), ID);
        assertThat(KeyDigests.ofGateway(next, wish.nonce(), ready.own(), ID))
            .isEqualTo(ready.proof());
        assertThat(gateways.storeNext(id, epoch, next)).isTrue();
        if (last != Step.STORE_NEXT) {
          Bytes proof = KeyDigests.ofPlatform(next, wish.nonce(), ready.own(), ID);
          KeyConfirm confirm = new KeyConfirm(wish.nonce(), proof);
          KeyRing over = written.confirmed(confirm, ID).orElseThrow();
          assertThat(over.confirmed(confirm, ID)).as("again").contains(over);
          disk = Json.write(over.json());
          if (last == Step.PROMOTE) {
            assertThat(gateways.promoteNext(id, epoch)).isTrue();
          }
        }
      }
      return new Rotation(gateways, id, disk);
    }

    /// A message of this session, which is over, arrives at last.
    void storeLate() {
      assertThat(gateways.storeNext(id, epoch, Bytes.utf8("late"))).isFalse();
    }

    void promoteLate() {
      assertThat(gateways.promoteNext(id, epoch)).isFalse();
    }

    void assertComplete() {
      SqlGateways.Keys keys = gateways.keys(id).orElseThrow();
      assertThat(keys).isEqualTo(new SqlGateways.Keys(ring().current(), Optional.empty()));
      assertThat(gateways.isRotationWanted(id)).isFalse();
    }
  }
}

package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Publishers and subscribers whose connections break, and a broker that is killed at any moment
/// between two commits of its journal: what was acknowledged arrives, at QoS 2 once, and in order.
/// Run with another seed by `-Dfieldway.seed=N`.
final class CustodyTest {
  private static final int RUNS = 300;
  private static final int STEPS = 400;
  private static final int PUBLISHERS = 3;
  private static final int SUBSCRIBERS = 3;

  static List<Long> seeds() {
    Long given = Long.getLong("fieldway.seed");
    return given != null
        ? List.of(given)
        : new SplittableRandom(20_261_122).longs(RUNS).boxed().toList();
  }

  @ParameterizedTest(name = "-Dfieldway.seed={0}")
  @MethodSource("seeds")
  void keepsItsPromises(long seed) {
    new Run(seed).play();
  }

  private static final class Run {
    private final SplittableRandom random;
    private final Scene scene = new Scene();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Subscriber> subscribers = new ArrayList<>();

    Run(long seed) {
      this.random = new SplittableRandom(seed);
      for (@Var int i = 0; i < SUBSCRIBERS; i++) {
        QoS qos = i % 2 == 0 ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE;
        subscribers.add(new Subscriber(scene, "subscriber-" + i, qos));
      }
      for (@Var int i = 0; i < PUBLISHERS; i++) {
        publishers.add(new Publisher(scene, "publisher-" + i));
      }
    }

    void play() {
      subscribers.forEach(Subscriber::begin);
      publishers.forEach(Party::connect);
      for (@Var int step = 0; step < STEPS; step++) {
        step();
      }
      heal();
      judge();
    }

    private void step() {
      switch (random.nextInt(20)) {
        case 0 -> any(publishers).breaks();
        case 1 -> any(subscribers).breaks();
        case 2 -> {
          if (random.nextInt(4) == 0) {
            // Some of it may have become durable without the broker having heard of it.
            long durable = scene.journal.force(random.nextInt(scene.journal.groups() + 1));
            assertThat(durable).isLessThanOrEqualTo(scene.journal.position());
            scene.crash();
            publishers.forEach(Party::disconnected);
            subscribers.forEach(Party::disconnected);
          }
        }
        case 3, 4 -> any(publishers).connect();
        case 5, 6 -> any(subscribers).connect();
        case 7, 8, 9, 10 -> scene.commit();
        case 11, 12, 13 -> any(publishers).hears(random.nextInt(4));
        case 14, 15, 16 -> any(subscribers).hears(random.nextInt(4));
        default ->
            any(publishers).publish(random.nextBoolean() ? QoS.EXACTLY_ONCE : QoS.AT_LEAST_ONCE);
      }
    }

    private <P> P any(List<P> parties) {
      return parties.get(random.nextInt(parties.size()));
    }

    private void heal() {
      for (@Var int round = 0; round < 40; round++) {
        publishers.forEach(Party::connect);
        subscribers.forEach(Party::connect);
        publishers.forEach(party -> party.hears(Integer.MAX_VALUE));
        subscribers.forEach(party -> party.hears(Integer.MAX_VALUE));
        scene.commit();
      }
      scene.after(Duration.ofSeconds(1));
    }

    private void judge() {
      for (Subscriber subscriber : subscribers) {
        for (Publisher publisher : publishers) {
          for (QoS qos : List.of(QoS.AT_LEAST_ONCE, QoS.EXACTLY_ONCE)) {
            List<Integer> got = subscriber.numbers(publisher.id, qos);
            assertThat(got).as("NothingAckedIsLost").containsAll(publisher.acknowledged(qos));
            assertThat(first(got)).as("OrderKept").isSortedAccordingTo(Comparator.naturalOrder());
            if (qos == QoS.EXACTLY_ONCE && subscriber.qos == QoS.EXACTLY_ONCE) {
              assertThat(got).as("OnceMeansOnce").doesNotHaveDuplicates();
            }
          }
        }
      }
      BrokerCounts counts = scene.broker.counts();
      assertThat(counts.queuedMessages()).as("BoundsHold: nothing stays behind").isZero();
      assertThat(counts.queuedBytes()).isZero();
      assertThat(scene.journal.survived())
          .as("only sessions and subscriptions are kept in the end")
          .hasSize(PUBLISHERS + 2 * SUBSCRIBERS);
    }

    /// Each number at its first coming: what comes again may come late.
    private static List<Integer> first(List<Integer> numbers) {
      return numbers.stream().distinct().toList();
    }
  }

  /// A client that remembers its session while its connections come and go.
  private abstract static class Party {
    final Scene scene;
    final String id;
    @Var @Nullable Peer peer;

    Party(Scene scene, String id) {
      this.scene = scene;
      this.id = id;
    }

    void connect() {
      if (peer == null) {
        Peer fresh = scene.arrives();
        fresh.mutters(Scene.lasting(id));
        scene.judge();
        peer = fresh;
      }
    }

    void breaks() {
      Peer former = peer;
      if (former != null) {
        peer = null;
        former.client().lost(scene.now);
      }
    }

    void disconnected() {
      peer = null;
    }

    /// Takes some of what came.
    void hears(int most) {
      for (@Var int i = 0; i < most; i++) {
        Peer now = peer;
        if (now == null || now.peek().isEmpty()) {
          return;
        }
        hear(now, now.gets(Packet.class));
      }
    }

    abstract void hear(Peer now, Packet packet);
  }

  private static final class Publisher extends Party {
    private final Map<Integer, Publish> unacknowledged = new LinkedHashMap<>();
    private final Set<Integer> released = new HashSet<>();
    private final List<Publish> acknowledged = new ArrayList<>();
    private final Queue<Publish> toSend = new ArrayDeque<>();
    @Var private boolean open;
    @Var private int count;
    @Var private int lastId;

    Publisher(Scene scene, String id) {
      super(scene, id);
    }

    List<Integer> acknowledged(QoS qos) {
      return acknowledged.stream()
          .filter(publish -> publish.qos() == qos)
          .map(CustodyTest::number)
          .toList();
    }

    void publish(QoS qos) {
      if (unacknowledged.size() < 20) {
        count++;
        lastId = lastId % 40 + 1;
        while (unacknowledged.containsKey(lastId)) {
          lastId = lastId % 40 + 1;
        }
        Publish publish =
            Scene.publish("t/" + id + "/" + qos.number(), Integer.toString(count), qos, lastId);
        unacknowledged.put(lastId, publish);
        toSend.add(publish);
        send();
      }
    }

    @Override
    void connect() {
      if (peer == null) {
        open = false;
        super.connect();
      }
    }

    @Override
    void hear(Peer now, Packet packet) {
      switch (packet) {
        case Connack connack -> {
          open = true;
          toSend.clear();
          unacknowledged.forEach((packetId, publish) -> {
            if (released.contains(packetId)) {
              now.mutters(Pubrel.of(packetId));
            } else {
              now.mutters(again(publish));
            }
          });
        }
        case Puback puback -> done(puback.packetId());
        case Pubrec pubrec -> {
          released.add(pubrec.packetId());
          now.mutters(Pubrel.of(pubrec.packetId()));
        }
        case Pubcomp pubcomp -> done(pubcomp.packetId());
        default -> throw new AssertionError("a publisher got " + packet);
      }
    }

    private void done(int packetId) {
      Publish publish = unacknowledged.remove(packetId);
      released.remove(packetId);
      if (publish != null) {
        acknowledged.add(publish);
      }
    }

    private void send() {
      Peer now = peer;
      if (now != null && open) {
        toSend.forEach(now::mutters);
        toSend.clear();
      }
    }

    private static Publish again(Publish publish) {
      return new Publish(
          publish.topic(),
          publish.payload(),
          publish.qos(),
          publish.retain(),
          true,
          publish.packetId(),
          publish.properties());
    }
  }

  private static final class Subscriber extends Party {
    final QoS qos;
    private final List<Publish> got = new ArrayList<>();
    private final Set<Integer> unreleased = new HashSet<>();

    Subscriber(Scene scene, String id, QoS qos) {
      super(scene, id);
      this.qos = qos;
    }

    void begin() {
      connect();
      scene.commit();
      Peer now = peer;
      if (now != null) {
        now.gets(Connack.class);
        Scene.listening(now, "t/#", qos);
      }
    }

    List<Integer> numbers(String publisher, QoS published) {
      String topic = "t/" + publisher + "/" + published.number();
      return got.stream()
          .filter(publish -> publish.topic().equals(topic))
          .map(CustodyTest::number)
          .toList();
    }

    @Override
    void hear(Peer now, Packet packet) {
      switch (packet) {
        case Connack connack ->
            assertThat(connack.sessionPresent()).as("the session is kept").isTrue();
        case Publish publish -> take(now, publish);
        case Pubrel pubrel -> {
          unreleased.remove(pubrel.packetId());
          now.mutters(Pubcomp.of(pubrel.packetId()));
        }
        default -> throw new AssertionError("a subscriber got " + packet);
      }
    }

    private void take(Peer now, Publish publish) {
      if (publish.qos() == QoS.AT_LEAST_ONCE) {
        got.add(publish);
        now.mutters(Puback.of(publish.packetId()));
      } else {
        if (unreleased.add(publish.packetId())) {
          got.add(publish);
        }
        now.mutters(Pubrec.of(publish.packetId()));
      }
    }
  }

  private static int number(Publish publish) {
    return Integer.parseInt(new String(publish.payload().toArray(), StandardCharsets.UTF_8));
  }
}

package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Exchange;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.journal.DiskJournal;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;

/// A broker in virtual time, over a journal that becomes durable when the test says so.
final class Scene {
  /// Lets everybody do everything.
  static final Access OPEN =
      new Access() {
        @Override
        public Verdict authenticate(Credentials credentials) {
          return new Verdict.Granted(credentials.userName(), Rights.ALL);
        }

        @Override
        public Optional<Exchange> exchange(String method, Credentials credentials) {
          return Optional.empty();
        }
      };

  private static final Origin HERE = new Origin("127.0.0.1:50000", true, Optional.empty());

  final Access access;
  final BrokerConfig config;
  final List<Peer> peers = new ArrayList<>();
  final Queue<Runnable> judging = new ArrayDeque<>();
  @Var DiskJournal journal = new DiskJournal(Map.of());
  @Var Broker broker;
  @Var long now = 1_000_000;

  Scene() {
    this(bounds(Map.of()), OPEN);
  }

  /// The default bounds with others in some places, without statistics unless they are among them.
  static BrokerConfig bounds(Map<String, Object> others) {
    Map<String, Object> wanted = new HashMap<>(others);
    wanted.putIfAbsent("statisticsInterval", Duration.ZERO);
    try {
      RecordComponent[] components = BrokerConfig.class.getRecordComponents();
      Object[] values = new Object[components.length];
      Class<?>[] types = new Class<?>[components.length];
      for (@Var int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Object other = wanted.remove(components[i].getName());
        values[i] =
            other != null ? other : components[i].getAccessor().invoke(BrokerConfig.defaults());
      }
      assertThat(wanted).as("bounds that there are not").isEmpty();
      return BrokerConfig.class.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  Scene(BrokerConfig config, Access access) {
    this.config = config;
    this.access = access;
    this.broker = begin();
  }

  /// A broker with other bounds than the default ones.
  static Scene within(Map<String, Object> others) {
    return new Scene(bounds(others), OPEN);
  }

  /// The process is killed and started again: every connection is gone, and what was not durable.
  void crash() {
    journal = new DiskJournal(journal.survived());
    judging.clear();
    peers.clear();
    broker = begin();
  }

  /// What was written becomes durable, and the broker hears of it.
  void commit() {
    @Var long position = journal.force();
    broker.committed(position, now);
    while (journal.position() > position) {
      long before = position;
      position = journal.force();
      if (position == before) {
        return;
      }
      broker.committed(position, now);
    }
  }

  /// Time passes.
  void after(Duration duration) {
    long end = now + duration.toMillis();
    while (now < end) {
      now = Math.min(end, now + 500);
      broker.tick(now);
      commit();
    }
  }

  /// Opens a connection without saying anything.
  Peer arrives() {
    Peer peer = new Peer(this);
    peers.add(peer);
    peer.on(broker.connected(HERE, peer, now));
    return peer;
  }

  /// Connects and takes CONNACK, which must be a good one.
  Peer connects(Hello hello) {
    return connects(hello.packet());
  }

  /// Connects and takes CONNACK, which must be a good one.
  Peer connects(Connect connect) {
    Peer peer = greets(connect);
    Connack connack = peer.gets(Connack.class);
    if (connack.reason().isRefusal()) {
      throw new AssertionError("refused: " + connack.reason());
    }
    return peer;
  }

  /// Connects and leaves the answer to the test.
  Peer greets(Connect connect) {
    Peer peer = arrives();
    peer.mutters(connect);
    judge();
    commit();
    return peer;
  }

  void judge() {
    @Var Runnable verdict = judging.poll();
    while (verdict != null) {
      verdict.run();
      verdict = judging.poll();
    }
  }

  /// CONNECT of MQTT 5 with a session that ends with its connection.
  static Connect clean(String clientId) {
    return connect(clientId, true, Properties.NONE);
  }

  /// CONNECT of MQTT 5 that goes on with a session of an hour.
  static Connect lasting(String clientId) {
    return connect(clientId, false, Properties.of(Property.SESSION_EXPIRY_INTERVAL, 3600));
  }

  static Connect connect(String clientId, boolean cleanStart, Properties properties) {
    return new Connect(
        Version.MQTT_5,
        cleanStart,
        0,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        properties);
  }

  /// CONNECT of MQTT 3.1.1.
  static Connect old(String clientId, boolean cleanSession) {
    return new Connect(
        Version.MQTT_3_1_1,
        cleanSession,
        0,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Properties.NONE);
  }

  static Subscribe subscribe(String filter, QoS qos) {
    return subscribe(
        new Subscription(filter, qos, false, false, RetainHandling.SEND), Properties.NONE);
  }

  static Subscribe subscribe(Subscription subscription, Properties properties) {
    return new Subscribe(1, List.of(subscription), properties);
  }

  /// Subscribes and takes SUBACK.
  static Peer listening(Peer peer, String filter, QoS qos) {
    peer.says(subscribe(filter, qos));
    peer.gets(Suback.class);
    return peer;
  }

  static Publish publish(String topic, String payload, QoS qos, int packetId) {
    return new Publish(topic, Bytes.utf8(payload), qos, false, false, packetId, Properties.NONE);
  }

  static Publish retained(String topic, String payload, QoS qos, int packetId) {
    return new Publish(topic, Bytes.utf8(payload), qos, true, false, packetId, Properties.NONE);
  }

  static Publish with(Publish publish, Properties properties) {
    return new Publish(
        publish.topic(),
        publish.payload(),
        publish.qos(),
        publish.retain(),
        publish.dup(),
        publish.packetId(),
        properties);
  }

  /// The same, sent again.
  static Publish again(Publish publish) {
    return new Publish(
        publish.topic(),
        publish.payload(),
        publish.qos(),
        publish.retain(),
        true,
        publish.packetId(),
        publish.properties());
  }

  private Broker begin() {
    return broker(journal, journal.survived());
  }

  /// Another broker over a journal from which this survived.
  Broker broker(DiskJournal kept, Map<Long, Bytes> survived) {
    Ledger ledger = new Ledger(kept);
    Broker started = new Broker(config, access, ledger, new SplittableRandom(7), now);
    started.restore(Survivors.read(survived, ledger).ofBroker(), now);
    return started;
  }
}

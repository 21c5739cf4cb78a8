package io.fieldway.trials.bench.fuzz;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Unsubscribe;
import io.fieldway.node.packet.Version;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// What clients say when nothing goes wrong. They are few and talk about few topics, so that they
/// meet: they take over each other's sessions and get each other's messages.
final class SamplePackets {
  private static final int CLIENTS = 24;
  private static final int PACKET_IDS = 6;
  private static final List<String> TOPICS = List.of("f/a", "f/b", "f/a/c", "f//d", "f/é", "$f");
  private static final List<String> FILTERS =
      List.of("f/a", "f/+", "f/#", "+/a", "$share/g/f/#", "$share/h/f/a", "f/+/c", "$f");

  private final SplittableRandom random;
  private final Version version;

  SamplePackets(SplittableRandom random, Version version) {
    this.random = random;
    this.version = version;
  }

  Connect connect() {
    boolean five = version == Version.MQTT_5;
    Properties.Builder properties = Properties.builder();
    if (five) {
      if (random.nextInt(3) == 0) {
        properties.put(Property.SESSION_EXPIRY_INTERVAL, random.nextInt(60));
      }
      if (random.nextInt(4) == 0) {
        properties.put(Property.RECEIVE_MAXIMUM, random.nextInt(1, 5));
      }
      if (random.nextInt(4) == 0) {
        properties.put(Property.TOPIC_ALIAS_MAXIMUM, random.nextInt(5));
      }
      if (random.nextInt(6) == 0) {
        properties.put(Property.MAXIMUM_PACKET_SIZE, random.nextInt(20, 200));
      }
    }
    return new Connect(
        version,
        random.nextBoolean(),
        random.nextInt(100),
        "fuzz-" + random.nextInt(CLIENTS),
        random.nextInt(4) == 0 ? Optional.of(will()) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        properties.build());
  }

  Packet next() {
    return switch (random.nextInt(16)) {
      case 0, 1, 2 -> new Subscribe(packetId(), subscriptions(), Properties.NONE);
      case 3 -> new Unsubscribe(packetId(), List.of(one(FILTERS)), Properties.NONE);
      case 4 -> Puback.of(packetId());
      case 5 -> Pubrec.of(packetId());
      case 6 -> Pubrel.of(packetId());
      case 7 -> Pubcomp.of(packetId());
      case 8 -> new Pingreq();
      case 9 -> rare();
      default -> publish();
    };
  }

  private Packet rare() {
    return switch (random.nextInt(4)) {
      case 0 -> new Disconnect(ReasonCode.SUCCESS, Properties.NONE);
      case 1 -> connect();
      case 2 ->
          version == Version.MQTT_5
              ? new Auth(
                  ReasonCode.RE_AUTHENTICATE,
                  Properties.of(Property.AUTHENTICATION_METHOD, "SCRAM-SHA-256"))
              : new Pingreq();
      default -> new Pingreq();
    };
  }

  private Publish publish() {
    QoS qos = qos();
    Properties.Builder properties = Properties.builder();
    if (version == Version.MQTT_5) {
      if (random.nextInt(8) == 0) {
        properties.put(Property.TOPIC_ALIAS, random.nextInt(1, 4));
      }
      if (random.nextInt(8) == 0) {
        properties.put(Property.MESSAGE_EXPIRY_INTERVAL, random.nextInt(5));
      }
      if (random.nextInt(8) == 0) {
        properties.put(Property.PAYLOAD_FORMAT_INDICATOR, random.nextInt(2));
      }
      if (random.nextInt(8) == 0) {
        properties.user("k", "v");
      }
    }
    return new Publish(
        one(TOPICS),
        payload(),
        qos,
        random.nextInt(4) == 0,
        qos != QoS.AT_MOST_ONCE && random.nextInt(8) == 0,
        qos == QoS.AT_MOST_ONCE ? 0 : packetId(),
        properties.build());
  }

  private Will will() {
    Properties properties =
        version == Version.MQTT_5 && random.nextBoolean()
            ? Properties.of(Property.WILL_DELAY_INTERVAL, random.nextInt(3))
            : Properties.NONE;
    return new Will(one(TOPICS), payload(), qos(), random.nextBoolean(), properties);
  }

  private List<Subscription> subscriptions() {
    boolean five = version == Version.MQTT_5;
    List<Subscription> subscriptions = new ArrayList<>();
    for (@Var int i = random.nextInt(1, 4); i > 0; i--) {
      String filter = one(FILTERS);
      subscriptions.add(
          new Subscription(
              filter,
              qos(),
              five && !filter.startsWith("$share") && random.nextBoolean(),
              five && random.nextBoolean(),
              five ? one(List.of(RetainHandling.values())) : RetainHandling.SEND));
    }
    return subscriptions;
  }

  private Bytes payload() {
    byte[] bytes = new byte[random.nextInt(8) == 0 ? random.nextInt(500) : random.nextInt(20)];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private QoS qos() {
    return QoS.of(random.nextInt(3));
  }

  private int packetId() {
    return random.nextInt(1, PACKET_IDS + 1);
  }

  private <T> T one(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}

package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Publishes numbers to a topic of its own for each quality of service, and remembers which were
/// acknowledged. What was not is said again over the next connection, as the specification has it.
final class Publisher extends Person {
  private static final int MOST = 20;

  private final Map<Integer, Publish> unacknowledged = new LinkedHashMap<>();
  private final Set<Integer> released = new LinkedHashSet<>();
  private final List<Publish> acknowledged = new ArrayList<>();
  @Var private boolean open;
  @Var private int count;
  @Var private int lastId;
  @Var private int refused;

  /// What its messages say besides.
  @Var Properties properties = Properties.NONE;

  Publisher(World world, Station station, String id) {
    super(world, station, id);
  }

  static String topic(String id, QoS qos) {
    return "t/" + id + "/" + qos.number();
  }

  List<Integer> acknowledged(QoS qos) {
    return acknowledged.stream()
        .filter(publish -> publish.qos() == qos)
        .map(Subscriber::number)
        .toList();
  }

  /// How many were refused.
  int refused() {
    return refused;
  }

  /// Publishes anything if it is connected, a retained message perhaps.
  void publish(String topic, String text, QoS qos, boolean retain) {
    if (!open || unacknowledged.size() >= MOST) {
      return;
    }
    if (qos == QoS.AT_MOST_ONCE) {
      say(new Publish(topic, Bytes.utf8(text), qos, retain, false, 0, Properties.NONE));
      return;
    }
    Publish publish =
        new Publish(topic, Bytes.utf8(text), qos, retain, false, freeId(), Properties.NONE);
    unacknowledged.put(publish.packetId(), publish);
    say(publish);
  }

  private int freeId() {
    do {
      lastId = lastId % (2 * MOST) + 1;
    } while (unacknowledged.containsKey(lastId));
    return lastId;
  }

  /// Publishes the next number, unless too many are unacknowledged.
  void publish(QoS qos) {
    if (!open || unacknowledged.size() >= MOST) {
      return;
    }
    freeId();
    Publish publish =
        new Publish(
            topic(id, qos),
            Bytes.utf8(Integer.toString(++count)),
            qos,
            false,
            false,
            lastId,
            properties);
    unacknowledged.put(lastId, publish);
    say(publish);
  }

  @Override
  void disconnected() {
    open = false;
  }

  @Override
  void hear(Packet packet) {
    switch (packet) {
      case Connack connack -> {
        open = true;
        List.copyOf(unacknowledged.entrySet())
            .forEach(entry ->
                say(
                    released.contains(entry.getKey())
                        ? Pubrel.of(entry.getKey())
                        : again(entry.getValue())));
      }
      case Puback puback -> done(puback.packetId(), puback.reason().isRefusal());
      case Pubrec pubrec -> {
        if (pubrec.reason().isRefusal()) {
          done(pubrec.packetId(), true);
        } else {
          released.add(pubrec.packetId());
          say(Pubrel.of(pubrec.packetId()));
        }
      }
      case Pubcomp pubcomp -> done(pubcomp.packetId(), false);
      default -> throw new AssertionError("a publisher got " + packet);
    }
  }

  private void done(int packetId, boolean refused) {
    Publish publish = unacknowledged.remove(packetId);
    released.remove(packetId);
    if (publish != null && !refused) {
      acknowledged.add(publish);
    } else if (publish != null) {
      this.refused++;
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

package io.fieldway.node.mesh;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.Unsubscribe;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Subscribes once, and remembers all that it gets.
final class Subscriber extends Person {
  private final String filter;
  final QoS qos;
  private final List<Publish> got = new ArrayList<>();
  private final Set<Integer> unreleased = new HashSet<>();

  Subscriber(World world, Station station, String id, String filter, QoS qos) {
    super(world, station, id);
    this.filter = filter;
    this.qos = qos;
  }

  void unsubscribe() {
    say(new Unsubscribe(2, List.of(filter), Properties.NONE));
  }

  List<Publish> got() {
    return got;
  }

  List<Integer> numbers(String publisher, QoS published) {
    String topic = Publisher.topic(publisher, published);
    return got.stream()
        .filter(publish -> publish.topic().equals(topic))
        .map(Subscriber::number)
        .toList();
  }

  @Override
  void disconnected() {}

  @Override
  void hear(Packet packet) {
    switch (packet) {
      case Connack connack -> {
        if (!connack.sessionPresent()) {
          unreleased.clear();
          say(
              new Subscribe(
                  1,
                  List.of(new Subscription(filter, qos, false, true, RetainHandling.SEND)),
                  Properties.NONE));
        }
      }
      case Suback suback -> {}
      case Unsuback unsuback -> {}
      case Publish publish -> take(publish);
      case Pubrel pubrel -> {
        unreleased.remove(pubrel.packetId());
        say(Pubcomp.of(pubrel.packetId()));
      }
      default -> throw new AssertionError("a subscriber got " + packet);
    }
  }

  private void take(Publish publish) {
    switch (publish.qos()) {
      case AT_MOST_ONCE -> got.add(publish);
      case AT_LEAST_ONCE -> {
        got.add(publish);
        say(Puback.of(publish.packetId()));
      }
      case EXACTLY_ONCE -> {
        if (unreleased.add(publish.packetId())) {
          got.add(publish);
        }
        say(Pubrec.of(publish.packetId()));
      }
    }
  }

  static int number(Publish publish) {
    return Integer.parseInt(new String(publish.payload().toArray(), StandardCharsets.UTF_8));
  }
}

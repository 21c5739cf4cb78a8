package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Somebody with a session that lasts, who publishes numbers one after the other, subscribes to
/// everything, forgets nothing, and comes back whenever the connection ends.
final class Person {
  private final World world;
  private final Home home;
  final String name;

  /// What was acknowledged, by what was published.
  final List<String> acknowledged = new ArrayList<>();

  /// What has come, in its order.
  final List<String> came = new ArrayList<>();

  final Map<String, Integer> times = new HashMap<>();
  @Var boolean publishes;
  @Var private @Nullable Pipe pipe;
  @Var private boolean greeted;
  @Var private int number;
  @Var private @Nullable Publish unacknowledged;
  @Var private boolean released;
  private final Set<Integer> known = new HashSet<>();

  Person(World world, Home home, String name) {
    this.world = world;
    this.home = home;
    this.name = name;
  }

  void connect() {
    greeted = false;
    Pipe opened = new Pipe(world, home.broker, this::hears, this::closed);
    pipe = opened;
    opened.say(
        new Connect(
            Version.MQTT_5,
            false,
            0,
            name,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Properties.of(Property.SESSION_EXPIRY_INTERVAL, 36_000)));
  }

  /// The broker has died.
  void cutOff() {
    Pipe open = pipe;
    if (open != null) {
      open.dies();
    }
  }

  private void closed() {
    greeted = false;
    pipe = null;
    world.after(
        50 + world.below(200),
        () -> {
          if (pipe == null) {
            connect();
          }
        });
  }

  /// Publishes the next number, where the last one is done.
  void speak() {
    if (!publishes || !greeted || unacknowledged != null) {
      return;
    }
    number++;
    QoS qos = world.below(2) == 0 ? QoS.AT_LEAST_ONCE : QoS.EXACTLY_ONCE;
    unacknowledged =
        new Publish(
            name + "/" + qos.number(),
            Bytes.utf8(Integer.toString(number)),
            qos,
            false,
            false,
            1,
            Properties.NONE);
    say(unacknowledged);
  }

  private void say(Packet packet) {
    if (pipe == null) {
      throw new AssertionError(name + " is not connected");
    }
    pipe.say(packet);
  }

  private static String text(Publish publish) {
    return publish.topic() + ' ' + new String(publish.payload().toArray(), StandardCharsets.UTF_8);
  }

  private void hears(Packet packet) {
    switch (packet) {
      case Connack connack -> greeted(connack.sessionPresent());
      case Publish publish -> takes(publish);
      case Pubrel pubrel -> {
        known.remove(pubrel.packetId());
        say(Pubcomp.of(pubrel.packetId()));
      }
      case Puback puback -> done(!puback.reason().isRefusal());
      case Pubrec pubrec -> {
        if (pubrec.reason().isRefusal()) {
          done(false);
        } else {
          released = true;
          say(Pubrel.of(1));
        }
      }
      case Pubcomp pubcomp -> done(true);
      default -> {}
    }
  }

  private void greeted(boolean present) {
    greeted = true;
    if (!present) {
      known.clear();
      say(
          new Subscribe(
              1,
              List.of(new Subscription("#", QoS.EXACTLY_ONCE, false, false, RetainHandling.SEND)),
              Properties.NONE));
    }
    Publish again = unacknowledged;
    if (again != null && released && present) {
      say(Pubrel.of(1));
    } else if (again != null) {
      released = false;
      say(
          new Publish(
              again.topic(), again.payload(), again.qos(), false, true, 1, again.properties()));
    }
  }

  private void takes(Publish publish) {
    boolean fresh = publish.qos() != QoS.EXACTLY_ONCE || known.add(publish.packetId());
    if (fresh) {
      came.add(text(publish));
      times.merge(text(publish), 1, Integer::sum);
    }
    say(
        publish.qos() == QoS.EXACTLY_ONCE
            ? Pubrec.of(publish.packetId())
            : Puback.of(publish.packetId()));
  }

  private void done(boolean taken) {
    Publish publish = unacknowledged;
    if (publish != null && taken) {
      acknowledged.add(text(publish));
    }
    unacknowledged = null;
    released = false;
  }
}

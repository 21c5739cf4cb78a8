package io.fieldway.node;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.Adopt;
import io.fieldway.wire.control.Arm;
import io.fieldway.wire.control.Beat;
import io.fieldway.wire.control.Claim;
import io.fieldway.wire.control.ControlMessage;
import io.fieldway.wire.control.ControlWords;
import io.fieldway.wire.control.Disarm;
import io.fieldway.wire.control.Drain;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A controller's connection to one node, in tests: acts in term 1 from the beginning, and beats
/// whenever the node says how it stands.
final class Conductor implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

  private final Peer peer;
  private final String name;

  private Conductor(Peer peer, String name) {
    this.peer = peer;
    this.name = name;
  }

  /// Connects, and waits until its term is granted.
  static Conductor of(Node node, String name) throws IOException {
    Conductor conductor = new Conductor(Peer.tcp(node.links().getFirst()), name);
    conductor.peer.send(
        new Connect(
            Version.MQTT_5,
            true,
            60,
            name,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Properties.builder()
                .user(ControlWords.MESH, "mesh")
                .user(ControlWords.CONTROLLER, name)
                .build()));
    if (((Connack) conductor.peer.next()).reason() != ReasonCode.SUCCESS) {
      throw new IOException("the controller is refused");
    }
    conductor.say(new Claim(name, 1));
    conductor.until(status -> status.granted().isPresent());
    return conductor;
  }

  private void say(ControlMessage message) throws IOException {
    peer.send(
        new Publish(
            ControlWords.CONTROL,
            Bytes.utf8(Json.write(message.json())),
            QoS.AT_MOST_ONCE,
            false,
            false,
            0,
            Properties.NONE));
  }

  /// Waits until the node says that it stands so.
  Status until(Predicate<Status> wanted) throws IOException {
    long began = System.nanoTime();
    while (true) {
      Publish publish = (Publish) peer.next();
      Status status = Status.parse(new String(publish.payload().toArray(), StandardCharsets.UTF_8));
      if (wanted.test(status)) {
        return status;
      }
      if (System.nanoTime() - began > PATIENCE) {
        throw new IOException("waited in vain, until " + Json.write(status.json()));
      }
      say(new Beat(name, 1, true, status.clock()));
    }
  }

  /// Orders something, in answer to each status, until the node stands so.
  Status order(Order order, Predicate<Status> wanted) throws IOException {
    return until(status -> {
      boolean done = wanted.test(status);
      if (!done) {
        again(order, status.clock());
      }
      return done;
    });
  }

  private void again(Order order, long echo) {
    try {
      say(answering(order, echo));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Order answering(Order order, long echo) {
    return switch (order) {
      case Adopt(long term, String node, long number, Duration quiet, long _) ->
          new Adopt(term, node, number, quiet, echo);
      case Arm(long term, String node, String substitute, String address, long number, long _) ->
          new Arm(term, node, substitute, address, number, echo);
      case Disarm(long term, String node, long number, long _) ->
          new Disarm(term, node, number, echo);
      case Drain(long term, String node, long number, long _) ->
          new Drain(term, node, number, echo);
    };
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}

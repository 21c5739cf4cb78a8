package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.bench.mqtt.Incoming;
import io.fieldway.trials.bench.mqtt.LastingPublisher;
import io.fieldway.trials.bench.mqtt.LastingSubscriber;
import io.fieldway.trials.bench.mqtt.MqttClient;
import io.fieldway.trials.bench.mqtt.MqttLoop;
import io.fieldway.trials.bench.mqtt.Outgoing;
import io.fieldway.trials.bench.mqtt.Patience;
import io.fieldway.trials.bench.mqtt.Protocol;
import io.fieldway.trials.bench.mqtt.PublishTemplate;
import io.fieldway.trials.bench.mqtt.Session;
import io.fieldway.trials.stage.StageNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.awaitility.Awaitility;

/// A publisher of QoS 1 and one of QoS 2 at one node, a subscriber at another; all sessions last,
/// and go on after a node was killed.
final class MeshLoad implements AutoCloseable {
  static final String FILTER = "mesh/+";
  static final int QOS_1 = 0;
  private static final int QOS_2 = 1;
  private static final int PAYLOAD = 64;
  private static final int WINDOW = 256;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// So long repeats are waited for when everything has come.
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final MqttLoop loop = new MqttLoop();
  private final StageNode source;
  private final StageNode destination;
  private final Incoming incoming = new Incoming(2);
  private final List<Outgoing> outgoing = List.of(new Outgoing(), new Outgoing());
  private final List<LastingPublisher> publishers = new ArrayList<>();
  @Var private LastingSubscriber subscriber;

  /// Subscribes; the publishers come with [#connectPublishers()].
  MeshLoad(StageNode source, StageNode destination) throws IOException {
    this.source = source;
    this.destination = destination;
    this.subscriber = subscribed();
  }

  private LastingSubscriber subscribed() throws IOException {
    LastingSubscriber client =
        new LastingSubscriber(
            loop,
            destination.address(Kind.TCP),
            Session.lasting("subscriber", Protocol.MQTT_5),
            FILTER,
            incoming);
    loop.await(
        "the subscriber is there",
        List.of(client),
        LastingSubscriber::isReady,
        Patience.of(PATIENCE));
    return client;
  }

  /// Connects the publishers, or connects them again; they resume.
  void connectPublishers() throws IOException {
    publishers.clear();
    for (int sender = 0; sender < outgoing.size(); sender++) {
      PublishTemplate template =
          new PublishTemplate(Protocol.MQTT_5, "mesh/" + sender, 1 + sender, sender, PAYLOAD);
      publishers.add(
          new LastingPublisher(
              loop,
              source.address(Kind.TCP),
              Session.lasting("publisher-" + sender, Protocol.MQTT_5),
              template,
              outgoing.get(sender)));
    }
    await("the publishers are there", publishers);
  }

  private void await(String what, List<? extends MqttClient> clients) throws IOException {
    loop.await(what, clients, MqttClient::isConnected, Patience.of(PATIENCE));
  }

  /// Publishes at both qualities until so many more are acknowledged, together.
  void publish(int count) throws IOException {
    int until = acknowledged() + count;
    Patience patience = Patience.of(PATIENCE);
    while (acknowledged() < until) {
      for (LastingPublisher publisher : publishers) {
        publisher.publish(WINDOW, WINDOW);
      }
      turn(patience, "messages are acknowledged");
    }
  }

  /// Publishes until one comes that was published from now on; answers how long that took.
  Duration flow() throws IOException {
    long began = System.nanoTime();
    BitSet next = new BitSet();
    next.set((int) outgoing.getFirst().sent());
    Patience patience = Patience.of(PATIENCE);
    while (incoming.missing(0, next) > 0) {
      publishers.getFirst().publish(1, WINDOW);
      turn(patience, "a message comes");
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /// The source was killed: reads what it still said, starts it again, and resumes.
  void restartSource() throws IOException {
    source.kill();
    loop.await("connections end", publishers, MqttClient::isLost, Patience.of(PATIENCE));
    source.restart();
    connectPublishers();
  }

  /// The same of the destination, with so many messages acknowledged meanwhile.
  void restartDestination(int meanwhile) throws IOException {
    destination.kill();
    loop.await("connections end", List.of(subscriber), MqttClient::isLost, Patience.of(PATIENCE));
    publish(meanwhile);
    destination.restart();
    subscriber = subscribed();
  }

  /// The destination is gone, and somebody else takes its place at its address; meanwhile so many
  /// messages are acknowledged. The subscriber must find its session.
  void moveDestination(int meanwhile) throws IOException {
    loop.await("connections end", List.of(subscriber), MqttClient::isLost, Patience.of(PATIENCE));
    publish(meanwhile);
    awaitServed(destination);
    subscriber = subscribed();
    assertThat(subscriber.isSessionPresent()).as("the subscriber finds its session").isTrue();
  }

  /// The same of the source.
  void moveSource() throws IOException {
    loop.await("connections end", publishers, MqttClient::isLost, Patience.of(PATIENCE));
    awaitServed(source);
    connectPublishers();
  }

  private static void awaitServed(StageNode node) {
    Awaitility.await("somebody serves the clients of a node that is gone")
        .atMost(PATIENCE)
        .until(() -> {
          try (Socket socket = new Socket()) {
            socket.connect(node.address(Kind.TCP));
            return true;
          } catch (ConnectException e) {
            return false;
          }
        });
  }

  /// Lets publishers end what is under way, and takes all that is acknowledged, and a moment more.
  void collect() throws IOException {
    Patience patience = Patience.of(PATIENCE);
    while (!outgoing.stream().allMatch(Outgoing::isSettled)
        || missing(QOS_1) + missing(QOS_2) > 0) {
      loop.turn();
      if (patience.isOver()) {
        return; // and the test says what is missing
      }
    }
    Patience quiet = Patience.of(QUIET);
    while (!quiet.isOver()) {
      loop.turn();
    }
  }

  private void turn(Patience patience, String what) throws IOException {
    loop.turn();
    if (patience.isOver()) {
      throw new IOException("waited in vain until " + what);
    }
  }

  /// How many messages of both publishers are acknowledged.
  int acknowledged() {
    return outgoing.stream().mapToInt(Outgoing::acknowledgedCount).sum();
  }

  /// How many messages that were acknowledged have not come.
  int missing(int sender) {
    BitSet promised = outgoing.get(sender).acknowledged();
    return incoming.missing(sender, promised);
  }

  /// How many deliveries were not the first of their message.
  int repeated(int sender) {
    return incoming.repeated(sender);
  }

  /// How many messages came first after a later one.
  int late(int sender) {
    return incoming.late(sender);
  }

  /// What was acknowledged has come, in order, and at QoS 2 once.
  void assertKept() {
    SoftAssertions all = new SoftAssertions();
    all.assertThat(missing(QOS_1)).as("QoS 1, missing").isZero();
    all.assertThat(missing(QOS_2)).as("QoS 2, missing").isZero();
    all.assertThat(repeated(QOS_2)).as("QoS 2, repeated").isZero();
    all.assertThat(late(QOS_1)).as("QoS 1, out of order").isZero();
    all.assertThat(late(QOS_2)).as("QoS 2, out of order").isZero();
    all.assertAll();
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}

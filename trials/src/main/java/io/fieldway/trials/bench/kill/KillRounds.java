package io.fieldway.trials.bench.kill;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.broker.Broker;
import io.fieldway.trials.bench.broker.BrokerProcess;
import io.fieldway.trials.bench.mqtt.Incoming;
import io.fieldway.trials.bench.mqtt.LastingPublisher;
import io.fieldway.trials.bench.mqtt.LastingSubscriber;
import io.fieldway.trials.bench.mqtt.MqttLoop;
import io.fieldway.trials.bench.mqtt.Outgoing;
import io.fieldway.trials.bench.mqtt.Patience;
import io.fieldway.trials.bench.mqtt.Protocol;
import io.fieldway.trials.bench.mqtt.PublishTemplate;
import io.fieldway.trials.bench.mqtt.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/// Kills a broker with `kill -9` at random moments under load, starts it again on the same data and
/// goes on, then counts. The moments are counted in acknowledgements, not in time; in every other
/// round, about, the subscriber is away.
public final class KillRounds {
  private static final int AWAY = 0;
  private static final int QOS_1 = 1;
  private static final int QOS_2 = 2;
  private static final int SENDERS = 3;
  private static final int PAYLOAD = 64;
  private static final int MOST_TURNS = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// So long repeats are waited for when everything has come.
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Broker broker;
  private final Path directory;
  private final KillConfig config;
  private final Consumer<String> progress;
  private final Random random;
  private final Incoming incoming = new Incoming(SENDERS);
  private final List<Outgoing> outgoing = List.of(new Outgoing(), new Outgoing(), new Outgoing());

  /// @param directory where the broker keeps its data over all rounds
  /// @param progress told what happens
  public KillRounds(Broker broker, Path directory, KillConfig config, Consumer<String> progress) {
    this.broker = broker;
    this.directory = directory;
    this.config = config;
    this.progress = progress;
    this.random = new Random(config.seed());
  }

  /// Does all of it.
  public KillOutcome run() throws IOException {
    progress.accept(config.away() + " messages while the subscriber is away");
    publishWhileAway();
    collect(AWAY);
    for (int round = 1; round <= config.rounds(); round++) {
      boolean away = random.nextBoolean();
      progress.accept(
          "round %d of %d, the subscriber is %s"
              .formatted(round, config.rounds(), away ? "away" : "there"));
      loadAndKill(away);
    }
    progress.accept("collecting");
    collect(QOS_1, QOS_2);
    return new KillOutcome(losses(AWAY), losses(QOS_1), losses(QOS_2));
  }

  private Losses losses(int sender) {
    return new Losses(
        outgoing.get(sender).acknowledgedCount(),
        incoming.missing(sender, outgoing.get(sender).acknowledged()),
        incoming.repeated(sender),
        incoming.late(sender));
  }

  private void publishWhileAway() throws IOException {
    try (BrokerProcess process = BrokerProcess.start(broker, directory);
        MqttLoop loop = new MqttLoop()) {
      subscriber(loop, process).disconnect();
      LastingPublisher publisher = publisher(loop, process, AWAY);
      Outgoing messages = outgoing.get(AWAY);
      Patience patience = Patience.of(PATIENCE);
      while (messages.acknowledgedCount() < config.away()) {
        publisher.publish((int) (config.away() - messages.sent()), config.window());
        turn(loop, patience, "messages are acknowledged");
      }
      process.kill();
    }
  }

  private void loadAndKill(boolean away) throws IOException {
    try (BrokerProcess process = BrokerProcess.start(broker, directory);
        MqttLoop loop = new MqttLoop()) {
      LastingSubscriber subscriber = subscriber(loop, process);
      if (away) {
        subscriber.disconnect();
      }
      List<LastingPublisher> publishers =
          List.of(publisher(loop, process, QOS_1), publisher(loop, process, QOS_2));
      int until = acknowledged() + 1 + random.nextInt(config.most());
      Patience patience = Patience.of(PATIENCE);
      while (acknowledged() < until) {
        load(loop, publishers, patience);
      }
      for (@Var int turns = random.nextInt(MOST_TURNS); turns > 0; turns--) {
        load(loop, publishers, patience);
      }
      process.kill();
      // What it said before it died was said.
      loop.await("connections end", publishers, LastingPublisher::isLost, patience);
      if (!away) {
        loop.await("connections end", List.of(subscriber), LastingSubscriber::isLost, patience);
      }
    }
  }

  private void load(MqttLoop loop, List<LastingPublisher> publishers, Patience patience)
      throws IOException {
    for (LastingPublisher publisher : publishers) {
      publisher.publish(config.window(), config.window());
    }
    turn(loop, patience, "messages are acknowledged");
  }

  /// Lets publishers end what is under way and takes what the broker still has.
  private void collect(int... senders) throws IOException {
    try (BrokerProcess process = BrokerProcess.start(broker, directory);
        MqttLoop loop = new MqttLoop()) {
      for (int sender : senders) {
        publisher(loop, process, sender);
      }
      LastingSubscriber subscriber = subscriber(loop, process);
      @Var long arrivals = -1;
      @Var Patience complete = Patience.of(QUIET);
      @Var Patience incomplete = Patience.of(config.lost());
      while (!incomplete.isOver() && !(complete.isOver() && isComplete(senders))) {
        loop.turn();
        if (subscriber.arrivals() != arrivals) {
          arrivals = subscriber.arrivals();
          complete = Patience.of(QUIET);
          incomplete = Patience.of(config.lost());
        }
      }
      subscriber.disconnect();
    }
  }

  private boolean isComplete(int... senders) {
    return Arrays.stream(senders)
        .allMatch(each -> outgoing.get(each).isSettled() && losses(each).missing() == 0);
  }

  private int acknowledged() {
    return outgoing.get(QOS_1).acknowledgedCount() + outgoing.get(QOS_2).acknowledgedCount();
  }

  private LastingSubscriber subscriber(MqttLoop loop, BrokerProcess process) throws IOException {
    LastingSubscriber subscriber =
        new LastingSubscriber(
            loop,
            process.address(),
            Session.lasting("subscriber", Protocol.MQTT_5),
            "kill/+",
            incoming);
    loop.await(
        "the subscriber is there",
        List.of(subscriber),
        LastingSubscriber::isReady,
        Patience.of(PATIENCE));
    return subscriber;
  }

  private LastingPublisher publisher(MqttLoop loop, BrokerProcess process, int sender)
      throws IOException {
    LastingPublisher publisher =
        new LastingPublisher(
            loop,
            process.address(),
            Session.lasting("publisher-" + sender, Protocol.MQTT_5),
            new PublishTemplate(
                Protocol.MQTT_5, "kill/" + sender, sender == QOS_2 ? 2 : 1, sender, PAYLOAD),
            outgoing.get(sender));
    loop.await(
        "the publisher is there",
        List.of(publisher),
        LastingPublisher::isConnected,
        Patience.of(PATIENCE));
    return publisher;
  }

  private static void turn(MqttLoop loop, Patience patience, String what) throws IOException {
    loop.turn();
    if (patience.isOver()) {
      throw new IOException("waited in vain until " + what);
    }
  }
}

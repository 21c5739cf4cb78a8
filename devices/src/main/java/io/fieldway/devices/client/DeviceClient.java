package io.fieldway.devices.client;

import io.fieldway.devices.client.ClientEffect.Acknowledged;
import io.fieldway.devices.client.ClientEffect.Act;
import io.fieldway.devices.client.ClientEffect.Close;
import io.fieldway.devices.client.ClientEffect.Dropped;
import io.fieldway.devices.client.ClientEffect.Open;
import io.fieldway.devices.client.ClientEffect.Send;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.DeviceLine.Result;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// One device's side of the protocol (`docs/device-protocol.md`). Each event returns what must be
/// done, in order. Used by one thread; it never looks at a clock.
///
/// A reading is kept from the moment it is measured until the gateway acknowledges it, and sent
/// again after every reconnect with the sequence it had. An instruction is carried out once and
/// answered as often as it comes.
public final class DeviceClient {
  /// The value that carries the reading's own sequence, so that anyone can count what arrived.
  public static final String COUNT = "n";

  /// A device that hears nothing for this many heartbeats gives the connection up.
  private static final int MISSED_HEARTBEATS = 3;

  private enum Phase {
    /// No connection; the next attempt is due at `due`.
    WAITING,
    /// Asked for a connection.
    OPENING,
    /// Said hello; the gateway has until `due` to say welcome.
    GREETING,
    /// Welcome.
    LIVE
  }

  private final String device;
  private final String session;
  private final ClientConfig config;
  private final BackOff backOff;

  // Valid for the session.
  private final Unacknowledged unacknowledged;
  private final RememberedResults results;
  private final Map<String, Result> untold = new LinkedHashMap<>();
  private final Pictures pictures;
  private long lastSeq;
  private long everSent;

  // Valid for the connection.
  private Phase phase = Phase.WAITING;
  private Instant due = Instant.MIN;
  private Duration heartbeat = Duration.ofSeconds(30);
  private Instant heartbeatDue = Instant.MAX;
  private Instant silentFrom = Instant.MAX;
  private Instant pausedUntil = Instant.MIN;
  private long sentUpTo;

  private long highestSent;
  private long acknowledgedUpTo;

  /// The last reading that was given up after it was sent. A gateway that refused it for want of
  /// room takes no later one before it comes again, or the device begins anew.
  private long lostInFlight;

  /// A device that has never connected.
  ///
  /// @param session an id not used before by this device
  /// @param jitter spreads reconnects
  public DeviceClient(String device, String session, ClientConfig config, RandomGenerator jitter) {
    this.device = device;
    this.session = session;
    this.config = config;
    this.backOff = new BackOff(config.firstBackOff(), config.longestBackOff(), jitter);
    this.unacknowledged =
        new Unacknowledged(config.maxUnacknowledged(), config.maxUnacknowledgedBytes());
    this.results = new RememberedResults(config.maxRemembered());
    this.pictures = new Pictures(device, config.maxPictures());
  }

  /// Takes an event and returns what must be done about it.
  public List<ClientEffect> on(ClientEvent event, Instant now) {
    List<ClientEffect> effects = new ArrayList<>();
    switch (event) {
      case ClientEvent.Opened() -> opened(now, effects);
      case ClientEvent.Lost(String why) -> lost(now, effects);
      case ClientEvent.Came(GatewayLine line) -> came(line, now, effects);
      case ClientEvent.Measured(Instant at, Map<String, JsonNode> values) ->
          measured(at, values, effects);
      case ClientEvent.Pictured(Picture picture) -> pictures.add(picture, now, effects);
      case ClientEvent.Acted(Result result) -> acted(result, effects);
      case ClientEvent.Settled(DeviceLine.Reported reported) -> {
        // Without a connection it is not kept: the device says it again after the next welcome.
        if (phase == Phase.LIVE) {
          effects.add(new Send(reported));
        }
      }
      case ClientEvent.Tick() -> {}
    }
    tick(now, effects);
    return effects;
  }

  /// When the next [ClientEvent.Tick] is due; [Instant#MAX] for never.
  public Instant wakeAt() {
    return switch (phase) {
      case WAITING, GREETING -> due;
      case OPENING -> Instant.MAX;
      case LIVE -> {
        Instant beat = earlier(heartbeatDue, silentFrom);
        yield isPaused() ? earlier(beat, pausedUntil) : beat;
      }
    };
  }

  public boolean isLive() {
    return phase == Phase.LIVE;
  }

  public String session() {
    return session;
  }

  /// The sequence of the last reading measured; 0 for none.
  public long lastSeq() {
    return lastSeq;
  }

  /// The highest sequence ever sent; 0 for none.
  public long everSent() {
    return everSent;
  }

  /// How many readings wait for their acknowledgement.
  public int unacknowledged() {
    return unacknowledged.size();
  }

  /// How many pictures wait until the gateway has them.
  public int pictures() {
    return pictures.waiting();
  }

  private void opened(Instant now, List<ClientEffect> effects) {
    if (phase == Phase.OPENING) {
      phase = Phase.GREETING;
      due = now.plus(config.patience());
      effects.add(new Send(new DeviceLine.Hello(device, session)));
    }
  }

  private void lost(Instant now, List<ClientEffect> effects) {
    pictures.lost(now, effects);
    if (phase != Phase.WAITING) {
      phase = Phase.WAITING;
      due = now.plus(backOff.next());
    }
  }

  private void giveUp(String why, Instant now, List<ClientEffect> effects) {
    effects.add(new Close(why));
    lost(now, effects);
  }

  private void came(GatewayLine line, Instant now, List<ClientEffect> effects) {
    if (phase != Phase.GREETING && phase != Phase.LIVE) {
      return;
    }
    silentFrom = now.plus(heartbeat.multipliedBy(MISSED_HEARTBEATS));
    switch (line) {
      case GatewayLine.Welcome(String name, Duration every, long resume) ->
          welcomed(every, resume, now, effects);
      case GatewayLine.Ack(long seq, List<GatewayLine.Quarantined> quarantined) -> {
        acknowledge(seq, effects);
        sendReadings(effects);
      }
      case GatewayLine.Heartbeat() -> {}
      case GatewayLine.Instruction instruction -> instructed(instruction, now, effects);
      case GatewayLine.Desired desired -> effects.add(new ClientEffect.Adopt(desired));
      case GatewayLine.Blob blob -> pictures.came(blob, now, effects);
      case GatewayLine.BlobRefused refused -> pictures.refused(refused, now, effects);
      case GatewayLine.Failure(ErrorCode code, String message, boolean closed) ->
          failed(code, closed, now, effects);
    }
  }

  private void welcomed(Duration every, long resume, Instant now, List<ClientEffect> effects) {
    phase = Phase.LIVE;
    backOff.reset();
    heartbeat = every;
    silentFrom = now.plus(every.multipliedBy(MISSED_HEARTBEATS));
    heartbeatDue = now.plus(every);
    pausedUntil = Instant.MIN;
    highestSent = 0;
    acknowledgedUpTo = resume;
    lostInFlight = 0;
    acknowledge(resume, effects);
    sentUpTo = Math.min(resume, everSent);
    untold.values().forEach(result -> effects.add(new Send(result)));
    untold.clear();
    sendReadings(effects);
    pictures.welcomed(now, effects);
  }

  private void acknowledge(long seq, List<ClientEffect> effects) {
    acknowledgedUpTo = Math.max(acknowledgedUpTo, seq);
    // A gateway cannot hold more than it was sent.
    unacknowledged
        .acknowledge(Math.min(seq, everSent))
        .forEach(gone -> effects.add(new Acknowledged(gone)));
  }

  private void instructed(
      GatewayLine.Instruction instruction, Instant now, List<ClientEffect> effects) {
    Optional<Result> former = results.of(instruction.id());
    if (former.isPresent()) {
      effects.add(new Send(former.get()));
    } else if (!results.begin(instruction.id())) {
      return;
    } else if (!now.isBefore(instruction.deadline())) {
      acted(Results.refused(instruction.id(), "its deadline had passed"), effects);
    } else {
      effects.add(new Act(instruction));
    }
  }

  private void acted(Result result, List<ClientEffect> effects) {
    results.finish(result);
    if (phase == Phase.LIVE) {
      effects.add(new Send(result));
    } else {
      untold.put(result.instruction(), result);
      if (untold.size() > config.maxRemembered()) {
        untold.remove(untold.keySet().iterator().next());
      }
    }
  }

  private void failed(ErrorCode code, boolean closed, Instant now, List<ClientEffect> effects) {
    if (closed) {
      giveUp(code.word(), now, effects);
    } else if (code == ErrorCode.OUTBOX_FULL) {
      pausedUntil = now.plus(config.outboxFullPause());
      sentUpTo = 0;
    }
  }

  private void measured(Instant at, Map<String, JsonNode> values, List<ClientEffect> effects) {
    lastSeq++;
    Map<String, JsonNode> counted = new LinkedHashMap<>(values);
    counted.put(COUNT, JsonNodeFactory.instance.numberNode(lastSeq));
    unacknowledged
        .add(new DeviceLine.Reading(lastSeq, at, counted))
        .forEach(gone -> drop(gone, effects));
    sendReadings(effects);
  }

  private void drop(long seq, List<ClientEffect> effects) {
    effects.add(new Dropped(seq));
    if (seq <= highestSent) {
      lostInFlight = seq;
    }
  }

  private boolean isPaused() {
    return !pausedUntil.equals(Instant.MIN);
  }

  /// Sends what has not been sent on this connection, as far as [ClientConfig#maxInFlight] allows.
  private void sendReadings(List<ClientEffect> effects) {
    if (phase != Phase.LIVE || isPaused()) {
      return;
    }
    int room = config.maxInFlight() - unacknowledged.countUpTo(sentUpTo);
    for (int i = 0; i < room; i++) {
      Optional<DeviceLine.Reading> next = unacknowledged.after(sentUpTo);
      if (next.isEmpty()) {
        return;
      }
      sentUpTo = next.get().seq();
      highestSent = Math.max(highestSent, sentUpTo);
      everSent = Math.max(everSent, sentUpTo);
      effects.add(new Send(next.get()));
    }
  }

  private void tick(Instant now, List<ClientEffect> effects) {
    switch (phase) {
      case WAITING -> {
        if (!now.isBefore(due)) {
          phase = Phase.OPENING;
          effects.add(new Open());
        }
      }
      case OPENING -> {}
      case GREETING -> {
        if (!now.isBefore(due)) {
          giveUp("no welcome", now, effects);
        }
      }
      case LIVE -> {
        beat(now, effects);
        if (phase == Phase.LIVE) {
          pictures.tick(now, effects);
        }
      }
    }
  }

  private void beat(Instant now, List<ClientEffect> effects) {
    if (!now.isBefore(silentFrom)) {
      giveUp("the gateway is silent", now, effects);
      return;
    }
    if (isPaused() && !now.isBefore(pausedUntil)) {
      if (lostInFlight > acknowledgedUpTo) {
        giveUp("to begin anew behind a reading that was given up", now, effects);
        return;
      }
      pausedUntil = Instant.MIN;
      sendReadings(effects);
    }
    if (!now.isBefore(heartbeatDue)) {
      heartbeatDue = now.plus(heartbeat);
      effects.add(new Send(new DeviceLine.Heartbeat()));
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}

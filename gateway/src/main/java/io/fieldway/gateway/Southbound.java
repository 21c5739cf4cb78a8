package io.fieldway.gateway;

import io.fieldway.gateway.adapt.Adaptation;
import io.fieldway.gateway.blob.BlobDesk;
import io.fieldway.gateway.blob.BlobShelf;
import io.fieldway.gateway.command.CommandDesk;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.model.Models;
import io.fieldway.gateway.model.Presence;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.twin.TwinDesk;
import io.fieldway.gateway.uplink.Uplink;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.model.ThingModel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What drivers meet: it seats devices and brings what they say to outbox, presence and commands.
final class Southbound implements Devices {
  private static final Logger log = LoggerFactory.getLogger(Southbound.class);

  private final Duration heartbeat;
  private final Seats seats;
  private final Models models;
  private final Presence presence;
  private final Outbox outbox;
  private final CommandDesk desk;
  private final TwinDesk twins;
  private final BlobShelf shelf;
  private final BlobDesk blobs;
  private final Uplink uplink;
  private final InstantSource clock;
  private final LongAdder received = new LongAdder();
  private final LongAdder quarantined = new LongAdder();

  Southbound(
      Duration heartbeat,
      Seats seats,
      Models models,
      Presence presence,
      Outbox outbox,
      CommandDesk desk,
      TwinDesk twins,
      BlobShelf shelf,
      BlobDesk blobs,
      Uplink uplink,
      InstantSource clock) {
    this.heartbeat = heartbeat;
    this.seats = seats;
    this.models = models;
    this.presence = presence;
    this.outbox = outbox;
    this.desk = desk;
    this.twins = twins;
    this.shelf = shelf;
    this.blobs = blobs;
    this.uplink = uplink;
    this.clock = clock;
  }

  @Override
  public Instant platformTime() {
    return desk.platformTime();
  }

  @Override
  public Arrival arrive(DeviceLine.Hello hello, DeviceLink link) {
    String device = hello.device();
    if (models.adaptationOf(device).isEmpty()) {
      return new Arrival.Refused(
          ErrorCode.UNKNOWN_DEVICE, "no device " + device + " is registered at this gateway");
    }
    DeviceSeat seat = new DeviceSeat(this, hello, link);
    seats.take(seat);
    outbox.arrived(device);
    if (presence.arrived(device, now())) {
      log.info("{} is online", device);
      uplink.deviceChanged();
    }
    long resume = outbox.resume(device, hello.session());
    return new Arrival.Welcomed(new GatewayLine.Welcome(device, heartbeat, resume), seat);
  }

  @Override
  public boolean areKnown() {
    return !models.devices().isEmpty();
  }

  @Override
  public Optional<ThingModel> modelOf(String device) {
    return models.adaptationOf(device).map(Adaptation::model);
  }

  void ready(DeviceSeat seat) {
    desk.online(seat.device());
    twins.online(seat.device(), seat.link().takesDesired());
  }

  void seen(DeviceSeat seat) {
    presence.seen(seat.device(), now());
  }

  void received(int valuesInQuarantine) {
    received.increment();
    quarantined.add(valuesInQuarantine);
  }

  void stored() {
    uplink.appended();
  }

  void result(DeviceSeat seat, DeviceLine.Result result, Consumer<GatewayLine> answer) {
    desk.result(
        seat.device(),
        result,
        () ->
            answer.accept(
                new GatewayLine.Failure(
                    ErrorCode.UNKNOWN_INSTRUCTION,
                    "no instruction " + result.instruction() + " was given to " + seat.device(),
                    false)));
  }

  void leave(DeviceSeat seat) {
    if (seats.leave(seat)) {
      desk.offline(seat.device());
      twins.offline(seat.device());
      if (presence.left(seat.device())) {
        log.info("{} is offline", seat.device());
        uplink.deviceChanged();
      }
    }
  }

  /// To the millisecond: heartbeats carry it for every device.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /// What a device says of its settings, its readings' values apart: nothing of it is history.
  void reported(String device, DeviceLine.Reported reported, Adaptation adaptation) {
    Instant at = now();
    Adaptation.Adapted adapted =
        adaptation.points(device, new DeviceLine.Reading(1, at, reported.values()), at);
    twins.reported(
        device,
        reported.version().orElse(0),
        adaptation.settings(adapted),
        adaptation.byProperty(reported.refused()));
  }

  GatewayLine blob(String device, DeviceLine.Blob blob) {
    return shelf.begin(device, blob);
  }

  GatewayLine chunk(String device, DeviceLine.Chunk chunk) {
    GatewayLine answer = shelf.chunk(device, chunk);
    if (answer instanceof GatewayLine.Blob taken && taken.stored()) {
      log.info("the blob {} of {} is on disk", taken.id(), device);
      blobs.stored();
    }
    return answer;
  }

  TwinDesk twins() {
    return twins;
  }

  Models models() {
    return models;
  }

  Outbox outbox() {
    return outbox;
  }

  InstantSource clock() {
    return clock;
  }

  long receivedCount() {
    return received.sum();
  }

  long quarantinedCount() {
    return quarantined.sum();
  }
}

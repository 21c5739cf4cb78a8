package io.fieldway.gateway.driver.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// What happens to each message: read, brought to its device's seat, acknowledged. A reading is
/// acknowledged once it is on disk, everything else at once. Only the driver's thread; answers come
/// from any.
final class Reception {
  private final Mapping mapping;
  private final Speakers speakers;
  private final MqttCounters counters;
  private final InstantSource clock;

  Reception(Mapping mapping, Speakers speakers, MqttCounters counters, InstantSource clock) {
    this.mapping = mapping;
    this.speakers = speakers;
    this.counters = counters;
    this.clock = clock;
  }

  /// Takes one message. Blocks while the outbox's queue is full.
  void take(Mqtt5Publish publish, MqttConnection connection) {
    counters.messages.increment();
    Instant now = clock.instant();
    switch (mapping.read(message(publish), now)) {
      case Mapped.Measured measured -> measured(measured, publish, connection, now);
      case Mapped.Declared declared -> {
        if (!speakers.declared(declared, now)) {
          unknownDevice(declared.device(), now);
        }
        publish.acknowledge();
      }
      case Mapped.Answered answered -> {
        answered(answered, now);
        publish.acknowledge();
      }
      case Mapped.Told told -> {
        Optional<Speaker> speaker =
            speakers.heard(told.rule(), told.device(), Optional.empty(), now);
        speaker.flatMap(Speaker::seat).ifPresent(seat -> seat.reported(told.reported()));
        if (speaker.isEmpty()) {
          unknownDevice(told.device(), now);
        }
        publish.acknowledge();
      }
      case Mapped.Refused refused -> {
        counters.refused(refused, now);
        publish.acknowledge();
      }
    }
  }

  private void measured(
      Mapped.Measured measured, Mqtt5Publish publish, MqttConnection connection, Instant now) {
    String device = measured.device();
    measured.flaws().forEach(flaw -> counters.refused(flaw, now));
    String session = measured.count().map(Mapped.Count::session).orElse(Speakers.UNCOUNTED);
    Optional<Seat> seat =
        speakers.heard(measured.rule(), device, Optional.of(session), now).flatMap(Speaker::seat);
    if (seat.isEmpty()) {
      unknownDevice(device, now);
      publish.acknowledge();
      return;
    }
    long seq = measured.count().map(Mapped.Count::seq).orElseGet(() -> speakers.nextCount(device));
    counters.unacknowledged.increment();
    seat.get()
        .reading(
            new DeviceLine.Reading(seq, measured.at(), measured.values()),
            answer -> settle(answer, device, publish, connection));
  }

  /// The outbox has spoken.
  private void settle(
      GatewayLine answer, String device, Mqtt5Publish publish, MqttConnection connection) {
    counters.unacknowledged.decrement();
    switch (answer) {
      case GatewayLine.Ack ack -> {
        ack.quarantined()
            .forEach(each ->
                counters.refused(
                    new Mapped.Refused(
                        MqttRefusal.QUARANTINED,
                        device + ", property " + each.property() + ": " + each.reason()),
                    clock.instant()));
        counters.acknowledged.increment();
        publish.acknowledge();
      }
      case GatewayLine.Failure(ErrorCode code, String _, boolean _)
          when code == ErrorCode.UNKNOWN_DEVICE -> {
        unknownDevice(device, clock.instant());
        publish.acknowledge();
      }
      // Not acknowledged, so that it comes again when there is room.
      case GatewayLine.Failure(ErrorCode code, String message, boolean _) ->
          connection.giveUp(code.word() + ": " + message);
      case GatewayLine.Welcome _,
          GatewayLine.Heartbeat _,
          GatewayLine.Instruction _,
          GatewayLine.Desired _,
          GatewayLine.Blob _,
          GatewayLine.BlobRefused _ ->
          throw new IllegalStateException("no answer to a reading: " + answer);
    }
  }

  private void answered(Mapped.Answered answered, Instant now) {
    Optional<Seat> seat =
        speakers
            .heard(answered.rule(), answered.device(), Optional.empty(), now)
            .flatMap(Speaker::seat);
    if (seat.isEmpty()) {
      unknownDevice(answered.device(), now);
      return;
    }
    seat.get()
        .result(
            answered.result(),
            wrong ->
                counters.refused(
                    Mapping.refused(
                        MqttRefusal.UNKNOWN_INSTRUCTION,
                        answered.device(),
                        "the id of an instruction that was given",
                        "another"),
                    clock.instant()));
  }

  private void unknownDevice(String device, Instant now) {
    counters.refused(
        Mapping.refused(
            MqttRefusal.UNKNOWN_DEVICE, "device", "one registered at this gateway", device),
        now);
  }

  private static Mapping.Message message(Mqtt5Publish publish) {
    return new Mapping.Message(
        publish.getTopic().toString(),
        Bytes.copyOf(publish.getPayloadAsBytes()),
        publish.getCorrelationData().map(Reception::text));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}

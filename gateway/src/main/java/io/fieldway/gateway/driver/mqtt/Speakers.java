package io.fieldway.gateway.driver.mqtt;

import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/// Which devices are there, each with its seat: as many as are registered at most. Only the
/// driver's thread but where said.
final class Speakers {
  /// The session of readings that their device does not count.
  static final String UNCOUNTED = "mqtt-uncounted";

  private final Devices devices;
  private final BiConsumer<Speaker, GatewayLine.Instruction> publisher;
  private final BiConsumer<Speaker, GatewayLine.Desired> setter;
  private final Map<String, Speaker> speakers = new ConcurrentHashMap<>();

  /// The last count given to each device that does not count by itself. What was given is not given
  /// again while the process lives; after that the outbox says where it stood.
  private final Map<String, Long> counts = new HashMap<>();

  /// @param publisher brings an instruction to the device's topic, from any thread
  /// @param setter brings desired values there, from any thread
  Speakers(
      Devices devices,
      BiConsumer<Speaker, GatewayLine.Instruction> publisher,
      BiConsumer<Speaker, GatewayLine.Desired> setter) {
    this.devices = devices;
    this.publisher = publisher;
    this.setter = setter;
  }

  /// A device that was heard; it arrives where it was not there.
  ///
  /// @param session of its count; empty where the message belongs to whatever count it has
  /// @return empty where no such device is registered
  Optional<Speaker> heard(MqttRule rule, String device, Optional<String> session, Instant now) {
    Optional<Speaker> before = Optional.ofNullable(speakers.get(device));
    boolean stays =
        before
            .filter(each -> !each.isStale())
            .filter(each -> session.isEmpty() || session.get().equals(each.session()))
            .isPresent();
    Optional<Speaker> speaker =
        stays
            ? before
            : arrive(
                rule, device, session.or(() -> before.map(Speaker::session)).orElse(UNCOUNTED));
    speaker.ifPresent(each -> {
      each.hear(rule, now);
      if (before.filter(Speaker::hasDeclared).isPresent()) {
        each.declare();
      }
    });
    return speaker;
  }

  private Optional<Speaker> arrive(MqttRule rule, String device, String session) {
    Speaker fresh = new Speaker(this, rule, device, session);
    switch (devices.arrive(new DeviceLine.Hello(device, session), fresh)) {
      case Arrival.Refused _ -> {
        return Optional.empty();
      }
      case Arrival.Welcomed(GatewayLine.Welcome line, Seat seat) -> {
        fresh.seated(seat);
        speakers.put(device, fresh);
        if (session.equals(UNCOUNTED)) {
          counts.merge(device, line.resume(), Math::max);
        }
        seat.ready();
        return Optional.of(fresh);
      }
    }
  }

  /// A device, or its will, says whether it is there.
  ///
  /// @return whether such a device is registered, as far as that was asked
  boolean declared(Mapped.Declared word, Instant now) {
    if (word.online()) {
      Optional<Speaker> speaker = heard(word.rule(), word.device(), Optional.empty(), now);
      speaker.ifPresent(Speaker::declare);
      return speaker.isPresent();
    }
    Optional.ofNullable(speakers.get(word.device())).ifPresent(this::leave);
    return true;
  }

  /// The next count for a device that does not count by itself.
  long nextCount(String device) {
    return counts.merge(device, 1L, Long::sum);
  }

  /// Those who have been silent for too long leave.
  void tick(Instant now) {
    speakers.values().stream().filter(each -> each.isSilent(now)).forEach(this::leave);
  }

  /// A new connection has begun, and what was under way on the old one may be lost: everybody
  /// arrives anew when heard next.
  void expire() {
    speakers.values().forEach(Speaker::expire);
  }

  /// Everybody leaves. Any thread.
  void leaveAll() {
    speakers.values().forEach(this::leave);
  }

  /// Any thread.
  int present() {
    return speakers.size();
  }

  /// Any thread.
  void leave(Speaker speaker) {
    boolean _ = speakers.remove(speaker.device(), speaker);
    speaker.seat().ifPresent(Seat::leave);
  }

  /// Any thread.
  void instruct(Speaker speaker, GatewayLine.Instruction instruction) {
    publisher.accept(speaker, instruction);
  }

  /// Any thread.
  void desire(Speaker speaker, GatewayLine.Desired desired) {
    setter.accept(speaker, desired);
  }
}

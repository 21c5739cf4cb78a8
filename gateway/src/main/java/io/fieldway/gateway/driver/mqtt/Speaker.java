package io.fieldway.gateway.driver.mqtt;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.time.Instant;
import java.util.Optional;

/// One device that is there, with its seat. Only the driver's thread but where said.
final class Speaker implements DeviceLink {
  private final Speakers all;
  private final String device;
  private final String session;

  /// The rule that says where its instructions go.
  @Var private volatile MqttRule rule;

  @Var private volatile Optional<Seat> seat = Optional.empty();

  /// An instruction may not have gone out: the device arrives anew when it is heard next.
  @Var private volatile boolean stale;

  @Var private Instant until = Instant.MIN;
  @Var private boolean declared;

  Speaker(Speakers all, MqttRule rule, String device, String session) {
    this.all = all;
    this.rule = rule;
    this.device = device;
    this.session = session;
  }

  /// Any thread.
  String device() {
    return device;
  }

  String session() {
    return session;
  }

  /// Any thread.
  MqttRule rule() {
    return rule;
  }

  /// Any thread.
  Optional<Seat> seat() {
    return seat;
  }

  /// Any thread.
  void expire() {
    stale = true;
  }

  boolean isStale() {
    return stale;
  }

  void seated(Seat given) {
    seat = Optional.of(given);
  }

  /// A message of the device came by a rule.
  void hear(MqttRule by, Instant now) {
    if (by.instructions().isPresent() || rule.instructions().isEmpty()) {
      rule = by;
    }
    Instant longer = now.plus(by.silentAfter());
    until = longer.isAfter(until) ? longer : until;
    seat.ifPresent(Seat::seen);
  }

  /// The device is there until it says otherwise.
  void declare() {
    declared = true;
  }

  boolean hasDeclared() {
    return declared;
  }

  boolean isSilent(Instant now) {
    return !declared && !now.isBefore(until);
  }

  /// Any thread.
  @Override
  public void instruct(GatewayLine.Instruction instruction) {
    all.instruct(this, instruction);
  }

  /// Any thread.
  @Override
  public boolean takesDesired() {
    return rule.desired().isPresent();
  }

  /// Any thread.
  @Override
  public void desire(GatewayLine.Desired desired) {
    all.desire(this, desired);
  }

  /// Any thread.
  @Override
  public void close(ErrorCode code, String message) {
    all.leave(this);
  }
}

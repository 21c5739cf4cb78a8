package io.fieldway.gateway;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.adapt.Adaptation;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.gateway.outbox.Intake;
import io.fieldway.gateway.outbox.Receipt;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// One connected device: the way of its readings into the outbox.
final class DeviceSeat implements Seat {
  private final Southbound south;
  private final String device;
  private final String session;
  private final DeviceLink link;
  private final Object order = new Object();
  @Var private boolean lost;

  DeviceSeat(Southbound south, DeviceLine.Hello hello, DeviceLink link) {
    this.south = south;
    this.device = hello.device();
    this.session = hello.session();
    this.link = link;
  }

  String device() {
    return device;
  }

  DeviceLink link() {
    return link;
  }

  /// From now on nothing of this connection reaches the outbox, so that a newer session's readings
  /// are not mixed with an older one's.
  void lose() {
    synchronized (order) {
      lost = true;
    }
  }

  @Override
  public void ready() {
    south.ready(this);
  }

  /// Line → model's words → judged → twin → disk → answer.
  @Override
  public void reading(DeviceLine.Reading reading, Consumer<GatewayLine> answer) {
    Instant now = south.clock().instant();
    Optional<Adaptation> adaptation = south.models().adaptationOf(device);
    if (adaptation.isEmpty()) {
      answer.accept(
          new GatewayLine.Failure(
              ErrorCode.UNKNOWN_DEVICE, device + " is not registered any more", true));
      return;
    }
    Adaptation.Adapted adapted = adaptation.get().points(device, reading, now);
    south.received(adapted.quarantined().size());
    synchronized (order) {
      if (lost) {
        answer.accept(
            new GatewayLine.Failure(ErrorCode.REPLACED, "a newer connection of " + device, true));
        return;
      }
      south
          .twins()
          .read(
              device,
              session,
              reading.seq(),
              south.outbox().resume(device, session),
              adaptation.get().settings(adapted));
      south
          .outbox()
          .append(
              new Intake(device, session, reading.seq(), adapted.points()),
              receipt -> answered(reading, adapted, receipt, answer));
    }
  }

  @Override
  public void seen() {
    south.seen(this);
  }

  @Override
  public void result(DeviceLine.Result result, Consumer<GatewayLine> answer) {
    south.result(this, result, answer);
  }

  @Override
  public void reported(DeviceLine.Reported reported) {
    Optional<Adaptation> adaptation = south.models().adaptationOf(device);
    if (adaptation.isPresent()) {
      synchronized (order) {
        if (!lost) {
          south.reported(device, reported, adaptation.get());
        }
      }
    }
  }

  @Override
  public void blob(DeviceLine.Blob blob, Consumer<GatewayLine> answer) {
    answer.accept(refusal().orElseGet(() -> south.blob(device, blob)));
  }

  @Override
  public void chunk(DeviceLine.Chunk chunk, Consumer<GatewayLine> answer) {
    answer.accept(refusal().orElseGet(() -> south.chunk(device, chunk)));
  }

  /// Why nothing more is taken through this connection. A blob does not wait for its turn among
  /// readings: it has its own name and size, so nothing can be mixed.
  private Optional<GatewayLine> refusal() {
    if (south.models().adaptationOf(device).isEmpty()) {
      return Optional.of(
          new GatewayLine.Failure(
              ErrorCode.UNKNOWN_DEVICE, device + " is not registered any more", true));
    }
    synchronized (order) {
      return lost
          ? Optional.of(
              new GatewayLine.Failure(ErrorCode.REPLACED, "a newer connection of " + device, true))
          : Optional.empty();
    }
  }

  @Override
  public void leave() {
    south.leave(this);
  }

  private void answered(
      DeviceLine.Reading reading,
      Adaptation.Adapted adapted,
      Receipt receipt,
      Consumer<GatewayLine> answer) {
    switch (receipt) {
      case STORED -> {
        answer.accept(new GatewayLine.Ack(reading.seq(), adapted.quarantined()));
        south.stored();
      }
      case REPLAYED -> answer.accept(new GatewayLine.Ack(reading.seq(), adapted.quarantined()));
      case REFUSED ->
          answer.accept(
              new GatewayLine.Failure(
                  ErrorCode.OUTBOX_FULL,
                  "no room on disk; send again later, from the first that is not acknowledged: "
                      + reading.seq(),
                  false));
    }
  }
}

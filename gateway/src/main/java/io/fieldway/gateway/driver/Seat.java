package io.fieldway.gateway.driver;

import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.util.function.Consumer;

/// The place of one connected device. It is lost when the device connects anew: what comes through
/// the older connection then is answered with `replaced`. May be called from any thread.
public interface Seat {
  /// The welcome is on its way to the device: instructions may follow it from now on.
  void ready();

  /// Takes a reading. The answer comes exactly once, perhaps from the outbox's thread and perhaps
  /// before this returns; it is an ack, or a failure. Blocks while the outbox's queue is full.
  void reading(DeviceLine.Reading reading, Consumer<GatewayLine> answer);

  /// The device gave a sign of life.
  void seen();

  /// Takes the result of an instruction; answers only where there is something wrong with it.
  void result(DeviceLine.Result result, Consumer<GatewayLine> answer);

  /// Takes what the device says of its settings.
  default void reported(DeviceLine.Reported reported) {}

  /// The connection is gone.
  void leave();
}

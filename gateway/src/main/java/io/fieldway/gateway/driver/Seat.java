package io.fieldway.gateway.driver;

import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
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

  /// A blob is announced, or taken up again; the answer says where to go on, or why not. Blocks for
  /// the disk; the answer comes before this returns.
  default void blob(DeviceLine.Blob blob, Consumer<GatewayLine> answer) {
    answer.accept(
        new GatewayLine.BlobRefused(blob.id(), ErrorCode.NO_ROOM, "no blobs are taken here"));
  }

  /// The next bytes of a blob. Blocks for the disk; the answer comes before this returns.
  default void chunk(DeviceLine.Chunk chunk, Consumer<GatewayLine> answer) {
    answer.accept(
        new GatewayLine.BlobRefused(chunk.id(), ErrorCode.UNKNOWN_BLOB, "no blob has begun"));
  }

  /// The connection is gone.
  void leave();
}

package io.fieldway.devices;

import io.fieldway.wire.Bytes;

/// Hears what the devices do, so that a trial can keep its own list of it. Called from the devices'
/// threads, several at once; an implementation is quick and thread-safe.
public interface FieldListener {
  /// Hears nothing.
  FieldListener NONE = new FieldListener() {};

  /// A reading went to the gateway for the first time.
  default void sent(String device, String session, long seq) {}

  /// The gateway has acknowledged a reading: it may not be lost from now on.
  default void acknowledged(String device, String session, long seq) {}

  /// A reading was given up before it was acknowledged: too many waited.
  default void dropped(String device, String session, long seq) {}

  /// The gateway has a picture on its disk: it may not be lost from now on.
  ///
  /// @param content its bytes
  default void pictured(String device, String id, Bytes content) {}

  /// A device was given an instruction it had not seen before and acted, or refused to. An
  /// instruction that comes again, or past its deadline, is not acted on and not told here.
  ///
  /// @param executed false where the device refused
  default void executed(String device, String instruction, boolean executed) {}
}

package io.fieldway.gateway.push;

import io.fieldway.wire.device.GatewayLine.Quarantined;
import java.util.List;

/// What became of a push.
public sealed interface Pushed {
  /// How many of its readings, from the first on, are on disk.
  int stored();

  /// All of it is on disk.
  record Stored(int stored, List<Quarantined> quarantined) implements Pushed {
    public Stored(int stored, List<Quarantined> quarantined) {
      this.stored = stored;
      this.quarantined = List.copyOf(quarantined);
    }
  }

  /// Not all of it is.
  ///
  /// @param code the word of the device protocol for it
  record Refused(Fault fault, String code, String message, int stored) implements Pushed {}

  /// Why it is not; a transport has an answer for each.
  enum Fault {
    /// No such device is registered at this gateway.
    UNKNOWN,
    /// An earlier request of the device is under way.
    BUSY,
    /// The device has connected in another way meanwhile.
    REPLACED,
    /// No room on disk.
    FULL
  }
}

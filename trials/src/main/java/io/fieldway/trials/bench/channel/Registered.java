package io.fieldway.trials.bench.channel;

import io.fieldway.wire.Bytes;

/// A gateway that the platform knows, with one device where it has one.
record Registered(String id, Bytes key) {
  /// Its device.
  String device() {
    return id + "-mast";
  }
}

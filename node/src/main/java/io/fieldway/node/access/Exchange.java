package io.fieldway.node.access;

import io.fieldway.wire.Bytes;

/// One enhanced authentication in progress (MQTT 5 §4.12): data of the client in, data of the
/// server out. Used by one thread, for one authentication.
public interface Exchange {
  /// Takes the client's next data.
  Step next(Bytes data);

  /// What the server answers.
  sealed interface Step {
    /// Goes on with AUTH, Continue authentication.
    record Continue(Bytes data) implements Step {}

    /// Ends well.
    record Done(Verdict.Granted granted, Bytes data) implements Step {}

    /// Ends badly.
    record Failed(Verdict.Refused refused) implements Step {}
  }
}

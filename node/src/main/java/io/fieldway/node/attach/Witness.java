package io.fieldway.node.attach;

import io.fieldway.node.packet.ReasonCode;

/// Who is told of what people should know.
public interface Witness {
  /// Which way something was to go.
  enum Way {
    IN,
    OUT
  }

  /// The first message of a connection that was refused for a reason, or a filter; others with the
  /// same reason are counted alone.
  ///
  /// @param what the topic or the filter
  void refused(Way way, ReasonCode reason, String what, String why);

  /// The other broker goes on with the session it had, or begins a new one.
  void connected(boolean sessionPresent);

  /// The connection has come to its end.
  void ended(String why);
}

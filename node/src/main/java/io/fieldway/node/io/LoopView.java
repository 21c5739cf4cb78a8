package io.fieldway.node.io;

import io.fieldway.node.attach.AttachmentView;
import io.fieldway.node.broker.BrokerCounts;
import java.util.List;

/// What the event loop shows of itself at one moment.
///
/// @param pendingBytes what was sent to clients and not taken by their sockets
/// @param lagNanos how late its last tick was
/// @param failures errors of ours that it has survived
record LoopView(
    BrokerCounts broker,
    List<ListenerCounts> listeners,
    List<AttachmentView> attached,
    long pendingBytes,
    long lagNanos,
    long failures) {
  LoopView(
      BrokerCounts broker,
      List<ListenerCounts> listeners,
      List<AttachmentView> attached,
      long pendingBytes,
      long lagNanos,
      long failures) {
    this.broker = broker;
    this.listeners = List.copyOf(listeners);
    this.attached = List.copyOf(attached);
    this.pendingBytes = pendingBytes;
    this.lagNanos = lagNanos;
    this.failures = failures;
  }
}

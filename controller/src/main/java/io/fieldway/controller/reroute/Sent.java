package io.fieldway.controller.reroute;

import io.fieldway.wire.control.ControlMessage;

/// A message to a node.
public record Sent(String node, ControlMessage message) {}

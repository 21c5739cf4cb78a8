package io.fieldway.trials.bench;

import tools.jackson.databind.node.ObjectNode;

/// What a bench found.
public interface Report {
  /// As people read it.
  String table();

  /// With every single value.
  ObjectNode json();
}

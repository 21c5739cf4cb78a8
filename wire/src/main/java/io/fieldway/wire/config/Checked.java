package io.fieldway.wire.config;

import java.util.List;

/// A configuration record whose values can be wrong together though each is right alone. A reader
/// of configuration asks every such record, and lists all that is wrong at once.
public interface Checked {
  /// What is wrong in this record; records inside it are asked by themselves.
  List<Problem> problems();
}

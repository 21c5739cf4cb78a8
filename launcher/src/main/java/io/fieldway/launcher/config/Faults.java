package io.fieldway.launcher.config;

import io.fieldway.wire.MalformedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/// Everything that is wrong in one configuration.
final class Faults {
  private final String label;
  private final List<Fault> found = new ArrayList<>();

  private record Fault(int line, int column, String text) {}

  Faults(String label) {
    this.label = label;
  }

  /// What the user wrote is wrong, not the program.
  static boolean isTheUsers(RuntimeException failure) {
    return failure instanceof MalformedException || failure instanceof IllegalArgumentException;
  }

  void at(Node node, String sentence) {
    int line = Document.line(node);
    int column = Document.column(node);
    found.add(new Fault(line, column, label + ":" + line + ":" + column + ": " + sentence));
  }

  /// Of something that no line of the file says.
  void nowhere(String sentence) {
    String prefix = label.isEmpty() ? "" : label + ": ";
    found.add(new Fault(Integer.MAX_VALUE, 0, prefix + sentence));
  }

  void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(
          found.stream()
              .sorted(Comparator.comparingInt(Fault::line).thenComparingInt(Fault::column))
              .map(Fault::text)
              .toList());
    }
  }
}

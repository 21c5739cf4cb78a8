package io.fieldway.launcher;

/// Offers a benchmark, found by [java.util.ServiceLoader]: the trials bring them, with their peers,
/// which have no place on the class path of the product.
@FunctionalInterface
public interface BenchSource {
  /// A picocli command, new at each call.
  Object command();
}

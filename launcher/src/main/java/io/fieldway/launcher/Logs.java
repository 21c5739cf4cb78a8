package io.fieldway.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// How much Fieldway says on standard error.
final class Logs {
  private Logs() {}

  /// Brings what libraries say through java.util.logging, such as Tomcat, to the same place.
  static void gather() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /// A line at each start, state change and refusal, as a role that runs alone wants it.
  static void showStateChanges() {
    if (LoggerFactory.getLogger("io.fieldway") instanceof Logger logger) {
      logger.setLevel(Level.INFO);
    }
  }

  /// Silence: a demonstration that stops has no one left to warn.
  static void silence() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger logger) {
      logger.setLevel(Level.OFF);
    }
  }
}

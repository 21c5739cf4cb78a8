package io.fieldway.gateway.command;

import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import java.util.Optional;
import java.util.function.Consumer;

/// What commands need from the rest of the gateway.
public interface CommandHands {
  /// Whether the device is registered at this gateway.
  boolean serves(String device);

  /// Gives the command to its device's connection, if it has one.
  ///
  /// @return why it cannot be put into the device's words; empty where it can
  Optional<String> give(Command command);

  /// Tells the platform; `stored` hears whether that word needs no repetition. It may never hear.
  void report(CommandReport report, Consumer<Boolean> stored);
}
